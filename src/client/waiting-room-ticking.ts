/**
 * The countdown as it is seen and heard: each second for the eye, and for a listener who asks for
 * it in minutes; without being asked, only ten minutes and one minute before the end.
 */

import { type Countdown, createGatewayClock } from "./waiting-room-countdown.ts";
import type { Page } from "./waiting-room-page.ts";
import type { Wording } from "./waiting-room-wording.ts";

export interface Ticking {
  readonly hear: (asOf: string) => void;
  readonly countTo: (countdown: Countdown | null) => void;
}

const spokenBeforeMs = [600_000, 60_000];

export function createTicking(page: Page, wording: Wording): Ticking {
  const clock = createGatewayClock(() => performance.now());
  const texts = wording.messages.countdown;
  let target: Countdown | null = null;
  let lastLeftMs = 0;
  let timer = 0;

  function tick(): void {
    clearTimeout(timer);
    if (target === null) return;
    const leftMs = target.at - clock.now();
    const label = target.until === "joining" ? texts.untilJoining : texts.untilOpening;
    if (leftMs <= 0) page.count({ label: "", clock: "", words: texts.anyMoment });
    else {
      const words = wording.clockInWords(leftMs);
      page.count({ label, clock: wording.clock(leftMs), words });
      const passed = spokenBeforeMs.some((mark) => lastLeftMs > mark && leftMs <= mark);
      if (passed) page.announce(`${label} ${words}`);
      timer = window.setTimeout(tick, leftMs % 1000 || 1000);
    }
    lastLeftMs = leftMs;
  }

  return {
    hear: clock.hear,
    countTo(countdown) {
      // Another end is another countdown: coming nearer all at once is not a mark passed.
      if (countdown?.at !== target?.at) lastLeftMs = 0;
      target = countdown;
      tick();
    },
  };
}
