/** What the room makes of the shop's health, and of its outages for those who are inside. */

import { goodHealth, isOutage, type OriginHealth, observeOrigin } from "./origin-health.ts";
import { gatherSight, isNothing, nothingSeen, type OriginSight, sightNow } from "./origin-sight.ts";
import {
  admittedIn,
  type Outage,
  type Room,
  type Turn,
  type WatchedOrigin,
  withState,
} from "./room-state.ts";
import { type Instant, secondMs } from "./time.ts";

/** The shop is looked at about this often. */
const observeEveryMs = secondMs;
/** Passes that ended during an outage are known by it for as long as it is remembered. */
const outagesKept = 8;

/** Takes what a gateway saw of the shop. In memory: a crash forgets a second of it. */
export const seeOrigin = (room: Room, sight: OriginSight, now: Instant): Room => ({
  ...room,
  // A gateway of the release before tells less.
  sight: gatherSight(room.sight, { ...nothingSeen, ...sight }, now),
});

export const isOriginOut = ({ state }: Room): boolean =>
  state.health !== null && isOutage(state.health.health);

export function watchOrigin(room: Room, turn: Turn): Room {
  const { settings, now } = turn;
  const { health: watched } = room.state;
  if (settings.originHealth === "off") {
    return watched === null ? room : withState(endOutage(room, turn), { health: null });
  }
  const admitted = admittedIn(room);
  const before: WatchedOrigin = watched ?? { health: goodHealth(now), observedAt: now, admitted };
  const sinceMs = now - before.observedAt;
  if (sinceMs >= 0 && sinceMs < observeEveryMs) {
    return watched === null ? withState(room, { health: before }) : room;
  }
  const sight = sightNow(room.sight, now) ?? nothingSeen;
  if (isNothing(sight) && isAtEase(before.health)) return room;
  const health = observeOrigin(
    before.health,
    { sight, admitted: admitted - before.admitted },
    {
      settings: settings.originHealth,
      admissionsPerMinute: settings.admissionsPerMinute,
      now,
    },
  );
  const observed: Room = {
    ...withState(room, { health: { health, observedAt: now, admitted } }),
    sight: null,
  };
  const [wasOut, isOut] = [isOutage(before.health), isOutage(health)];
  if (wasOut === isOut) return observed;
  return isOut ? beginOutage(observed, turn) : endOutage(observed, turn);
}

/** Nothing is held back and nothing was heard: there is nothing to write every second. */
const isAtEase = ({ limit, watch, rest, interval }: OriginHealth): boolean =>
  limit.perMinute === null &&
  watch.outage === null &&
  watch.unheard === null &&
  rest === null &&
  isNothing(interval.sight);

const beginOutage = (room: Room, { now }: Turn): Room =>
  withState(room, {
    outages: [...room.state.outages, { since: now, until: null }].slice(-outagesKept),
  });

/** Of an outage that lasts while the clock goes back nobody knows the length; what follows of it is counted. */
export function outageOnThisClock(room: Room, now: Instant): Room {
  const { outages } = room.state;
  const last = outages.at(-1);
  if (!last || last.until !== null || last.since <= now) return room;
  return withState(room, { outages: [...outages.slice(0, -1), { since: now, until: null }] });
}

/** The clocks of all sessions go on where they stood. */
function endOutage(room: Room, { register, now }: Turn): Room {
  const { outages } = room.state;
  const last = outages.at(-1);
  if (!last || last.until !== null) return room;
  register.extendSessions(Math.max(0, now - last.since));
  const over: Outage = { ...last, until: now };
  return withState(room, { outages: [...outages.slice(0, -1), over] });
}
