import type { Messages } from "./messages.ts";

export const italian: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "In questo momento c’è una fila",
        detail: "Si metta in fila per avere il suo posto. Poi andrà alla pagina richiesta.",
      },
      joining: { heading: "Stiamo prendendo il suo posto", detail: "Un momento, per favore." },
      proving: {
        heading: "Stiamo prendendo il suo posto",
        detail:
          "Prima il suo browser fa un breve calcolo, così nessuno può prendere posti a migliaia. Dura pochi secondi.",
      },
      "not-open": {
        heading: "Non è ancora aperto",
        detail: "Può aspettare qui: questa pagina va avanti da sola.",
      },
      "pre-queue": {
        heading: "È qui prima dell’apertura",
        detail: "La fila si muove dall’apertura.",
      },
      waiting: {
        heading: "È in fila",
        detail: "Tenga aperta questa pagina: la farà entrare quando sarà il suo turno.",
      },
      called: { heading: "È il suo turno", detail: "Ora può entrare." },
      "at-the-door": {
        heading: "Tocca a te tra poco",
        detail:
          "Il negozio è pieno in questo momento. Entrerai automaticamente appena si libera un posto; nessuno dietro di te passerà prima.",
      },
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
    toBeDrawn:
      "Chi è qui prima dell’apertura partecipa al sorteggio dei posti. Arrivare prima non dà alcun vantaggio.",
    youAreNext: "Tra poco tocca a lei",
    expectedWait: "Attesa prevista",
    waitNotKnown: "non ancora nota",
    waitAtMost: "{duration} al massimo",
    progress: "Il suo cammino nella fila",
    placeKept: "Il suo posto è conservato, anche se ricarica o chiude questa pagina.",
    joinFrom: "Potrà mettersi in fila da",
    opens: "Apertura",
    yourTime: "ora locale: {time}",
    countdown: {
      untilJoining: "Potrà mettersi in fila tra",
      untilOpening: "Apre tra",
      anyMoment: "Da un momento all’altro",
    },
    draw: {
      fingerprint: "Impronta del sorteggio",
      explained:
        "Il sorteggio dipende da un numero segreto fissato in anticipo. Questa è la sua impronta. Dopo l’apertura il numero viene pubblicato e chiunque può verificare il sorteggio.",
      look: "Vedere il sorteggio in una nuova scheda",
    },
    left: "Pezzi disponibili: {count}",
    chances: {
      certain: "Per ora ce n’è per tutti quelli davanti a lei e anche per lei.",
      veryLikely: "Molto probabilmente ce ne saranno ancora quando sarà il suo turno.",
      likely: "Probabilmente ce ne saranno ancora quando sarà il suo turno.",
      uncertain: "Potrebbero finire prima del suo turno.",
      unlikely: "Probabilmente finiranno prima del suo turno.",
      none: "I pezzi rimasti non arriveranno fino a lei.",
    },
    openUntil: "La fila è aperta fino alle {time}.",
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
  lostForm: {
    heading: "Ciò che ha inviato non è arrivato al negozio",
    detail:
      "Non è stato ordinato nulla. Quando sarà entrato, torni indietro con il pulsante Indietro del browser: di solito i dati inseriti ci sono ancora. Poi li invii di nuovo.",
    join: "Si metta in fila per avere il suo posto.",
    goOn: "Continua",
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
      "order-unknown": {
        heading: "Non sappiamo ancora se il suo ordine è andato a buon fine",
        detail:
          "Il negozio non ha risposto. Potrebbe avere comunque il suo ordine: non ordini di nuovo prima di saperlo. Nulla è stato inviato due volte e il suo accesso resta valido.",
      },
      "order-placed": {
        heading: "Il suo ordine è stato effettuato",
        detail:
          "Il negozio ha il suo ordine. Questa visita non vale per un altro, e nulla è stato ordinato una seconda volta.",
      },
      "unknown-host": {
        heading: "Qui non c’è nessun negozio",
        detail: "A questo indirizzo non c’è alcun negozio. Controlli l’indirizzo, per favore.",
      },
      left: {
        heading: "Ha lasciato la fila",
        detail: "Il suo posto è stato liberato. Può rimettersi in fila quando vuole, in fondo.",
      },
      "not-invited": {
        heading: "Solo su invito",
        detail:
          "Per ora solo i clienti invitati possono mettersi in questa fila. Se è tra loro, apra il link del suo invito.",
      },
    },
    tryAgain: "Riprova",
    toTheShop: "Torna al negozio",
    toTheOrder: "Il mio ordine è stato effettuato?",
    orderNumber: "Il suo numero d’ordine:",
    withInvitation: "Ho un invito",
  },
  patience: {
    heading: "Prima una breve attesa",
    detail:
      "Perché le macchine non prendano posti a migliaia, i browser con JavaScript fanno un breve calcolo. Nel suo può invece aspettare.",
    when: "Prema il pulsante tra {wait}. Avrà poi {within} per farlo.",
    early: "Era un po’ troppo presto. La sua attesa conta ancora.",
  },
  draw: {
    states: {
      announced: {
        heading: "Il sorteggio deve ancora avvenire",
        detail:
          "Partecipa chi si mette in fila prima dell’apertura; arrivare prima non dà alcun vantaggio. Decide un numero segreto. La sua impronta è stata fissata prima che qualcuno potesse mettersi in fila, e dopo l’apertura il numero viene pubblicato qui.",
      },
      drawn: {
        heading: "I posti sono stati sorteggiati",
        detail: "Il numero segreto ora è pubblico. Con esso chiunque può ricalcolare ogni posto.",
      },
      "first-come": {
        heading: "Qui non c’è sorteggio",
        detail: "I posti si danno in ordine di arrivo.",
      },
    },
    fingerprint: "Impronta del numero (SHA-256)",
    seed: "Il numero",
    publicRandomness: "Testo aggiunto",
    peopleDrawn: "Sorteggiati nella fila {line}",
    recompute: "Ricalcolare un posto",
    line: "Fila",
    number: "Numero del biglietto",
    compute: "Calcola il posto",
    outcome: {
      place: "Il biglietto numero {number} ha avuto il posto {place} su {count}.",
      behind:
        "Il biglietto numero {number} è arrivato dopo l’apertura. Ha il posto {place}, dietro a tutti i sorteggiati.",
      genuine: "Il numero ha l’impronta fissata in anticipo.",
      notGenuine:
        "Il numero non ha l’impronta fissata in anticipo. Non si fidi di questo sorteggio.",
      impossible: "Questo browser non può calcolarlo qui.",
    },
    elsewhere:
      "Il sorteggio si può verificare anche senza questa pagina: esegua {command} con l’indirizzo di questa pagina.",
  },
  invitation: {
    heading: "Il suo invito",
    detail: "Apra il link del suo invito oppure incolli qui l’invito.",
    opening: "Stiamo aprendo il suo invito.",
    field: "Invito",
    open: "Usa l’invito",
    problems: {
      expired: "Questo invito è scaduto.",
      "not-genuine":
        "Questo invito non è valido. Usi il link intero del suo messaggio, per favore.",
      "other-room": "Questo invito è per un’altra fila.",
      "no-answer": "Al momento non c’è risposta. Riprovi, per favore.",
    },
  },
};
