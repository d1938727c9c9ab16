/**
 * The simulation: the real core under a crowd, on a clock of its own. The same scenario gives the same
 * run, to the last number.
 */

import { secondMs } from "../../domain/time.ts";
import { createRandom } from "../rush/random.ts";
import { createAgenda } from "./agenda.ts";
import { planCrowd } from "./crowd.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { createGateway } from "./gateway.ts";
import type { Scenario } from "./scenario.ts";
import { Crash, createSimulatedRoom } from "./simulated-room.ts";
import type { Visitor } from "./visitor.ts";
import { createVisitors } from "./visitors.ts";
import { createWatch } from "./watch.ts";

/** Any instant will do; this one has as many digits as today. */
const begun = 1_790_000_000_000;
const tickMs = secondMs;

/** What is on the agenda beside the pages, which are numbered from 0. */
const sendBatch = -1;
const tick = -2;
const restart = -3;
const merchant = -4;

export interface Simulation {
  readonly figures: Figures;
  readonly people: readonly Visitor[];
}

export function simulate(scenario: Scenario): Simulation {
  const { seed, crowd, changes = [], longestMs = 24 * 3_600_000 } = scenario;
  const { throwing = 0, lostAnswers = 0, lateTicksMs = 0, restartEveryMs } = scenario.faults ?? {};
  const random = createRandom(seed);
  const agenda = createAgenda();
  const watch = createWatch(begun);
  const room = createSimulatedRoom({
    settings: scenario.settings,
    now: begun,
    onStep: (step) => watch.afterStep(step),
    fails() {
      const fails = random() < throwing;
      if (fails) watch.happened("step rolled back");
      return fails;
    },
  });
  const gateway = createGateway(room, (at) => agenda.plan(at, sendBatch));
  const visitors = createVisitors({
    plans: planCrowd(crowd, begun, random),
    gateway,
    random,
    lostAnswers,
    stayMs: crowd.stayMs ?? Number.POSITIVE_INFINITY,
    planWake: (page, at) => agenda.plan(at, page),
    watch,
  });

  const pending = [...changes];
  for (const { afterMs } of pending) agenda.plan(begun + afterMs, merchant);
  if (restartEveryMs) agenda.plan(begun + restartEveryMs * random(), restart);
  agenda.plan(begun, tick);

  let idleTicks = 0;
  for (let due = agenda.next(); due && due.at <= begun + longestMs; due = agenda.next()) {
    const { at, who } = due;
    if (who >= 0) {
      idleTicks = 0;
      visitors.wake(who, at);
    } else if (who === sendBatch) gateway.send(at);
    else if (who === tick) {
      survive(() => room.passTime(at));
      // Ticks alone, for as long as anything may still run out, mean that it is over.
      idleTicks += 1;
      if (idleTicks < 120) agenda.plan(at + tickMs + lateTicksMs * random(), tick);
    } else if (who === restart && restartEveryMs) {
      room.restart(at);
      watch.happened("restart");
      if (idleTicks < 100) agenda.plan(at + 2 * restartEveryMs * random(), restart);
    } else if (who === merchant) {
      const change = pending[0];
      if (change && survive(() => room.change(change.values, at))) pending.shift();
      else agenda.plan(at + 100, merchant);
    }
  }
  return { figures: figuresOf(visitors.people, watch.notes), people: visitors.people };
}

/** Whether it was done; a crash is survived, anything else is a defect. */
function survive(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
}
