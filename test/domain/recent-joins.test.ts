import fc from "fast-check";
import { expect, test } from "vitest";
import { noJoins, recallJoin, rememberJoin } from "../../src/domain/recent-joins.ts";
import type { Joined } from "../../src/domain/ticket.ts";

const joined = (number: number): Joined => ({
  epoch: 1,
  line: "general",
  number,
  ticketId: `ticket ${number}`,
  joinedAt: 0,
  wave: null,
});

test("a join is recalled for at least a minute, whatever else is joined meanwhile", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20_000), { minLength: 1, maxLength: 60, size: "max" }),
      (pauses) => {
        let [joins, now] = [noJoins(0), 0];
        const all = pauses.map((pause, number) => {
          now += pause;
          joins = rememberJoin(joins, `key ${number}`, joined(number), now);
          return { number, at: now };
        });
        for (const { number } of all.filter(({ at }) => now - at <= 60_000)) {
          expect(recallJoin(joins, `key ${number}`)).toEqual(joined(number));
        }
      },
    ),
  );
});

test("a join is forgotten in time, so that memory stays bounded", () => {
  let joins = rememberJoin(noJoins(0), "first", joined(1), 0);
  for (let minute = 1; minute <= 4; minute++) {
    joins = rememberJoin(joins, `later ${minute}`, joined(1 + minute), minute * 61_000);
  }
  expect(recallJoin(joins, "first")).toBeUndefined();
});

test("under a flood the oldest are forgotten early and the latest are kept", () => {
  let joins = noJoins(0);
  for (let number = 0; number < 500_000; number++) {
    joins = rememberJoin(joins, `key ${number}`, joined(number), 1);
  }
  expect(joins.young.size + joins.old.size).toBeLessThanOrEqual(400_000);
  expect(recallJoin(joins, "key 499999")).toEqual(joined(499_999));
  expect(recallJoin(joins, "key 0")).toBeUndefined();
});

test("a key that nobody used is not recalled", () => {
  expect(recallJoin(rememberJoin(noJoins(0), "one", joined(1), 0), "other")).toBeUndefined();
});
