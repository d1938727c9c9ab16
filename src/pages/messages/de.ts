import type { Messages } from "./messages.ts";

export const german: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Gerade gibt es eine Schlange",
        detail: "Stellen Sie sich an. Danach geht es weiter zu der Seite, die Sie öffnen wollten.",
      },
      joining: { heading: "Ihr Platz wird geholt", detail: "Einen Moment bitte." },
      "not-open": {
        heading: "Noch nicht geöffnet",
        detail: "Sie können hier warten: Diese Seite geht von selbst weiter.",
      },
      "pre-queue": {
        heading: "Sie sind vor der Öffnung da",
        detail:
          "Mit der Öffnung setzt sich die Schlange in Bewegung. Dann sehen Sie, wie viele vor Ihnen sind.",
      },
      waiting: {
        heading: "Sie stehen in der Schlange",
        detail: "Lassen Sie diese Seite offen: Sie lässt Sie ein, sobald Sie an der Reihe sind.",
      },
      called: { heading: "Sie sind an der Reihe", detail: "Sie können jetzt eintreten." },
      admitted: { heading: "Sie sind drin", detail: "Der Shop steht Ihnen offen." },
      paused: {
        heading: "Die Schlange steht einen Moment",
        detail: "Im Augenblick wird niemand eingelassen. Es geht von selbst weiter.",
      },
      "sold-out": {
        heading: "Ausverkauft",
        detail: "Alles ist verkauft. Danke, dass Sie gewartet haben.",
      },
      closed: {
        heading: "Die Schlange ist geschlossen",
        detail: "Zurzeit wird niemand eingelassen.",
      },
      full: {
        heading: "Die Schlange ist voll",
        detail:
          "Im Augenblick kann sich niemand mehr anstellen. Diese Seite versucht es von selbst wieder.",
      },
      left: {
        heading: "Sie haben die Schlange verlassen",
        detail: "Ihr Platz ist frei geworden. Sie können sich gern wieder hinten anstellen.",
      },
    },
    peopleAhead: { one: "Person vor Ihnen", other: "Personen vor Ihnen" },
    youAreNext: "Als Nächstes sind Sie dran",
    expectedWait: "Voraussichtliche Wartezeit",
    waitNotKnown: "noch nicht bekannt",
    waitAtMost: "höchstens {duration}",
    progress: "Ihr Weg durch die Schlange",
    placeKept: "Ihr Platz bleibt erhalten, auch wenn Sie diese Seite neu laden oder schließen.",
    opens: "Öffnet",
    enterBy:
      "Bitte treten Sie bis {time} ein. Kommen Sie später, sind Sie immer noch unter den Ersten.",
    fromTheShop: "Vom Shop",
    lastUpdated: "Zuletzt aktualisiert",
    supportNumber: "Ihre Nummer für den Support",
    actions: {
      join: "Anstellen",
      enter: "Zum Shop",
      leave: "Schlange verlassen",
      leaveWarning: "Wenn Sie gehen, wird Ihr Platz frei.",
      leaveConfirmed: "Platz aufgeben",
      stay: "In der Schlange bleiben",
    },
    notices: {
      noConnection: "Im Augenblick keine Verbindung.",
      noAnswer: "Die Schlange antwortet im Augenblick nicht.",
      yourPlaceIsKept: "Ihr Platz bleibt erhalten.",
      tryingAgain: "Diese Seite versucht es weiter.",
      connectedAgain: "Wieder verbunden.",
      placeRenewed: "Ihr früherer Platz gilt nicht mehr, Sie haben deshalb einen neuen.",
      cookiesNeeded:
        "Ihr Platz steht in einem Cookie. Bitte erlauben Sie Cookies für diese Seite und stellen Sie sich dann an.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "Die Schlange antwortet nicht",
        detail:
          "Wenn Sie einen Platz haben, bleibt er erhalten. Bitte versuchen Sie es gleich noch einmal.",
      },
      "origin-trouble": {
        heading: "Der Shop antwortet nicht",
        detail:
          "Sie bleiben eingelassen. Nichts wurde doppelt gesendet: Wenn Sie gerade bestellt haben, suchen Sie bitte zuerst nach der Bestätigung, bevor Sie es noch einmal versuchen.",
      },
      "unknown-host": {
        heading: "Hier gibt es keinen Shop",
        detail: "Unter dieser Adresse ist kein Shop eingerichtet. Bitte prüfen Sie die Adresse.",
      },
      left: {
        heading: "Sie haben die Schlange verlassen",
        detail: "Ihr Platz ist frei geworden. Sie können sich gern wieder hinten anstellen.",
      },
    },
    tryAgain: "Noch einmal versuchen",
    toTheShop: "Zurück zum Shop",
  },
};
