import { describe, expect, test } from "vitest";
import { describeReason } from "../../src/client/admin-health.ts";
import type { MoveReason } from "../../src/domain/origin-health.ts";

/** Each that the domain knows: a new one does not compile without its line here. */
const said: { readonly [Kind in MoveReason["kind"]]: readonly [MoveReason, string] } = {
  failing: [{ kind: "failing", share: 0.31 }, "31% of the answers were errors"],
  slow: [{ kind: "slow", share: 0.12 }, "12% of the answers were slower than the target"],
  well: [{ kind: "well" }, "the shop is well"],
  outage: [
    { kind: "outage", unheardRequests: 40 },
    "the shop does not answer: 40 requests unheard",
  ],
  back: [{ kind: "back" }, "the shop answers again"],
  "try-again": [{ kind: "try-again" }, "trying whether the shop answers again"],
  "retry-after": [{ kind: "retry-after", seconds: 60 }, "the shop asked for 60 secs of rest"],
  "rest-over": [{ kind: "rest-over" }, "the rest that the shop asked for is over"],
};

describe("describeReason()", () => {
  test.each(Object.values(said))("puts %j into words", (reason, words) => {
    expect(describeReason(reason)).toBe(words);
  });

  test("tells a reason that it does not know by its name", () => {
    expect(describeReason({ kind: "eclipse" })).toBe("eclipse");
  });
});
