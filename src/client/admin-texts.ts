/**
 * Every word of the merchant's screen, in one place: what stands on the page from the beginning, and
 * what its script says later, with {gaps} that it fills.
 */

import type { RoomState } from "../protocol.ts";

export const pageTexts = {
  title: "Stanchion · the line",
  product: "Stanchion",
  needsScript: "This screen needs JavaScript: it shows what happens in the room each second.",

  signIn: {
    heading: "Sign in",
    intro: "The gateway shows the line to those who hold its admin token.",
    label: "Admin token",
    hint: "Printed when the gateway starts, or set as ADMIN_TOKEN. This tab forgets it when closed.",
    button: "Sign in",
  },

  bar: {
    room: "Room",
    signOut: "Sign out",
  },

  live: {
    heading: "Now",
    waiting: "Waiting in line",
    called: "Called, not yet inside",
    inside: "Inside the shop",
    admitted: "Admitted, last minute",
    arrivals: "Arrived, last minute",
    attendance: "Turned up when called",
    newcomer: "Wait for a newcomer",
  },

  history: {
    heading: "Last five minutes",
    admissions: "Admitted per minute",
    rate: "the rate in force",
    waiting: "Waiting in line",
    from: "5 min ago",
    to: "now",
    note: "Drawn from what this screen has seen since it was opened.",
  },

  controls: {
    heading: "Controls",
    apply: "Apply",
    putBack: "Put back",
    state: { heading: "State of the room" },
    admissionsPerMinute: {
      heading: "Rate",
      label: "Admissions per minute",
      hint: "0 lets nobody in. Fractions are fine: 0.5 is one person every two minutes.",
    },
    capacity: {
      heading: "Capacity",
      label: "People inside at once",
      hint: "Leave empty for no cap. Lowering it turns out nobody who is inside.",
    },
    message: {
      heading: "Message to the line",
      label: "For everybody, in all languages",
      hint: "Plain text, shown on the waiting page. Leave empty for no message.",
      oneForAll: "Use one text for all languages",
    },
  },

  audit: {
    heading: "Latest changes",
  },
} as const;

export const texts = {
  states: {
    open: "Open",
    paused: "Paused",
    draining: "Draining",
    closed: "Closed",
    "sold-out": "Sold out",
  } satisfies Record<RoomState, string>,
  effects: {
    open: "People join the line and are let in at the rate.",
    paused: "Nobody is let in. People may still join, and all keep their places.",
    draining: "Nobody new may join. Those in line are still let in.",
    closed: "Nobody joins and nobody is let in. The line is told that the room is closed.",
    "sold-out": "Nobody is let in any more. The line is told that everything is sold.",
  } satisfies Record<RoomState, string>,

  signIn: {
    working: "Signing in…",
    wrongToken: "The gateway does not know this token. Check that all of it was copied.",
    tooMany: "Too many attempts. Try again in {wait}.",
    tooManyForNow: "Too many attempts. Wait a minute, then try again.",
    unreachable: "The gateway did not answer. Check the connection, then try again.",
    refused: "The gateway refused: {detail}",
    noRooms: "This gateway has no room yet.",
    signedOut: "Signed out.",
    tokenEnded: "The gateway no longer accepts this token. Sign in again.",
  },

  live: {
    tabTitle: "{waiting} waiting · {room}",
    age: "updated {age} s ago",
    noAnswerYet: "asking the room…",
    stale: "These figures are out of date.",
    unreachable: "The gateway does not answer. These figures are out of date.",
    fresh: "The figures are up to date again.",
    ofCapacity: "of {capacity}",
    noCap: "no cap",
    ofRate: "of {rate} a minute",
    notKnown: "not known yet",
    noWait: "none",
    chartAdmissions:
      "Over the last five minutes, admitted per minute: now {now}, highest {high}. Rate now {rate}.",
    chartWaiting: "Over the last five minutes, waiting in line: now {now}, highest {high}.",
  },

  controls: {
    now: "Now: {value}",
    before: "Before: {value}",
    sending: "Sending…",
    waiting: "Saved. Waiting for the room to take it up…",
    slow: "Saved {seconds} s ago, but the room has not taken it up yet.",
    inEffect: "In effect since {time} — seen by the room {seconds} s after you pressed.",
    unchanged: "Nothing to change: this is the value now.",
    stale:
      "Somebody else changed the settings first. Now: {value}. What you entered is kept; press again to set it.",
    changedMeanwhile: "Changed elsewhere while you were editing. Now: {value}.",
    unknown:
      "The gateway did not answer, so this may or may not have been applied. Compare with the value now before pressing again.",
    refused: "Not applied: {detail}",
    notANumber: "Write a number, such as 600.",
    empty: "Write a number; 0 lets nobody in.",
    perMinute: "{rate} a minute",
    noCap: "no cap",
    noMessage: "no message",
    quoted: "“{text}”",
    language: "In {language}",
    confirmClose: "This tells {people} that the room is closed. Press again to close it.",
    confirmSoldOut: "This tells {people} that everything is sold. Press again to say so.",
    confirmButton: "Press again to confirm",
    nothingChosen: "Choose a state.",
    line: "the line",
    nobodyInLine: "a line that is empty now",
    onePersonInLine: "1 person in line",
    peopleInLine: "{count} people in line",
  },

  audit: {
    none: "No changes yet.",
    unavailable: "The log of changes could not be read.",
    fields: {
      state: "State",
      admissionsPerMinute: "Rate",
      capacity: "Capacity",
      message: "Message",
    },
    by: "{who} · {time}",
    change: "{from} → {to}",
    nothing: "none",
  },
} as const;
