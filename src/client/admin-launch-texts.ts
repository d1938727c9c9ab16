/** The words of the merchant's screen for the day of a launch: what is planned, and how it goes. */

import type { RoomLive } from "../protocol.ts";

export const launchPageTexts = {
  live: {
    estimates: "Told waits that held",
    cloned: "Passes used in two places",
    lines: "Lines",
    line: "Line",
    waiting: "Waiting",
    shareDue: "Share due",
    shareNow: "Share now",
    linesNote: "Of the rate: due when every line has people, and now.",
    stockLeft: "Left to sell",
    stockSpokenFor: "Spoken for inside",
    stockSold: "Sold",
    health: "Health of the shop",
    moves: "Latest changes of the rate in force",
    noMoves: "The rate in force has not been changed yet.",
  },
  heading: "The launch",
  schedule: {
    heading: "Schedule",
    zone: "Time zone",
    zoneHint:
      "The times below are by its clocks, and the line is shown them so. Another zone keeps what stands in the fields and so moves the instants.",
    preQueueAt: "Joining begins",
    opensAt: "Opening",
    closesAt: "Closing",
    hint: "Leave empty what shall not come by itself. From the first to the second, people may join and nobody is let in.",
  },
  order: {
    heading: "Order of the line",
    hints: {
      "first-come": "Who joins first is let in first, also before the opening.",
      draw: "Those who join before the opening are shuffled at the opening; later ones follow behind.",
    },
    commitment: "Committed seed (SHA-256)",
    commitmentHint:
      "Published before anybody joins: the draw can be recomputed from it afterwards.",
    publicRandomness: "Public randomness",
    publicRandomnessHint:
      "Mixed into the draw. Enter it before the opening, a text that nobody could know when the seed was committed, such as today's lottery numbers.",
  },
  stock: {
    heading: "Stock",
    units: "Units, sold ones included",
    unitsHint: "Leave empty to count nothing. At the last one, the room is sold out.",
    perOrder: "Most in one order",
    more: "Add to the stock",
    add: "Add",
  },
  lines: {
    heading: "Lines",
    name: "Name",
    weight: "Weight",
    add: "Add a line",
    hint: "A line of weight 3 gets three times the rate of a line of weight 1. A line that you take away goes on, with the smallest weight, until it is empty.",
  },
  health: {
    heading: "Sparing the shop",
    on: "Slow down when the shop struggles",
    targetMilliseconds: "Nine answers in ten within, ms",
    floorPerMinute: "Never below, a minute",
    hint: "The rate in force then moves between this floor and the rate you set.",
  },
  challenge: {
    heading: "Cost of a place",
    hints: {
      off: "Whoever joins has a place at once.",
      "when-busy":
        "While more people join than are let in, their browser does a short calculation first: a phone hardly notices, places by the thousand are no longer free.",
      always: "Everybody who joins does it, also while the shop has room.",
    },
    note: "Never asked of invited customers, nor of anybody who has a place. A browser that cannot calculate waits a little instead.",
  },
  reset: {
    heading: "Reset",
    hint: "Begins a new epoch: an empty line, new counts, a new draw. For rehearsals, and for a launch that begins again.",
    button: "Reset the room",
  },
  fairness: {
    heading: "Fairness",
    hint: "Was everybody let in by place? Computed when you ask for it, during a launch or after it.",
    load: "Load the report",
  },
} as const;

export const launchTexts = {
  phases: {
    "not-open": "Not open yet",
    "pre-queue": "Pre-queue",
  } satisfies Partial<Record<RoomLive["access"], string>>,
  phaseEffects: {
    "not-open": "Nobody can join yet.",
    "pre-queue": "People join and keep their places. Nobody is let in before the opening.",
  } satisfies Partial<Record<RoomLive["access"], string>>,

  next: {
    preQueue: "Joining begins in {left} · {time}",
    opening: "Opens in {left} · {time}",
    openingAs: "The opening comes in {left} · {time}, with the room set to: {state}.",
    closing: "Closes in {left} · {time}",
    noOpening: "No opening is set.",
  },

  live: {
    coverage: "of {told}; 4 in 5 are promised",
    missed: "{early} shorter, {late} longer",
    clonedNote: "one holder of each shops on",
    ofUnits: "of {units}",
    soldOutAt: "sold out since {time}",
    inForce: "of {rate} a minute in force, {set} set",
    rateInForce: "{rate} of {set} a minute in force.",
    health: { well: "Well", spared: "Spared", out: "Out" },
    out: "The shop does not answer. Nobody is let in, and the sessions' clocks stand still.",
    move: "{from} → {to} a minute",
  },

  /** Why the rate in force was changed. */
  reasons: {
    failing: "{share} of the answers were errors",
    slow: "{share} of the answers were slower than the target",
    well: "the shop is well",
    outage: "the shop does not answer: {unheardRequests} requests unheard",
    back: "the shop answers again",
    "try-again": "trying whether the shop answers again",
    "retry-after": "the shop asked for {seconds} of rest",
    "rest-over": "the rest that the shop asked for is over",
  },

  schedule: {
    none: "always open",
    joining: "joining from {time}",
    opens: "opens {time}",
    closes: "closes {time}",
    visitors: "Each visitor's own (yours: {zone})",
    incomplete: "Enter the date and the time, or clear the field.",
    skipped: "The clocks of this zone skip that time: they go forward over it. Choose another.",
    utc: "{time} UTC",
  },
  order: {
    names: { "first-come": "First come, first served", draw: "Draw" },
    with: ", mixed with “{text}”",
    isHeld: "The draw of this epoch has taken place. What you change here is for the next.",
    toCome: "The draw of this epoch is still to come.",
  },
  stock: {
    notCounted: "not counted",
    units: "{units} units, {perOrder} an order",
    noPerOrder: "Write how many one order may have, such as 1.",
    noMore: "Write how many to add, such as 50.",
    noUnits: "Nothing is counted yet: enter the units above.",
  },
  lines: {
    nameOf: "Name of line {number}",
    weightOf: "Weight of line {number}",
    remove: "Remove line {number}",
    noWeight: "Write a weight, such as 1.",
  },
  health: {
    off: "off",
    set: "answers within {target} ms, never below {floor} a minute",
    empty: "Write a number, or switch it off.",
  },

  challenge: {
    names: { off: "Nothing", "when-busy": "A calculation when busy", always: "A calculation" },
  },

  reset: {
    now: "Now: epoch {epoch}",
    confirm:
      "This ends epoch {epoch}: {people} lose their places and must join anew. The {inside} inside stay to the end of their session. Press again to reset.",
    done: "Epoch {epoch} has begun with an empty line.",
    unknown:
      "The gateway did not answer, so the room may or may not have been reset. Compare the epoch before pressing again.",
  },

  fairness: {
    loading: "Computing…",
    again: "Load again",
    failed: "The report could not be loaded. Try again.",
    none: "Nobody has been let in yet: there is nothing to judge.",
    fair: "Fair: nobody who was there was passed by somebody from behind.",
    unfair: "Not fair: somebody from behind passed {people} who had a right to go in.",
    judged: "Epoch {epoch}, as of {time}. {judged} of {admissions} admissions judged.",
    line: "Line {line}: {share} of the admissions",
    order: "In order: {ordered} of all pairs, {inversions} inversions, Kendall's tau {tau}.",
    passed: "Passed by somebody from behind",
    nobodyPassed: "Nobody was passed by somebody from behind.",
    overtaken: {
      "within-the-bound": "within one poll, as allowed",
      "came-late": "came late, while others went in",
      "passed-at-the-door": "stood at the door",
      "passed-uncalled": "not even called",
    },
    complaint: "Number {number}, place {place}: {reason}, by {by}",
    complaints: "The foremost of those with a right to complain",
    waits: "Waits",
    waitsKey: "Half waited up to the dark part, nine in ten up to the light one.",
    lineGroup: "{line}, all",
    waveGroup: "{line}, wave {wave}",
    waited: "half {median}, nine in ten {p90} · {people}",
    told: "Told waits: {coverage} of {people} held (4 in 5 are promised); half were off by up to {error}.",
    nobodyTold: "Nobody was told a wait.",
    people: "{count} people",
    person: "1 person",
  },

  audit: {
    preQueueAt: "Joining begins",
    opensAt: "Opening",
    closesAt: "Closing",
    timeZone: "Time zone",
    order: "Order of the line",
    publicRandomness: "Public randomness",
    stock: "Stock",
    lines: "Lines",
    originHealth: "Sparing the shop",
    challenge: "Cost of a place",
  },
} as const;
