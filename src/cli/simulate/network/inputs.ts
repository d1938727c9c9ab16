/**
 * What the simulated network is made of: figures that were measured, with the command that measures them;
 * what the platform's documentation says; and what nobody here can measure, said to be assumed.
 */

/** One call to an object, in milliseconds of the processor: so much, and so much for each visitor in it. */
export interface StepCost {
  readonly fixedMs: number;
  readonly perVisitorMs: number;
}

/**
 * `node bench/steps.ts`: a snapshot 0.35 ms; a batch of 1, 20, 100, 500 joins 0.89, 1.00, 1.93, 6.20 ms; one
 * and twenty admissions with their rows 1.02 and 1.80 ms. The way to the object and back is in it, so an object
 * on the network is busy for less.
 */
export const objectCosts = {
  snapshot: { fixedMs: 0.35, perVisitorMs: 0 },
  join: { fixedMs: 0.89, perVisitorMs: 0.011 },
  enter: { fixedMs: 0.98, perVisitorMs: 0.041 },
  /** A run of numbers costs the room what a join does, whatever its length. */
  run: { fixedMs: 0.89, perVisitorMs: 0 },
  directory: { fixedMs: 0.35, perVisitorMs: 0 },
  /** It writes nothing: a question and its answer cost it what they cost the Directory. */
  shard: { fixedMs: 0.35, perVisitorMs: 0 },
} as const satisfies Record<string, StepCost>;

/**
 * `npm run bench`, processor time of the whole process for a request, the platform's own work and the object's
 * step included: more than is billed.
 */
export const requestCpuMs = { page: 0.23, join: 0.49, poll: 0.23, enter: 0.5 } as const;

/**
 * In the simulator, at 33,333 a minute behind 8 shards: how often the room is asked for somebody at the door until
 * they are in (2.5 times at 600 a minute), and how often they ask themselves, since the gateway keeps them for a
 * second and asks for them; and the share of admissions that are lent before they ask.
 */
export const doorPerAdmission = { calls: 3.2, requests: 2, lent: 0.01 } as const;

/** `test/durable-objects/billed-rows.test.ts`; what an index takes would be counted as a row, too. */
export const rowsWritten = {
  /** The room's state, in one row, whatever a call to a line that moves carries; none for a snapshot given again. */
  perCall: 1,
  /** The admission. That its session ran out is said of all in the room's state. */
  perAdmission: 1,
  /** More, for whoever is lent a slot before they ask: one in a hundred. */
  perLentAdmission: 1,
  /** While people wait the next tick is set once a second. */
  perTick: 1,
  /** A batcher's outbox, written in the place of a forgotten one, and settled; and the room's last run of it. */
  perRun: 3,
} as const;

/** An admission's row, rounded up: 120 of a short one. Nothing is kept of who only waits. */
export const bytesPerAdmission = 150;

/** Near the front the answer must be two seconds old at most: this long before the call. */
export const nearFrontMs = 12_000;

/** One way on the network, by a logarithmic normal distribution. */
export interface Way {
  readonly medianMs: number;
  readonly sigma: number;
}

/** Assumed: nothing of it can be measured on one machine. */
export const network = {
  /** One in fifty takes 84 ms or more: visitors and room on one continent, most of them in one country. */
  gatewayToObject: { medianMs: 20, sigma: 0.7 },
  /** Objects of one room lie in one region. */
  batcherToRoom: { medianMs: 5, sigma: 0.5 },
  /** Until what was written is safe and the answer may leave. The object goes on meanwhile. */
  untilDurable: { medianMs: 10, sigma: 0.5 },
  /** The data centre's own cache: an answer from it, and until others see what was put there. */
  cacheReadMs: 3,
  cacheWriteMs: 10,
  /** Hundreds of isolates, in tens of data centres. */
  isolates: 600,
  colos: 60,
} as const satisfies Record<string, Way | number>;

/** As many as a launch sets for 13,000 joins a second; how they work stands in src/domain/ticket-batcher.ts. */
export const ticketBatching = { batchers: 32 } as const;

/** For so many as are let in when a million have half an hour; none while they join, at a tenth of that rate. */
export const admissionSharding = { shards: 8 } as const;

/** What is played. */
export const story = {
  joinsPerSecond: 13_000,
  joinSeconds: 60,
  /** A shop that takes as many orders a minute as are let in, while the crowd arrives. */
  admissionsPerMinuteMeanwhile: 3_000,
  waiting: 1_000_000,
  waitMinutes: 30,
  outageSeconds: 60,
  /** When it is judged, after the outage. */
  settledAfterSeconds: 30,
} as const;

export const limits = {
  objectRequestsPerSecond: 500,
  joinDelayP99Ms: 1_500,
  peakToMean: 1.5,
  dollarsThroughWorker: 20,
  dollarsFromCache: 4,
} as const;

/** Of the document of a line, assumed: until a bucket shows what is put there, and until a data centre answers. */
export const bucket = {
  everyMs: 1_000,
  put: { medianMs: 150, sigma: 0.5 },
  keptMs: 1_000,
  read: { medianMs: 40, sigma: 0.5 },
} as const satisfies Record<string, Way | number>;
