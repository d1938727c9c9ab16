import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("a join gets a number", async () => {
  const room = env.WAITING_ROOM.getByName("first");
  const { answers } = await room.take([
    { kind: "join", key: "k".repeat(22), ticketId: "t".repeat(22), passId: "p".repeat(22) },
  ]);
  expect(answers).toEqual([]);
});
