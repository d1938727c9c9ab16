/**
 * The gateway as it is, with a way to make so many calls to a room one after the other: what the object
 * and the way to it cost, without visitors.
 */

import worker from "../../src/index.ts";

export { AdmissionShard, Directory, TicketBatcher, WaitingRoom } from "../../src/index.ts";

// biome-ignore lint/style/noDefaultExport: workerd asks for it.
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/.bench/steps") return worker.fetch(request, env, ctx);
    const room = env.WAITING_ROOM.getByName("default");
    const size = Number(searchParams.get("size"));
    const times = Number(searchParams.get("times"));
    for (let step = 0; step < times; step++) await steps[searchParams.get("kind")](room, size);
    return Response.json({ times });
  },
};

const steps = {
  snapshot: (room) => room.snapshot(),
  join: (room, size) => room.take(Array.from({ length: size }, joinCall)),
  pass: (room, size) => room.take(Array.from({ length: size }, passCall)),
};

const joinCall = () => ({
  kind: "join",
  line: "general",
  key: crypto.randomUUID(),
  ticketId: crypto.randomUUID(),
  passId: crypto.randomUUID(),
  invitation: null,
});

/** Let in at once: an admission with its row, as for somebody who enters. */
const passCall = () => ({ kind: "pass", line: "general", passId: crypto.randomUUID() });
