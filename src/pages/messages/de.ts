import type { Messages } from "./messages.ts";

export const german: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Gerade gibt es eine Schlange",
        detail: "Stellen Sie sich an. Danach geht es weiter zu der Seite, die Sie öffnen wollten.",
      },
      joining: { heading: "Ihr Platz wird geholt", detail: "Einen Moment bitte." },
      proving: {
        heading: "Ihr Platz wird geholt",
        detail:
          "Ihr Browser rechnet vorher kurz, damit niemand Plätze zu Tausenden nehmen kann. Das dauert ein paar Sekunden.",
      },
      "not-open": {
        heading: "Noch nicht geöffnet",
        detail: "Sie können hier warten: Diese Seite geht von selbst weiter.",
      },
      "pre-queue": {
        heading: "Sie sind vor der Öffnung da",
        detail: "Mit der Öffnung setzt sich die Schlange in Bewegung.",
      },
      waiting: {
        heading: "Sie stehen in der Schlange",
        detail: "Lassen Sie diese Seite offen: Sie lässt Sie ein, sobald Sie an der Reihe sind.",
      },
      called: { heading: "Sie sind an der Reihe", detail: "Sie können jetzt eintreten." },
      "at-the-door": {
        heading: "Sie sind als Nächste dran",
        detail:
          "Im Shop ist gerade kein Platz. Sobald einer frei wird, geht es von selbst weiter; niemand hinter Ihnen kommt vor Ihnen hinein.",
      },
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
    toBeDrawn:
      "Wer vor der Öffnung da ist, nimmt an der Verlosung der Plätze teil. Früher zu kommen bringt keinen Vorteil.",
    youAreNext: "Als Nächstes sind Sie dran",
    expectedWait: "Voraussichtliche Wartezeit",
    waitNotKnown: "noch nicht bekannt",
    waitAtMost: "höchstens {duration}",
    progress: "Ihr Weg durch die Schlange",
    placeKept: "Ihr Platz bleibt erhalten, auch wenn Sie diese Seite neu laden oder schließen.",
    joinFrom: "Anstellen ab",
    opens: "Öffnet",
    yourTime: "{time} Ihrer Zeit",
    countdown: {
      untilJoining: "Bis Sie sich anstellen können",
      untilOpening: "Bis zur Öffnung",
      anyMoment: "Jeden Moment",
    },
    draw: {
      fingerprint: "Fingerabdruck der Verlosung",
      explained:
        "Über die Verlosung entscheidet eine geheime Zahl, die vorher festgelegt wurde. Das ist ihr Fingerabdruck. Nach der Öffnung wird die Zahl veröffentlicht, und alle können die Verlosung nachprüfen.",
      look: "Verlosung in einem neuen Tab ansehen",
    },
    left: "Noch {count} verfügbar",
    chances: {
      certain: "Nach jetzigem Stand reicht es für alle vor Ihnen und für Sie.",
      veryLikely: "Sehr wahrscheinlich ist noch etwas da, wenn Sie an der Reihe sind.",
      likely: "Wahrscheinlich ist noch etwas da, wenn Sie an der Reihe sind.",
      uncertain: "Es kann sein, dass nichts mehr da ist, wenn Sie an der Reihe sind.",
      unlikely: "Wahrscheinlich ist nichts mehr da, wenn Sie an der Reihe sind.",
      none: "Was noch da ist, reicht nicht bis zu Ihnen.",
    },
    openUntil: "Die Schlange ist bis {time} geöffnet.",
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
  lostForm: {
    heading: "Was Sie gesendet haben, ist nicht im Shop angekommen",
    detail:
      "Es wurde nichts damit bestellt. Wenn Sie eingelassen sind, gehen Sie mit der Zurück-Taste des Browsers zurück: Ihre Eingaben sind dort meist noch da. Senden Sie sie dann noch einmal.",
    join: "Stellen Sie sich an, um einen Platz zu bekommen.",
    goOn: "Weiter",
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
      "order-unknown": {
        heading: "Wir wissen noch nicht, ob Ihre Bestellung angekommen ist",
        detail:
          "Der Shop hat nicht geantwortet. Vielleicht hat er Ihre Bestellung trotzdem, bitte bestellen Sie also nicht noch einmal, bevor Sie es wissen. Nichts wurde doppelt gesendet, und Sie bleiben eingelassen.",
      },
      "order-placed": {
        heading: "Ihre Bestellung ist aufgegeben",
        detail:
          "Der Shop hat Ihre Bestellung. Für eine weitere gilt dieser Besuch nicht, und es wurde nichts ein zweites Mal bestellt.",
      },
      "unknown-host": {
        heading: "Hier gibt es keinen Shop",
        detail: "Unter dieser Adresse ist kein Shop eingerichtet. Bitte prüfen Sie die Adresse.",
      },
      left: {
        heading: "Sie haben die Schlange verlassen",
        detail: "Ihr Platz ist frei geworden. Sie können sich gern wieder hinten anstellen.",
      },
      "not-invited": {
        heading: "Nur mit Einladung",
        detail:
          "Im Augenblick können sich hier nur eingeladene Kunden anstellen. Wenn Sie dazugehören, öffnen Sie bitte den Link in Ihrer Einladung.",
      },
    },
    tryAgain: "Noch einmal versuchen",
    toTheShop: "Zurück zum Shop",
    toTheOrder: "Ist meine Bestellung angekommen?",
    orderNumber: "Ihre Bestellnummer:",
    withInvitation: "Ich habe eine Einladung",
  },
  patience: {
    heading: "Vorher eine kurze Wartezeit",
    detail:
      "Damit Maschinen nicht Plätze zu Tausenden nehmen, rechnen Browser mit JavaScript vorher kurz. In Ihrem können Sie stattdessen warten.",
    when: "Bitte drücken Sie den Knopf in {wait}. Dafür haben Sie dann {within} Zeit.",
    early: "Das war ein wenig zu früh. Ihr Warten zählt weiter.",
  },
  draw: {
    states: {
      announced: {
        heading: "Die Verlosung steht noch bevor",
        detail:
          "Alle, die sich vor der Öffnung anstellen, nehmen teil; früher zu kommen bringt keinen Vorteil. Es entscheidet eine geheime Zahl. Ihr Fingerabdruck stand fest, bevor sich jemand anstellen konnte, und nach der Öffnung wird die Zahl selbst hier veröffentlicht.",
      },
      drawn: {
        heading: "Die Plätze sind verlost",
        detail:
          "Die geheime Zahl ist jetzt veröffentlicht. Mit ihr lässt sich jeder Platz nachrechnen.",
      },
      "first-come": {
        heading: "Hier gibt es keine Verlosung",
        detail: "Die Plätze werden in der Reihenfolge der Ankunft vergeben.",
      },
    },
    fingerprint: "Fingerabdruck der Zahl (SHA-256)",
    seed: "Die Zahl",
    publicRandomness: "Beigemischter Text",
    peopleDrawn: "Verlost in der Schlange {line}",
    recompute: "Einen Platz nachrechnen",
    line: "Schlange",
    number: "Ticketnummer",
    compute: "Platz berechnen",
    outcome: {
      place: "Die Ticketnummer {number} hat Platz {place} von {count} erhalten.",
      behind:
        "Die Ticketnummer {number} kam nach der Öffnung. Sie hat Platz {place}, hinter allen Verlosten.",
      genuine: "Die Zahl hat den Fingerabdruck, der vorher feststand.",
      notGenuine:
        "Die Zahl hat nicht den Fingerabdruck, der vorher feststand. Trauen Sie dieser Verlosung nicht.",
      impossible: "Dieser Browser kann es hier nicht berechnen.",
    },
    elsewhere:
      "Die Verlosung lässt sich auch ohne diese Seite prüfen: mit {command} und der Adresse dieser Seite.",
  },
  invitation: {
    heading: "Ihre Einladung",
    detail: "Öffnen Sie den Link in Ihrer Einladung, oder fügen Sie die Einladung hier ein.",
    opening: "Ihre Einladung wird geöffnet.",
    field: "Einladung",
    open: "Einladung verwenden",
    problems: {
      expired: "Diese Einladung ist abgelaufen.",
      "not-genuine":
        "Das ist keine gültige Einladung. Bitte verwenden Sie den ganzen Link aus Ihrer Nachricht.",
      "other-room": "Diese Einladung gilt für eine andere Schlange.",
      "no-answer": "Im Augenblick kommt keine Antwort. Bitte versuchen Sie es noch einmal.",
    },
  },
};
