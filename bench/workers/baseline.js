/** The least that a Worker can do: answer, pass on, or write one row in one call for each request. */

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

/** The same bytes for everybody, as many as the gateway's own answer has, under the same headers. */
export class Constant extends WorkerEntrypoint {
  fetch() {
    const { BODY, CONTENT_TYPE } = this.env;
    return new Response(BODY, {
      headers: { "Content-Type": CONTENT_TYPE, "Cache-Control": "no-store" },
    });
  }
}

export class Forward extends WorkerEntrypoint {
  fetch(request) {
    return this.env.ORIGIN_SERVICE.fetch(request);
  }
}

/** A line as one would write it first: each request asks the object, and each question is one row. */
export class Naive extends WorkerEntrypoint {
  async fetch() {
    const number = await this.env.LINE.getByName("default").join();
    return Response.json({ number }, { headers: { "Cache-Control": "no-store" } });
  }
}

export class NaiveLine extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS line (number INTEGER PRIMARY KEY, at INTEGER)",
    );
  }

  join() {
    const rows = this.ctx.storage.sql.exec(
      "INSERT INTO line (at) VALUES (?) RETURNING number",
      Date.now(),
    );
    return rows.one().number;
  }
}
