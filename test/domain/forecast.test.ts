import fc from "fast-check";
import { expect, test } from "vitest";
import { comeOut, type Forecast, noForecasts, noteForecast } from "../../src/domain/forecast.ts";
import { roomInHand } from "../support/room-in-hand.ts";

const forecast = (change: Partial<Forecast> = {}): Forecast => ({
  line: "general",
  place: 10,
  at: 0,
  middleMs: 60_000,
  deviationMs: 5_000,
  ...change,
});

const any = fc.record({
  line: fc.constantFrom("general", "members"),
  place: fc.nat(1_000),
  at: fc.nat(1_000_000),
  middleMs: fc.double({ min: 0, max: 1e8, noNaN: true }),
  deviationMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
});

test("however many are made, a few dozen are kept: the state does not grow with the line or the time", () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 500, size: "max" }), (list) => {
      const sorted = list.toSorted((a, b) => a.at - b.at);
      const { open } = sorted.reduce(noteForecast, noForecasts);
      expect(open.length).toBeLessThanOrEqual(48);
      expect(JSON.stringify(open).length).toBeLessThan(5_000);
    }),
  );
});

test("a forecast comes out with the first who is let in from its place or from behind it, in its own line", () => {
  const forecasts = noteForecast(noForecasts, forecast());
  const admittedAt = 60_000;
  expect(comeOut(forecasts, { line: "general", place: 9, admittedAt })).toBe(forecasts);
  expect(comeOut(forecasts, { line: "members", place: 11, admittedAt })).toBe(forecasts);
  expect(comeOut(forecasts, { line: "general", place: 11, admittedAt }).open).toEqual([]);
});

test("what came out as told narrows the range, what did not widens it on that side", () => {
  const forecasts = noteForecast(noForecasts, forecast());
  const [before] = noForecasts.margins.slice(2);
  const marginsAfter = (admittedAt: number) =>
    comeOut(forecasts, { line: "general", place: 10, admittedAt }).margins[2];
  expect(marginsAfter(60_000)?.late).toBeLessThan(before?.late ?? 0);
  expect(marginsAfter(90_000)?.late).toBeGreaterThan(before?.late ?? 0);
  expect(marginsAfter(90_000)?.early).toBeLessThan(before?.early ?? 0);
  expect(marginsAfter(10_000)?.early).toBeGreaterThan(before?.early ?? 0);
});

/** A long line in which nobody comes yet, and a room that has looked at it for a few seconds. */
function line() {
  const room = roomInHand({ queue: "always", admissionsPerMinute: 60 });
  room.joinMany(5_000);
  for (let second = 0; second < 3; second++) room.wait(1_000);
  expect(room.state.forecasts.open.length).toBeGreaterThan(0);
  return room;
}

test("a room in which people wait makes forecasts of places in the line", () => {
  const room = line();
  const { open } = room.state.forecasts;
  for (const { place, middleMs } of open) {
    expect(place).toBeGreaterThan(0);
    expect(place).toBeLessThanOrEqual(room.line.issued);
    expect(middleMs).toBeGreaterThan(0);
  }
});

test.each([
  ["a pause", { state: "paused" }],
  ["another rate", { admissionsPerMinute: 30 }],
  ["another capacity", { capacity: 5 }],
] as const)("%s ends all forecasts: nobody could know of it", (_, change) => {
  const room = line();
  const { open } = room.state.forecasts;
  room.change(change);
  room.wait(1_000);
  const kept = room.state.forecasts.open.filter((one) => open.includes(one));
  expect(kept).toEqual([]);
});

test("what the room learned outlives a restart", () => {
  const room = line();
  const { forecasts } = room.state;
  room.restart();
  expect(room.state.forecasts).toEqual(forecasts);
});
