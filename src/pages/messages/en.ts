import type { Messages } from "./messages.ts";

export const english: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "There is a line right now",
        detail: "Join it to get your place. Afterwards you go on to the page you asked for.",
      },
      joining: { heading: "Getting your place", detail: "One moment, please." },
      "not-open": {
        heading: "Not open yet",
        detail: "You can wait here: this page goes on by itself.",
      },
      "pre-queue": {
        heading: "You are here before the opening",
        detail: "The line starts to move at the opening. Then you see how many are ahead of you.",
      },
      waiting: {
        heading: "You are in line",
        detail: "Keep this page open: it lets you in when it is your turn.",
      },
      called: { heading: "It is your turn", detail: "You can go in now." },
      admitted: { heading: "You are in", detail: "The shop is open to you." },
      paused: {
        heading: "The line has stopped for a moment",
        detail: "Nobody is being let in just now. It goes on by itself.",
      },
      "sold-out": {
        heading: "Sold out",
        detail: "Everything has been sold. Thank you for waiting.",
      },
      closed: { heading: "The line is closed", detail: "Nobody is being let in at this time." },
      full: {
        heading: "The line is full",
        detail: "No more people can join right now. This page tries again by itself.",
      },
      left: {
        heading: "You left the line",
        detail: "Your place has been given up. You are welcome to join again at the end.",
      },
    },
    peopleAhead: { one: "person ahead of you", other: "people ahead of you" },
    youAreNext: "You are next",
    expectedWait: "Expected wait",
    waitNotKnown: "not known yet",
    waitAtMost: "{duration} at most",
    progress: "Your way through the line",
    placeKept: "Your place is kept, even if you reload or close this page.",
    opens: "Opens",
    enterBy: "Please go in by {time}. If you come later, you are still among the first.",
    fromTheShop: "From the shop",
    lastUpdated: "Last updated",
    supportNumber: "Your number for support",
    actions: {
      join: "Join the line",
      enter: "Go to the shop",
      leave: "Leave the line",
      leaveWarning: "If you leave, your place is given up.",
      leaveConfirmed: "Give up my place",
      stay: "Stay in line",
    },
    notices: {
      noConnection: "No connection at the moment.",
      noAnswer: "The line does not answer at the moment.",
      yourPlaceIsKept: "Your place is kept.",
      tryingAgain: "This page keeps trying.",
      connectedAgain: "Connected again.",
      placeRenewed: "Your earlier place is no longer valid, so you have a new one.",
      cookiesNeeded:
        "Your place is kept in a cookie. Please allow cookies for this site, then join.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "The line does not answer",
        detail: "If you have a place, it is kept. Please try again in a moment.",
      },
      "origin-trouble": {
        heading: "The shop does not answer",
        detail:
          "You stay admitted. Nothing was sent twice: if you were placing an order, look for its confirmation before you try again.",
      },
      "unknown-host": {
        heading: "There is no shop here",
        detail: "No shop has been set up at this address. Please check the address.",
      },
      left: {
        heading: "You left the line",
        detail: "Your place has been given up. You are welcome to join again at the end.",
      },
    },
    tryAgain: "Try again",
    toTheShop: "Back to the shop",
  },
};
