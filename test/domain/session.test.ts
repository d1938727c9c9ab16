import fc from "fast-check";
import { expect, test } from "vitest";
import { beginSession, fetchSession, renewSession } from "../../src/domain/session.ts";
import { defaultSettings } from "../../src/domain/settings.ts";

const settings = { ...defaultSettings, sessionMinutes: 10 };
const way = { place: 7, joinedAt: 0, told: null, wave: null, calledAt: 400, cameAt: 900 };
const ticket = { line: "general", number: 7, passId: "pass", way };
const unended = { ended: null, endedAt: null, units: null };
const session = beginSession({ ...ticket, fetched: true }, settings, 1_000);
const endsAt = 601_000;

test("a session begins at its slot and lasts as long as the merchant says", () => {
  const fetched = true;
  expect(session).toEqual({ ...ticket, ...unended, admittedAt: 1_000, endsAt, fetched });
});

test("a session that nobody has fetched is lent for a little over a minute", () => {
  const lent = beginSession({ ...ticket, fetched: false }, settings, 1_000);
  expect(lent.endsAt).toBe(76_000);
});

test("a session runs from its slot, whenever it is fetched, so that a pass tells when it began", () => {
  const lent = beginSession({ ...ticket, fetched: false }, settings, 1_000);
  expect(fetchSession(lent, settings, 500)).toEqual(session);
  expect(fetchSession(lent, settings, 61_000)).toEqual(session);
});

test("whoever fetches a session very late has half of it at the least", () => {
  const short = { ...settings, sessionMinutes: 1 };
  const lent = beginSession({ ...ticket, fetched: false }, short, 1_000);
  expect(fetchSession(lent, short, 70_000).endsAt).toBe(70_000 + 30_000);
});

test("activity in the first half changes nothing", () => {
  expect(renewSession(session, settings, endsAt - 300_001)).toBe(session);
});

test("activity in the second half gives a whole session from then on", () => {
  expect(renewSession(session, settings, endsAt - 300_000).endsAt).toBe(endsAt + 300_000);
  expect(renewSession(session, settings, endsAt - 1).endsAt).toBe(endsAt - 1 + 600_000);
});

test("activity once the time is over is too late", () => {
  expect(renewSession(session, settings, endsAt)).toBe(session);
});

test("a fixed session is not renewed, and an ended one neither", () => {
  const now = endsAt - 1;
  expect(renewSession(session, { ...settings, sessionRenewal: "fixed" }, now)).toBe(session);
  const ended = { ...session, ended: "complete" } as const;
  expect(renewSession(ended, settings, now)).toBe(ended);
});

test("whatever the visitor does, a session never ends sooner, nor later than a whole one from now", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400_000)), (pauses) => {
      let [current, now] = [session, 1_000];
      for (const pause of pauses) {
        now += pause;
        const renewed = renewSession(current, settings, now);
        expect(renewed.endsAt).toBeGreaterThanOrEqual(current.endsAt);
        if (renewed !== current) expect(renewed.endsAt).toBe(now + 600_000);
        current = renewed;
      }
    }),
  );
});
