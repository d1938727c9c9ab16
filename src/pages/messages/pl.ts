import type { Messages } from "./messages.ts";

export const polish: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Jest teraz kolejka",
        detail: "Stań w kolejce, aby mieć swoje miejsce. Potem przejdziesz do wybranej strony.",
      },
      joining: { heading: "Zajmujemy Twoje miejsce", detail: "Chwileczkę." },
      proving: {
        heading: "Zajmujemy Twoje miejsce",
        detail:
          "Przeglądarka wykonuje najpierw krótkie obliczenie, aby nikt nie mógł zajmować miejsc tysiącami. Potrwa to kilka sekund.",
      },
      "not-open": {
        heading: "Jeszcze nie otwarte",
        detail: "Możesz zaczekać tutaj: ta strona sama przejdzie dalej.",
      },
      "pre-queue": {
        heading: "Jesteś tu przed otwarciem",
        detail: "Kolejka ruszy z chwilą otwarcia.",
      },
      waiting: {
        heading: "Stoisz w kolejce",
        detail: "Nie zamykaj tej strony: wpuści Cię, gdy przyjdzie Twoja kolej.",
      },
      called: { heading: "Twoja kolej", detail: "Możesz teraz wejść." },
      "at-the-door": {
        heading: "Zaraz Twoja kolej",
        detail:
          "Sklep jest w tej chwili pełny. Wejdziesz automatycznie, gdy tylko zwolni się miejsce; nikt za Tobą nie wejdzie wcześniej.",
      },
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
    toBeDrawn:
      "Każdy, kto jest tu przed otwarciem, bierze udział w losowaniu miejsc. Wcześniejsze przyjście nie daje przewagi.",
    youAreNext: "Zaraz Twoja kolej",
    expectedWait: "Przewidywany czas",
    waitNotKnown: "jeszcze nieznany",
    waitAtMost: "najwyżej {duration}",
    progress: "Twoja droga w kolejce",
    placeKept: "Twoje miejsce jest zachowane, nawet po odświeżeniu lub zamknięciu tej strony.",
    joinFrom: "Do kolejki można wejść od",
    opens: "Otwarcie",
    yourTime: "u Ciebie {time}",
    countdown: {
      untilJoining: "Do kolejki można wejść za",
      untilOpening: "Do otwarcia",
      anyMoment: "Lada chwila",
    },
    draw: {
      fingerprint: "Cyfrowy odcisk losowania",
      explained:
        "O losowaniu decyduje tajna liczba, ustalona z góry. To jest jej cyfrowy odcisk. Po otwarciu liczba zostanie opublikowana i każdy może sprawdzić losowanie.",
      look: "Zobacz losowanie w nowej karcie",
    },
    left: "Pozostało sztuk: {count}",
    chances: {
      certain: "Na razie wystarczy dla wszystkich przed Tobą i dla Ciebie.",
      veryLikely: "Bardzo prawdopodobne, że coś zostanie, gdy przyjdzie Twoja kolej.",
      likely: "Prawdopodobnie coś zostanie, gdy przyjdzie Twoja kolej.",
      uncertain: "Wszystko może się sprzedać, zanim przyjdzie Twoja kolej.",
      unlikely: "Prawdopodobnie wszystko się sprzeda, zanim przyjdzie Twoja kolej.",
      none: "To, co zostało, nie wystarczy do Twojego miejsca.",
    },
    openUntil: "Kolejka jest otwarta do {time}.",
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
  lostForm: {
    heading: "To, co zostało wysłane, nie dotarło do sklepu",
    detail:
      "Nic nie zostało w ten sposób zamówione. Po wejściu wróć przyciskiem Wstecz w przeglądarce: wpisane dane zwykle nadal tam są. Potem wyślij je jeszcze raz.",
    join: "Stań w kolejce, aby mieć swoje miejsce.",
    goOn: "Dalej",
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
      "order-unknown": {
        heading: "Nie wiemy jeszcze, czy zamówienie zostało przyjęte",
        detail:
          "Sklep nie odpowiedział. Być może mimo to ma Twoje zamówienie, więc nie zamawiaj ponownie, zanim się nie upewnisz. Nic nie zostało wysłane dwa razy i nadal masz dostęp.",
      },
      "order-placed": {
        heading: "Zamówienie zostało złożone",
        detail:
          "Sklep ma Twoje zamówienie. Ta wizyta nie pozwala na kolejne i nic nie zostało zamówione po raz drugi.",
      },
      "unknown-host": {
        heading: "Tu nie ma sklepu",
        detail: "Pod tym adresem nie ma żadnego sklepu. Sprawdź adres.",
      },
      left: {
        heading: "Kolejka została opuszczona",
        detail: "Twoje miejsce zostało zwolnione. Zawsze możesz stanąć ponownie na końcu.",
      },
      "not-invited": {
        heading: "Tylko z zaproszeniem",
        detail:
          "Teraz do tej kolejki mogą wejść tylko zaproszeni klienci. Jeśli masz zaproszenie, otwórz zawarty w nim link.",
      },
    },
    tryAgain: "Spróbuj ponownie",
    toTheShop: "Wróć do sklepu",
    toTheOrder: "Czy moje zamówienie zostało złożone?",
    orderNumber: "Twój numer zamówienia:",
    withInvitation: "Mam zaproszenie",
  },
  patience: {
    heading: "Najpierw krótkie oczekiwanie",
    detail:
      "Aby maszyny nie zajmowały miejsc tysiącami, przeglądarki z JavaScriptem wykonują krótkie obliczenie. W Twojej możesz zamiast tego zaczekać.",
    when: "Naciśnij przycisk, gdy minie {wait}. Masz na to potem {within}.",
    early: "To było trochę za wcześnie. Twoje oczekiwanie nadal się liczy.",
  },
  draw: {
    states: {
      announced: {
        heading: "Losowanie dopiero się odbędzie",
        detail:
          "Bierze w nim udział każdy, kto stanie w kolejce przed otwarciem; wcześniejsze przyjście nie daje przewagi. Decyduje tajna liczba. Jej cyfrowy odcisk ustalono, zanim ktokolwiek mógł stanąć w kolejce, a po otwarciu sama liczba zostanie tu opublikowana.",
      },
      drawn: {
        heading: "Miejsca zostały rozlosowane",
        detail:
          "Tajna liczba jest już opublikowana. Dzięki niej każdy może przeliczyć każde miejsce.",
      },
      "first-come": {
        heading: "Tu nie ma losowania",
        detail: "Miejsca są przydzielane w kolejności przybycia.",
      },
    },
    fingerprint: "Cyfrowy odcisk liczby (SHA-256)",
    seed: "Liczba",
    publicRandomness: "Dodany tekst",
    peopleDrawn: "Wylosowani w kolejce {line}",
    recompute: "Przelicz miejsce",
    line: "Kolejka",
    number: "Numer biletu",
    compute: "Oblicz miejsce",
    outcome: {
      place: "Bilet numer {number} wylosował miejsce {place} z {count}.",
      behind:
        "Bilet numer {number} przyszedł po otwarciu. Ma miejsce {place}, za wszystkimi wylosowanymi.",
      genuine: "Liczba ma cyfrowy odcisk ustalony z góry.",
      notGenuine: "Liczba nie ma cyfrowego odcisku ustalonego z góry. Nie ufaj temu losowaniu.",
      impossible: "Ta przeglądarka nie może tego tutaj obliczyć.",
    },
    elsewhere:
      "Losowanie można sprawdzić także bez tej strony: uruchom {command} z adresem tej strony.",
  },
  invitation: {
    heading: "Twoje zaproszenie",
    detail: "Otwórz link z zaproszenia albo wklej zaproszenie tutaj.",
    opening: "Otwieramy Twoje zaproszenie.",
    field: "Zaproszenie",
    open: "Użyj zaproszenia",
    problems: {
      expired: "To zaproszenie wygasło.",
      "not-genuine": "To zaproszenie jest nieprawidłowe. Użyj całego linku z wiadomości.",
      "other-room": "To zaproszenie jest do innej kolejki.",
      "no-answer": "Chwilowo brak odpowiedzi. Spróbuj ponownie.",
    },
  },
};
