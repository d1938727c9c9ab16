/** Which forecasts the room makes of its lines: at which places, and which of them it gives up. */

import { mayEnter } from "./access.ts";
import { believedWait } from "./estimate.ts";
import { type Forecasts, keepForecasts, noteForecast } from "./forecast.ts";
import { isWaiting, type Line } from "./line.ts";
import { accessNow, lineOf, type Room, type Turn, withState } from "./room-state.ts";
import { paceOf } from "./room-view.ts";
import { secondMs } from "./time.ts";

/** One more forecast, for one of the lines; those that can teach nothing any more are given up. */
export function forecastWaits(room: Room, turn: Turn): Room {
  const lines = room.lines.filter(({ state }) => state.issued > state.serving);
  const second = Math.floor(turn.now / secondMs);
  const line = lines[second % lines.length];
  const kept = givenUp(room, turn);
  const isSteady = Math.abs(turn.now - kept.under.since) >= unsteadyMs;
  const canTell = line && isSteady && canEnter(room, turn);
  const forecasts = canTell ? withOneMore(kept, room, line, turn) : kept;
  return forecasts === room.state.forecasts ? room : withState(room, { forecasts });
}

const canEnter = (room: Room, turn: Turn): boolean =>
  mayEnter(accessNow(room, turn)) && room.state.rate.perSecond > 0;

/** After a change the line finds its pace again: what it would tell meanwhile teaches nothing of calmer times. */
const unsteadyMs = 60 * secondMs;

/**
 * Nobody can know beforehand of a pause or of another rate, and from a line that is empty nobody comes in
 * the place of somebody else.
 */
function givenUp(room: Room, turn: Turn): Forecasts {
  const { settings, now } = turn;
  const { capacity } = settings;
  const { forecasts, rate } = room.state;
  const { perSecond } = rate;
  const { under } = forecasts;
  const isUnchanged = under.perSecond === perSecond && under.capacity === capacity;
  const kept = keepForecasts(
    forecasts,
    ({ line, at }) =>
      isUnchanged && at <= now && canEnter(room, turn) && isWaiting(lineOf(room, line), now),
  );
  if (isUnchanged) return kept;
  const since = under.perSecond === null ? under.since : now;
  return { ...kept, under: { perSecond, capacity, since } };
}

/** Successive multiples of it, without their whole parts, lie as evenly between 0 and 1 as can be. */
const goldenSection = (Math.sqrt(5) - 1) / 2;

/**
 * Near the front and far back alike, as people ask: the nearer they are the more often, each at every
 * sixth of what is left.
 */
function withOneMore(forecasts: Forecasts, room: Room, line: Line, turn: Turn): Forecasts {
  const { name, issued, serving } = line.state;
  const evenly = (Math.floor(turn.now / secondMs) * goldenSection) % 1;
  const ahead = Math.floor((issued - serving + 1) ** evenly) - 1;
  const belief = believedWait(paceOf(room, line, turn), ahead);
  if (belief === null) return forecasts;
  const forecast = { ...belief, line: name, place: serving + 1 + ahead, at: turn.now };
  return noteForecast(forecasts, forecast);
}
