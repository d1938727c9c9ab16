/**
 * A Worker whose every request goes through one batcher to one object, and the object does what the
 * test told it to do with the next batches: for what only the platform itself can show.
 */

import { DurableObject } from "cloudflare:workers";
import { createBatcher } from "../../src/http/batch.ts";

/** Under the names that `workerd serve` is told of for the gateway. */
export class Directory extends DurableObject {}

export class WaitingRoom extends DurableObject {
  #taken = [];
  #moods = [];
  #letGo = [];

  setMoods(moods) {
    this.release();
    this.#moods = moods;
    this.#taken = [];
  }

  /** Lets every batch go on that is held. */
  release() {
    for (const letGo of this.#letGo.splice(0)) letGo();
  }

  taken() {
    return this.#taken;
  }

  async take(calls) {
    this.#taken.push(calls);
    // A single call is somebody who asks directly: a batch alone can be stuck.
    if (this.#moods[0] === "stuck" && calls.length === 1) return answersTo(calls);
    switch (this.#moods.shift()) {
      case "stuck":
      case "held":
        await new Promise((letGo) => this.#letGo.push(letGo));
        break;
      case "failing":
        throw new Error("not this time");
      case "broken":
        this.ctx.abort("the object is reset");
    }
    return answersTo(calls);
  }
}

const answersTo = (calls) => calls.map((call) => `${call}!`);

let batcher;
let asked = 0;

// biome-ignore lint/style/noDefaultExport: workerd asks for it.
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    const object = () => env.WAITING_ROOM.getByName("one");
    if (pathname === "/.stanchion/health") return new Response("ok");
    if (pathname === "/taken") return Response.json(await object().taken());
    if (pathname === "/release") {
      await object().release();
      return new Response("ok");
    }
    if (pathname === "/asked") return Response.json(asked);
    if (pathname === "/moods") {
      asked = 0;
      // Longer than any test, but for those that are about it.
      const patienceMs = Number(searchParams.get("patience") ?? 600_000);
      batcher = createBatcher({
        send: (calls) => object().take(calls),
        windowMs: 600_000,
        patienceMs,
        clock: () => Date.now(),
      });
      await object().setMoods(searchParams.getAll("mood"));
      return new Response("ok");
    }
    asked += 1;
    return new Response(await batcher.ask(searchParams.get("call"), ctx));
  },
};
