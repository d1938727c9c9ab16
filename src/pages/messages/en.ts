import type { Messages } from "./messages.ts";

export const english: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "There is a line right now",
        detail: "Join it to get your place. Afterwards you go on to the page you asked for.",
      },
      joining: { heading: "Getting your place", detail: "One moment, please." },
      proving: {
        heading: "Getting your place",
        detail:
          "Your browser does a short calculation first, so that nobody can take places by the thousand. It takes a few seconds.",
      },
      "not-open": {
        heading: "Not open yet",
        detail: "You can wait here: this page goes on by itself.",
      },
      "pre-queue": {
        heading: "You are here before the opening",
        detail: "The line starts to move at the opening.",
      },
      waiting: {
        heading: "You are in line",
        detail: "Keep this page open: it lets you in when it is your turn.",
      },
      called: { heading: "It is your turn", detail: "You can go in now." },
      "at-the-door": {
        heading: "You are next",
        detail:
          "The shop is full at the moment. You go in by yourself as soon as there is room; nobody behind you goes first.",
      },
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
    toBeDrawn:
      "Everybody who is here before the opening takes part in a draw for the places. Coming earlier gives no advantage.",
    youAreNext: "You are next",
    expectedWait: "Expected wait",
    waitNotKnown: "not known yet",
    waitAtMost: "{duration} at most",
    progress: "Your way through the line",
    placeKept: "Your place is kept, even if you reload or close this page.",
    joinFrom: "You can join from",
    opens: "Opens",
    yourTime: "{time} your time",
    countdown: {
      untilJoining: "You can join the line in",
      untilOpening: "Opens in",
      anyMoment: "Any moment now",
    },
    draw: {
      fingerprint: "Fingerprint of the draw",
      explained:
        "The draw is decided by a secret number that was fixed beforehand. This is its fingerprint. After the opening the number is published, and anybody can check the draw.",
      look: "See the draw in a new tab",
    },
    left: "{count} left",
    chances: {
      certain: "As things stand, there is enough for everybody ahead of you and for you.",
      veryLikely: "Very likely some will be left when it is your turn.",
      likely: "Some will probably be left when it is your turn.",
      uncertain: "They may be gone before it is your turn.",
      unlikely: "They will probably be gone before it is your turn.",
      none: "What is left will not reach you.",
    },
    openUntil: "The line is open until {time}.",
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
  lostForm: {
    heading: "What you sent did not reach the shop",
    detail:
      "Nothing was ordered with it. When you are in, go back with your browser’s back button: what you filled in is usually still there. Then send it again.",
    join: "Join it to get your place.",
    goOn: "Go on",
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
      "order-unknown": {
        heading: "We do not know yet whether your order went through",
        detail:
          "The shop did not answer. It may have your order all the same, so please do not order again before you know. Nothing was sent twice, and you stay admitted.",
      },
      "order-placed": {
        heading: "Your order is placed",
        detail:
          "The shop has your order. This visit is good for no further order, and nothing was ordered a second time.",
      },
      "unknown-host": {
        heading: "There is no shop here",
        detail: "No shop has been set up at this address. Please check the address.",
      },
      left: {
        heading: "You left the line",
        detail: "Your place has been given up. You are welcome to join again at the end.",
      },
      "not-invited": {
        heading: "By invitation only",
        detail:
          "At the moment only invited customers can join this line. If you are one of them, please open the link in your invitation.",
      },
    },
    tryAgain: "Try again",
    toTheShop: "Back to the shop",
    toTheOrder: "Is my order placed?",
    orderNumber: "Your order number:",
    withInvitation: "I have an invitation",
  },
  patience: {
    heading: "A short wait first",
    detail:
      "Places are kept from machines that take them by the thousand. Browsers with JavaScript do a short calculation for it; in yours you can wait instead.",
    when: "Please press the button in {wait}. You then have {within}.",
    early: "That was a little too early. Your waiting still counts.",
  },
  draw: {
    states: {
      announced: {
        heading: "The draw is still to come",
        detail:
          "Everybody who joins the line before the opening takes part; coming earlier gives no advantage. A secret number decides. Its fingerprint was fixed before anybody could join, and after the opening the number itself is published here.",
      },
      drawn: {
        heading: "The places have been drawn",
        detail: "The secret number is now published. With it anybody can recompute every place.",
      },
      "first-come": {
        heading: "There is no draw here",
        detail: "Places are given in the order of arrival.",
      },
    },
    fingerprint: "Fingerprint of the number (SHA-256)",
    seed: "The number",
    publicRandomness: "Text that was mixed in",
    peopleDrawn: "Drawn in line {line}",
    recompute: "Recompute a place",
    line: "Line",
    number: "Ticket number",
    compute: "Compute the place",
    outcome: {
      place: "Ticket number {number} was drawn to place {place} of {count}.",
      behind:
        "Ticket number {number} came after the opening. It has place {place}, behind everybody drawn.",
      genuine: "The number has the fingerprint that was fixed beforehand.",
      notGenuine:
        "The number does not have the fingerprint that was fixed beforehand. Do not trust this draw.",
      impossible: "This browser cannot compute it here.",
    },
    elsewhere:
      "The draw can be checked without this page too: run {command} with the address of this page.",
  },
  invitation: {
    heading: "Your invitation",
    detail: "Open the link in your invitation, or paste the invitation here.",
    opening: "Your invitation is being opened.",
    field: "Invitation",
    open: "Use the invitation",
    problems: {
      expired: "This invitation has expired.",
      "not-genuine": "This is not a valid invitation. Please use the whole link from your message.",
      "other-room": "This invitation is for another line.",
      "no-answer": "There is no answer at the moment. Please try again.",
    },
  },
};
