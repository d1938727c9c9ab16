/**
 * The gateway as it is, with a count of the calls to rooms and to the Directory, and a way to put very many into a line
 * quickly: by the same calls that the gateway makes, without a visitor for each.
 */

import worker, { TicketBatcher as Batcher, AdmissionShard as Shard } from "../../src/index.ts";

export { Directory, WaitingRoom } from "../../src/index.ts";

/** What a batcher or a shard asks of the room counts; what gateways ask of them does not. */
export class TicketBatcher extends Batcher {
  constructor(ctx, env) {
    super(ctx, { ...env, WAITING_ROOM: counted(env.WAITING_ROOM) });
  }
}

export class AdmissionShard extends Shard {
  constructor(ctx, env) {
    super(ctx, { ...env, WAITING_ROOM: counted(env.WAITING_ROOM) });
  }
}

let calls = 0;

const counted = (namespace) => ({
  getByName: (name) =>
    new Proxy(namespace.getByName(name), {
      get:
        (stub, method) =>
        (...args) => {
          calls += 1;
          return stub[method](...args);
        },
    }),
});

let countedEnv;

// biome-ignore lint/style/noDefaultExport: workerd asks for it.
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/.bench/calls") return Response.json({ calls });
    if (pathname === "/.bench/fill") return fill(env, Number(searchParams.get("count")));
    countedEnv ??= {
      ...env,
      WAITING_ROOM: counted(env.WAITING_ROOM),
      DIRECTORY: counted(env.DIRECTORY),
    };
    return worker.fetch(request, countedEnv, ctx);
  },
};

/** As many as a full batch of the gateway. */
const batch = 500;

async function fill(env, count) {
  const room = env.WAITING_ROOM.getByName("default");
  let issued = 0;
  for (let asked = 0; asked < count; asked += batch) {
    const { snapshot } = await room.take(Array.from({ length: batch }, joinCall));
    issued = snapshot.lines.general.issued;
  }
  return Response.json({ issued });
}

const joinCall = () => ({
  kind: "join",
  line: "general",
  key: crypto.randomUUID(),
  ticketId: crypto.randomUUID(),
  passId: crypto.randomUUID(),
  invitation: null,
});
