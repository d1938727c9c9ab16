/**
 * Of a shop in trouble: nobody is let in five seconds after it fell silent, afterwards the rate grows a
 * little at a time, and the clocks of its sessions stand still while it is out.
 */

import { isOriginOut } from "../../domain/room-origin.ts";
import { effectivePerMinute, type Outage } from "../../domain/room-state.ts";
import { type Instant, secondMs } from "../../domain/time.ts";
import type { Check } from "./promises.ts";
import type { Step } from "./simulated-room.ts";

export interface OriginPromises {
  afterStep(step: Step): void;
  clockJumped(): void;
  /** When a session ends at the earliest, of which that end was heard then: later by the outages that are over. */
  endOf(session: HeardSession): Instant;
  /** Whether such a session may be over by now. */
  mayBeOver(session: HeardSession, now: Instant): boolean;
  readonly outages: readonly Outage[];
}

export interface HeardSession {
  readonly endsAt: Instant;
  readonly heardAt: Instant;
}

const rounding = 1e-6;

export function createOriginPromises(check: Check): OriginPromises {
  const outages: Outage[] = [];
  /** Those before it were over when the clock jumped, and may lie in its future now. */
  let onThisClock = 0;

  function noteOutage({ before, after, now }: Step): void {
    const [wasOut, isOut] = [isOriginOut(before), isOriginOut(after)];
    if (!wasOut && isOut) outages.push({ since: now, until: null });
    const last = outages.at(-1);
    if (wasOut && !isOut && last) outages[outages.length - 1] = { ...last, until: now };
  }

  /** @param now how far an outage that lasts is reckoned; not at all, if not given */
  const endOf = ({ endsAt, heardAt }: HeardSession, now?: Instant): Instant =>
    outages
      .slice(onThisClock)
      .reduce(
        (end, { since, until }) =>
          end + Math.max(0, (until ?? now ?? since) - Math.max(since, heardAt)),
        endsAt,
      );

  return {
    outages,
    clockJumped() {
      onThisClock = outages.at(-1)?.until === null ? outages.length - 1 : outages.length;
    },
    afterStep(step) {
      const { before, after, settings, register, now } = step;
      noteOutage(step);
      if (settings.originHealth === "off" || before.state.health === null) return;
      if (isOriginOut(before) && isOriginOut(after)) {
        // An order that is reported late is written to a session that ran out before.
        const ranOut = register
          .changes()
          .find(({ before: old, after: row }) => row?.ended === "expired" && old?.ended === null);
        check(
          ranOut === undefined,
          "no session runs out while the shop is out",
          () => `at ${now}: ${JSON.stringify(ranOut)}`,
        );
      }
      const { floorPerMinute } = settings.originHealth;
      const { admissionsPerMinute: full } = settings;
      const from = Math.min(full, effectivePerMinute(before.state, settings));
      const to = effectivePerMinute(after.state, settings);
      check(
        to <= Math.max(floorPerMinute, 2 * from, from + full / 60) + rounding,
        "the rate grows a little at a time",
        () => `at ${now}: from ${from} to ${to} of ${full} a minute`,
      );
    },
    endOf: (session) => endOf(session),
    mayBeOver: (session, now) => now >= endOf(session, now),
  };
}

/** How long after the shop fell silent the last was let in; below this it holds. */
export const longestAfterSilenceMs = 5 * secondMs;
/** Until then nobody tries whether it is back. */
export const quietUntilMs = 12 * secondMs;
