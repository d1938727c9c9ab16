/**
 * The simulation: the real core under a crowd, on a clock of its own. The same scenario gives the same
 * run, to the last number.
 */

import { type Instant, secondMs } from "../../domain/time.ts";
import { createRandom } from "../rush/random.ts";
import { createAgenda } from "./agenda.ts";
import { planCrowd } from "./crowd.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { createGateway } from "./gateway.ts";
import { createKeys } from "./keys.ts";
import { createMerchant } from "./merchant.ts";
import { quietUntilMs } from "./origin-promises.ts";
import { createRecorder, type Recording } from "./recording.ts";
import { begun, type Scenario } from "./scenario.ts";
import { createShop, isSilent } from "./shop.ts";
import { createSimulatedBatcher } from "./simulated-batcher.ts";
import { survived } from "./simulated-room.ts";
import { createSimulatedShard } from "./simulated-shard.ts";
import { createTroubledRoom, supersededRoom } from "./troubled-room.ts";
import { createTroubles } from "./troubles.ts";
import type { Visitor } from "./visitor.ts";
import { createVisitors } from "./visitors.ts";
import { createWatch } from "./watch.ts";

const tickMs = secondMs;
/** Ticks alone for so long, while anything may still run out, mean that it is over. */
const mostIdleTicks = 120;
const longestUnreachableMs = 10 * secondMs;
const longestSecondInstanceMs = 30 * secondMs;
/** How late a slow snapshot comes: as late as a gateway waits for one. */
const slowSnapshotMs = 2 * secondMs;
/** Requests in each whole second of a silence, of which the room must hear. */
const enoughToNotice = 3;

export interface Simulation {
  readonly figures: Figures;
  readonly people: readonly Visitor[];
  readonly recording: Recording;
}

/** Where a simulation has got to. */
export interface Progress {
  readonly settled: number;
  readonly visitors: number;
  /** Virtual. */
  readonly passedMs: number;
}

export function simulate(
  scenario: Scenario,
  onProgress: (progress: Progress) => void = () => undefined,
): Simulation {
  const { seed, crowd, changes = [], longestMs = 24 * 3_600_000, faults = {} } = scenario;
  const random = createRandom(seed);
  const agenda = createAgenda();
  const watch = createWatch(begun);
  const recorder = createRecorder(begun);
  const troubles = createTroubles(faults, random, watch.trouble);

  // On the agenda, pages are numbered from 0 up, and whatever else happens from -1 down.
  const errands = new Map<number, (now: Instant) => void>();
  let lastErrand = 0;
  function atTime(at: Instant, run: (now: Instant) => void): void {
    lastErrand--;
    errands.set(lastErrand, run);
    agenda.plan(at, lastErrand);
  }

  const room = createTroubledRoom({
    settings: scenario.settings,
    begun,
    troubles,
    onStep(step) {
      watch.afterStep(step, room.aheadMs);
      recorder.afterStep(step, step.now - room.aheadMs);
    },
  });
  const batchers = Array.from({ length: scenario.settings.batchers ?? 0 }, (_, batcher) =>
    createSimulatedBatcher({
      room,
      address: { room: "default", epoch: 1, batcher, batchers: scenario.settings.batchers ?? 0 },
      atTime,
      troubles,
      onAnswer: watch.joinAnswered,
    }),
  );
  const { admissionShards: shardCount = 0 } = scenario.settings;
  const shards = Array.from({ length: shardCount }, () =>
    createSimulatedShard({
      room,
      address: { room: "default", shards: shardCount },
      atTime,
      troubles,
    }),
  );
  const keys = faults.rotateKeysEveryMs ? createKeys(begun) : null;
  const gateways = Array.from({ length: faults.gateways ?? 1 }, () =>
    createGateway({
      room,
      batchers,
      shards,
      keyring: keys?.keyring() ?? null,
      atTime,
      slowness: (now) => (troubles.strikes("slowSnapshots", now) ? slowSnapshotMs * random() : 0),
    }),
  );
  const shop = scenario.shop ? createShop(scenario.shop, random) : null;
  const visitors = createVisitors({
    plans: planCrowd(crowd, begun, random),
    gateways,
    random,
    shop: shop && { shop, thinkMs: scenario.shop?.thinkMs ?? 0 },
    counts: scenario.settings.stock !== undefined && scenario.settings.stock !== null,
    stayMs: crowd.stayMs ?? Number.POSITIVE_INFINITY,
    planWake: (page, at) => agenda.plan(at, page),
    atTime,
    troubles,
    room,
    watch,
  });

  /** Whether it was done. */
  function survive(run: () => void): boolean {
    const done = survived(() => {
      run();
      return true;
    });
    return done !== null;
  }

  let idleTicks = 0;
  let ticks = true;
  function tick(now: Instant): void {
    if (!troubles.strikes("lostTicks", now)) survive(() => room.passTime(now));
    if (troubles.strikes("doubleTicks", now)) survive(() => room.passTime(now));
    onProgress({
      settled: visitors.settled,
      visitors: crowd.visitors,
      passedMs: now - begun,
    });
    idleTicks++;
    ticks = idleTicks < mostIdleTicks;
    if (ticks) atTime(now + tickMs + troubles.tickDelayMs(now), tick);
  }
  atTime(begun, tick);

  const onLate = watch.changeCameLate;
  const merchant = createMerchant({ changes, room, troubles, atTime, survive, onLate });
  for (const { afterMs } of changes) atTime(begun + afterMs, merchant.change);

  for (const { fromMs, untilMs } of scenario.shop?.moods.filter(isSilent) ?? []) {
    const [since, quietUntil] = [begun + fromMs, begun + fromMs + quietUntilMs];
    if (untilMs < fromMs + quietUntilMs) continue;
    atTime(quietUntil, () => {
      // What it had taken on before is still answered, and a look at it takes in whatever a second brought.
      const silentAt = Math.max(since, shop?.answersUntil ?? since);
      // Of a shop that hardly anybody asks the gateways have nothing to tell; and a quiet one tells it late.
      const isAskedAllTheTime = [1, 2, 3, 4].every(
        (second) => shop && shop.askedSince(silentAt + second * secondMs) >= enoughToNotice,
      );
      if (!isAskedAllTheTime) return;
      watch.shopWasSilent(silentAt);
    });
  }

  for (let sale = 0; sale < (crowd.salesOutside ?? 0); sale++) {
    const call = { kind: "sold", key: `sale ${sale}`, units: 1 } as const;
    const at = begun + crowd.overMs * random();
    // Told until it is certain, as a till does.
    for (let turn = 0; turn < 1 + 2 * random(); turn++) {
      const gateway = gateways[Math.floor(random() * gateways.length)];
      atTime(at + turn * secondMs, (now) => gateway?.ask(call, () => undefined, now));
    }
  }

  /** Something that goes wrong again and again, for as long as anybody is there to notice. */
  function again(everyMs: number | undefined, strike: (now: Instant) => void, now = begun): void {
    const at = idleTicks < mostIdleTicks ? troubles.nextTime(everyMs, now) : null;
    if (at === null) return;
    atTime(at, (then) => {
      strike(then);
      again(everyMs, strike, then);
    });
  }
  again(faults.restartEveryMs, (now) => {
    room.restart(now);
    troubles.happened("restart", now);
  });
  again(faults.unreachableEveryMs, (now) => {
    const until = now + longestUnreachableMs * random();
    room.becomeUnreachable(until);
    atTime(until, (then) => troubles.happened("unreachable", then));
  });
  again(faults.twoInstancesEveryMs, (now) => {
    const gateway = gateways[Math.floor(random() * gateways.length)];
    const known = gateway?.snapshot(now);
    if (!gateway || !known) return;
    room.restart(now);
    gateway.speakTo(supersededRoom(known));
    atTime(now + longestSecondInstanceMs * random(), (then) => {
      gateway.speakTo(room);
      troubles.happened("two instances", then);
    });
  });
  again(faults.rotateKeysEveryMs, (now) => {
    keys?.rotate(now);
    watch.happened("key rotated");
  });
  again(faults.clockJumpEveryMs, (now) => {
    const aheadMs = (2 * random() - 1) * (faults.clockJumpMs ?? 0);
    watch.clockJumped(aheadMs - room.aheadMs, now);
    room.jumpTo(aheadMs, now);
  });

  for (let due = agenda.next(); due && due.at <= begun + longestMs; due = agenda.next()) {
    if (due.who >= 0) {
      idleTicks = 0;
      visitors.wake(due.who, due.at);
      if (!ticks) tick(due.at);
    } else {
      const errand = errands.get(due.who);
      errands.delete(due.who);
      errand?.(due.at);
    }
  }
  watch.atTheEnd(visitors.people);
  return {
    figures: figuresOf(visitors.people, watch.notes),
    people: visitors.people,
    recording: recorder.recording,
  };
}
