import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Admission } from "../../src/domain/admission.ts";
import { presentRenewal, renewalOf, type ShownRenewal } from "../../src/domain/renewal-chain.ts";
import { beginSession } from "../../src/domain/session.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import { minuteMs, secondMs } from "../../src/domain/time.ts";
import { chanceFrom } from "../support/chance.ts";

const settings = { ...defaultSettings, sessionMinutes: 15 };
const sessionMs = 15 * minuteMs;
/** As long as a request and its answer may be under way. */
const inFlightMs = 40 * secondMs;

/** An admission, and a clock that its holders share. */
function sessionOf({ isFixed = false } = {}) {
  const way = { place: 1, joinedAt: 0, told: null, wave: null, calledAt: 0, cameAt: 0 };
  const begun = { line: "general", number: 1, passId: "pass", fetched: true, way };
  let admission: Admission = beginSession(begun, settings, 0);
  let attempts = 0;
  return {
    show(
      renewal: number,
      now: number,
      { wants = "renewal", attempt = `attempt ${attempts++}` }: Partial<ShownRenewal> = {},
    ) {
      const rules = isFixed ? { ...settings, sessionRenewal: "fixed" as const } : settings;
      const presented = presentRenewal(admission, { renewal, attempt, wants }, rules, now);
      admission = presented.admission;
      return presented.kind;
    },
    get admission() {
      return admission;
    },
    get clonedAt() {
      return admission.chain?.clonedAt ?? null;
    },
  };
}

const half = sessionMs / 2;

describe("the holder of the latest renewal", () => {
  test("is handed the next one when the session is half over, and no earlier", () => {
    const session = sessionOf();
    expect(session.show(0, half - 1)).toBe("hand");
    expect([renewalOf(session.admission), session.admission.endsAt]).toEqual([0, sessionMs]);
    expect(session.show(0, half)).toBe("hand");
    expect([renewalOf(session.admission), session.admission.endsAt]).toEqual([1, half + sessionMs]);
    expect(session.show(1, 2 * half)).toBe("hand");
    expect(renewalOf(session.admission)).toBe(2);
  });

  test("is handed the same one when the same attempt is repeated, whatever the time", () => {
    const session = sessionOf();
    session.show(0, half, { attempt: "a" });
    const { admission } = session;
    for (const at of [half, half + 1, half + minuteMs]) {
      expect(session.show(0, at, { attempt: "a" })).toBe("hand");
      expect(session.admission).toBe(admission);
    }
  });

  test("of a session that is fixed has the one pass", () => {
    const session = sessionOf({ isFixed: true });
    expect(session.show(0, sessionMs - 1)).toBe("hand");
    expect([renewalOf(session.admission), session.admission.endsAt]).toEqual([0, sessionMs]);
  });

  test("of an earlier release, which knows of no numbers, goes on as before", () => {
    const session = sessionOf();
    session.show(0, half);
    const { kind, admission } = presentRenewal(session.admission, null, settings, 2 * half + 1);
    expect([kind, admission.endsAt]).toEqual(["hand", 2 * half + 1 + sessionMs]);
  });
});

describe("an older renewal", () => {
  test("gets another hand-out when the first was lost, once it must have been", () => {
    const session = sessionOf();
    session.show(0, half);
    expect(session.show(0, half + inFlightMs)).toBe("stay");
    expect(renewalOf(session.admission)).toBe(1);
    expect(session.show(0, half + inFlightMs + 1)).toBe("hand");
    expect(renewalOf(session.admission)).toBe(2);
    expect(session.clonedAt).toBeNull();
  });

  test("is nobody's fault while requests may be under way, and a copy after that", () => {
    const session = sessionOf();
    session.show(0, half);
    session.show(1, half + 1, { wants: "nothing" });
    expect(session.show(0, half + 1 + inFlightMs)).toBe("stay");
    expect(session.clonedAt).toBeNull();
    expect(session.show(0, half + 2 + inFlightMs)).toBe("elsewhere");
    expect(session.clonedAt).toBe(half + 2 + inFlightMs);
    // Found once, and once only.
    const { admission } = session;
    expect(session.show(0, half + minuteMs)).toBe("elsewhere");
    expect(session.admission).toBe(admission);
  });

  test("never moves the end of the session, which whoever has the latest goes on to do", () => {
    const session = sessionOf();
    session.show(0, half);
    session.show(1, half + 1, { wants: "nothing" });
    const { endsAt } = session.admission;
    for (let at = half + minuteMs; at < sessionMs; at += minuteMs) session.show(0, at);
    expect(session.admission.endsAt).toBe(endsAt);
    expect(session.show(1, endsAt - 1)).toBe("hand");
    expect(session.admission.endsAt).toBe(endsAt - 1 + sessionMs);
  });

  test("brings the session back three times, by joins, and then no more", () => {
    const session = sessionOf();
    session.show(0, half);
    session.show(1, half + 1, { wants: "nothing" });
    const latest: number[] = [];
    const kinds = [1, 2, 3, 4, 5].map((time) => {
      const kind = session.show(0, half + time * minuteMs, { wants: "return" });
      latest.push(renewalOf(session.admission));
      return kind;
    });
    expect(kinds).toEqual(["hand", "hand", "hand", "elsewhere", "elsewhere"]);
    expect(latest).toEqual([2, 3, 4, 4, 4]);
  });

  test("that comes back is the one to renew from then on, and not whoever had moved on", () => {
    const session = sessionOf();
    session.show(0, half);
    session.show(1, half + 1, { wants: "nothing" });
    expect(session.show(0, half + minuteMs, { wants: "return" })).toBe("hand");
    session.show(2, half + minuteMs + 1, { wants: "nothing" });
    expect(session.show(1, session.admission.endsAt - 1)).toBe("elsewhere");
    expect(session.show(2, session.admission.endsAt - 1)).toBe("hand");
  });
});

test("whoever only tells what has arrived, or asks for the time, is handed nothing", () => {
  const session = sessionOf();
  session.show(0, half);
  const { endsAt } = session.admission;
  expect(session.show(1, endsAt - 1, { wants: "nothing" })).toBe("stay");
  expect(session.show(0, endsAt - 1, { wants: "time" })).toBe("stay");
  expect([renewalOf(session.admission), session.admission.endsAt]).toEqual([1, endsAt]);
  expect(session.clonedAt).toBeNull();
});

/** A browser with one jar of cookies, in front of a gateway that does as renewals.ts does. */
function browserOf(
  session: ReturnType<typeof sessionOf>,
  startsWith = { renewal: 0, endsAt: sessionMs },
) {
  let jar = startsWith;
  let triedUntil = -1;
  const told = new Set<number>();
  const arriving: { readonly at: number; readonly pass: typeof jar }[] = [];
  return {
    /** @returns what the gateway says of its session; null: it is not asked */
    ask(now: number, answerAfterMs: number | null) {
      for (const { at, pass } of arriving) if (at <= now) jar = pass;
      arriving.splice(0, arriving.length, ...arriving.filter(({ at }) => at > now));
      if (jar.endsAt <= now) return "ended";
      if (jar.renewal > 0 && !told.has(jar.renewal)) {
        told.add(jar.renewal);
        session.show(jar.renewal, now, { wants: "nothing" });
      }
      if (jar.endsAt - now > half || triedUntil > now) return null;
      triedUntil = now + 10 * secondMs;
      const kind = session.show(jar.renewal, now);
      const pass = { renewal: renewalOf(session.admission), endsAt: session.admission.endsAt };
      if (kind === "hand" && answerAfterMs !== null)
        arriving.push({ at: now + answerAfterMs, pass });
      return kind;
    },
    copy: () => browserOf(session, jar),
  };
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 });

test("one browser is never taken for two, however slow and lossy its way", () => {
  fc.assert(
    fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, lossy) => {
      const chance = chanceFrom(seed);
      const session = sessionOf();
      const browser = browserOf(session);
      let now = 0;
      for (let request = 0; request < 100; request++) {
        now += chance() * minuteMs;
        // As long as a shop may take to answer; null: the answer is lost.
        const answerAfterMs = chance() < lossy ? null : chance() * 35 * secondMs;
        expect(browser.ask(now, answerAfterMs)).not.toBe("elsewhere");
        expect(session.clonedAt).toBeNull();
      }
    }),
    { numRuns: 300 },
  );
});

test("one browser whose answers arrive is never put out, for as long as it is active", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const chance = chanceFrom(seed);
      const session = sessionOf();
      const browser = browserOf(session);
      for (let now = 0; now < 10 * sessionMs; now += chance() * minuteMs) {
        expect(browser.ask(now, 100)).not.toBe("ended");
      }
    }),
    { numRuns: 50 },
  );
});

test("copies that are used are found within a session's length, and one at most is renewed", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 20 }), (seed, machines) => {
      const chance = chanceFrom(seed);
      const session = sessionOf();
      const first = browserOf(session);
      const holders = [first, ...Array.from({ length: machines - 1 }, () => first.copy())];
      const use = (now: number) => holders[Math.floor(chance() * machines)]?.ask(now, 50);
      for (let now = 0; now < sessionMs; now += chance() * 2 * secondMs) use(now);
      expect(session.clonedAt).not.toBeNull();
      const later = holders.map((holder) => holder.ask(sessionMs + minuteMs, 50));
      expect(later.filter((said) => said === "hand").length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 100 },
  );
});
