import { expect, test } from "vitest";
import { letEverybodyIn, roomInHand } from "../support/room-in-hand.ts";

test("a crowd that is gone is not waited for because the next one came", () => {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 600 });
  // Eighty who close the tab at once, then three hundred who all stay.
  room.joinMany(80);
  room.wait(8_000);
  expect(letEverybodyIn(room, room.joinMany(300), 90_000).size).toBe(300);
  // At one a second the no-shows of before must not count as still expected.
  room.change({ admissionsPerMinute: 60 });
  expect(letEverybodyIn(room, room.joinMany(20), 40_000).size).toBe(20);
});
