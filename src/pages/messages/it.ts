import type { Messages } from "./messages.ts";

export const italian: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "In questo momento c’è una fila",
        detail: "Si metta in fila per avere il suo posto. Poi andrà alla pagina richiesta.",
      },
      joining: { heading: "Stiamo prendendo il suo posto", detail: "Un momento, per favore." },
      "not-open": {
        heading: "Non è ancora aperto",
        detail: "Può aspettare qui: questa pagina va avanti da sola.",
      },
      "pre-queue": {
        heading: "È qui prima dell’apertura",
        detail:
          "La fila si muove dall’apertura. Allora vedrà quante persone ci sono davanti a lei.",
      },
      waiting: {
        heading: "È in fila",
        detail: "Tenga aperta questa pagina: la farà entrare quando sarà il suo turno.",
      },
      called: { heading: "È il suo turno", detail: "Ora può entrare." },
      admitted: { heading: "È dentro", detail: "Il negozio è aperto per lei." },
      paused: {
        heading: "La fila è ferma per un momento",
        detail: "Adesso non entra nessuno. Riprenderà da sola.",
      },
      "sold-out": {
        heading: "Esaurito",
        detail: "È stato venduto tutto. Grazie per aver aspettato.",
      },
      closed: { heading: "La fila è chiusa", detail: "In questo momento non entra nessuno." },
      full: {
        heading: "La fila è piena",
        detail: "Adesso non c’è posto per altre persone. Questa pagina riprova da sola.",
      },
      left: {
        heading: "Ha lasciato la fila",
        detail: "Il suo posto è stato liberato. Può rimettersi in fila quando vuole, in fondo.",
      },
    },
    peopleAhead: {
      one: "persona davanti a lei",
      many: "di persone davanti a lei",
      other: "persone davanti a lei",
    },
    youAreNext: "Tra poco tocca a lei",
    expectedWait: "Attesa prevista",
    waitNotKnown: "non ancora nota",
    waitAtMost: "{duration} al massimo",
    progress: "Il suo cammino nella fila",
    placeKept: "Il suo posto è conservato, anche se ricarica o chiude questa pagina.",
    opens: "Apertura",
    enterBy: "Entri entro le {time}, per favore. Se arriva più tardi, sarà ancora tra i primi.",
    fromTheShop: "Dal negozio",
    lastUpdated: "Ultimo aggiornamento",
    supportNumber: "Il suo numero per l’assistenza",
    actions: {
      join: "Mettersi in fila",
      enter: "Vai al negozio",
      leave: "Lascia la fila",
      leaveWarning: "Se va via, il suo posto viene liberato.",
      leaveConfirmed: "Lascio il mio posto",
      stay: "Resto in fila",
    },
    notices: {
      noConnection: "Nessuna connessione al momento.",
      noAnswer: "La fila non risponde al momento.",
      yourPlaceIsKept: "Il suo posto è conservato.",
      tryingAgain: "Questa pagina continua a provare.",
      connectedAgain: "Di nuovo in linea.",
      placeRenewed: "Il suo posto precedente non è più valido; ne ha uno nuovo.",
      cookiesNeeded:
        "Il suo posto è conservato in un cookie. Consenta i cookie per questo sito, poi si metta in fila.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "La fila non risponde",
        detail: "Se ha un posto, è conservato. Riprovi tra un momento, per favore.",
      },
      "origin-trouble": {
        heading: "Il negozio non risponde",
        detail:
          "Il suo accesso resta valido. Nulla è stato inviato due volte: se stava facendo un ordine, cerchi la conferma prima di riprovare.",
      },
      "unknown-host": {
        heading: "Qui non c’è nessun negozio",
        detail: "A questo indirizzo non c’è alcun negozio. Controlli l’indirizzo, per favore.",
      },
      left: {
        heading: "Ha lasciato la fila",
        detail: "Il suo posto è stato liberato. Può rimettersi in fila quando vuole, in fondo.",
      },
    },
    tryAgain: "Riprova",
    toTheShop: "Torna al negozio",
  },
};
