import type { Messages } from "./messages.ts";

export const polish: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Jest teraz kolejka",
        detail: "Stań w kolejce, aby mieć swoje miejsce. Potem przejdziesz do wybranej strony.",
      },
      joining: { heading: "Zajmujemy Twoje miejsce", detail: "Chwileczkę." },
      "not-open": {
        heading: "Jeszcze nie otwarte",
        detail: "Możesz zaczekać tutaj: ta strona sama przejdzie dalej.",
      },
      "pre-queue": {
        heading: "Jesteś tu przed otwarciem",
        detail: "Kolejka ruszy z chwilą otwarcia. Wtedy zobaczysz, ile osób jest przed Tobą.",
      },
      waiting: {
        heading: "Stoisz w kolejce",
        detail: "Nie zamykaj tej strony: wpuści Cię, gdy przyjdzie Twoja kolej.",
      },
      called: { heading: "Twoja kolej", detail: "Możesz teraz wejść." },
      admitted: { heading: "Możesz wejść", detail: "Sklep jest dla Ciebie otwarty." },
      paused: {
        heading: "Kolejka na chwilę stanęła",
        detail: "Teraz nikt nie jest wpuszczany. Kolejka sama ruszy dalej.",
      },
      "sold-out": {
        heading: "Wyprzedane",
        detail: "Wszystko zostało sprzedane. Dziękujemy za czekanie.",
      },
      closed: {
        heading: "Kolejka jest zamknięta",
        detail: "W tej chwili nikt nie jest wpuszczany.",
      },
      full: {
        heading: "Kolejka jest pełna",
        detail: "Teraz nikt więcej nie może stanąć w kolejce. Ta strona sama spróbuje ponownie.",
      },
      left: {
        heading: "Kolejka została opuszczona",
        detail: "Twoje miejsce zostało zwolnione. Zawsze możesz stanąć ponownie na końcu.",
      },
    },
    peopleAhead: {
      one: "osoba przed Tobą",
      few: "osoby przed Tobą",
      many: "osób przed Tobą",
      other: "osób przed Tobą",
    },
    youAreNext: "Zaraz Twoja kolej",
    expectedWait: "Przewidywany czas",
    waitNotKnown: "jeszcze nieznany",
    waitAtMost: "najwyżej {duration}",
    progress: "Twoja droga w kolejce",
    placeKept: "Twoje miejsce jest zachowane, nawet po odświeżeniu lub zamknięciu tej strony.",
    opens: "Otwarcie",
    enterBy: "Wejdź do {time}. Jeśli przyjdziesz później, nadal będziesz wśród pierwszych.",
    fromTheShop: "Od sklepu",
    lastUpdated: "Ostatnia aktualizacja",
    supportNumber: "Twój numer dla obsługi",
    actions: {
      join: "Stań w kolejce",
      enter: "Przejdź do sklepu",
      leave: "Opuść kolejkę",
      leaveWarning: "Jeśli odejdziesz, Twoje miejsce zostanie zwolnione.",
      leaveConfirmed: "Zwolnij moje miejsce",
      stay: "Zostań w kolejce",
    },
    notices: {
      noConnection: "Chwilowo brak połączenia.",
      noAnswer: "Kolejka chwilowo nie odpowiada.",
      yourPlaceIsKept: "Twoje miejsce jest zachowane.",
      tryingAgain: "Ta strona próbuje dalej.",
      connectedAgain: "Połączenie wróciło.",
      placeRenewed: "Twoje poprzednie miejsce straciło ważność; masz nowe.",
      cookiesNeeded:
        "Twoje miejsce jest zapisane w pliku cookie. Zezwól tej stronie na pliki cookie i stań w kolejce.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "Kolejka nie odpowiada",
        detail: "Jeśli masz miejsce, jest ono zachowane. Spróbuj ponownie za chwilę.",
      },
      "origin-trouble": {
        heading: "Sklep nie odpowiada",
        detail:
          "Nadal masz dostęp. Nic nie zostało wysłane dwa razy: jeśli trwało składanie zamówienia, poszukaj potwierdzenia, zanim spróbujesz ponownie.",
      },
      "unknown-host": {
        heading: "Tu nie ma sklepu",
        detail: "Pod tym adresem nie ma żadnego sklepu. Sprawdź adres.",
      },
      left: {
        heading: "Kolejka została opuszczona",
        detail: "Twoje miejsce zostało zwolnione. Zawsze możesz stanąć ponownie na końcu.",
      },
    },
    tryAgain: "Spróbuj ponownie",
    toTheShop: "Wróć do sklepu",
  },
};
