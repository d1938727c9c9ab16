import type { Messages } from "./messages.ts";

export const dutch: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Er staat nu een rij",
        detail:
          "Sluit aan voor een plaats in de rij. Daarna gaat u verder naar de gevraagde pagina.",
      },
      joining: { heading: "We halen uw plaats op", detail: "Een ogenblik alstublieft." },
      "not-open": {
        heading: "Nog niet open",
        detail: "U kunt hier wachten: deze pagina gaat vanzelf verder.",
      },
      "pre-queue": {
        heading: "U bent er voor de opening",
        detail: "Bij de opening komt de rij in beweging. Dan ziet u hoeveel mensen er voor u zijn.",
      },
      waiting: {
        heading: "U staat in de rij",
        detail: "Houd deze pagina open: ze laat u binnen zodra u aan de beurt bent.",
      },
      called: { heading: "U bent aan de beurt", detail: "U kunt nu naar binnen." },
      admitted: { heading: "U bent binnen", detail: "De winkel is open voor u." },
      paused: {
        heading: "De rij staat even stil",
        detail: "Er wordt nu niemand binnengelaten. Het gaat vanzelf weer verder.",
      },
      "sold-out": {
        heading: "Uitverkocht",
        detail: "Alles is verkocht. Dank u wel voor het wachten.",
      },
      closed: {
        heading: "De rij is gesloten",
        detail: "Er wordt op dit moment niemand binnengelaten.",
      },
      full: {
        heading: "De rij is vol",
        detail: "Er kan nu niemand meer aansluiten. Deze pagina probeert het vanzelf opnieuw.",
      },
      left: {
        heading: "U hebt de rij verlaten",
        detail: "Uw plaats is vrijgegeven. U kunt altijd achteraan weer aansluiten.",
      },
    },
    peopleAhead: { one: "persoon voor u", other: "mensen voor u" },
    youAreNext: "U bent de volgende",
    expectedWait: "Verwachte wachttijd",
    waitNotKnown: "nog niet bekend",
    waitAtMost: "hoogstens {duration}",
    progress: "Uw weg door de rij",
    placeKept: "Uw plaats blijft bewaard, ook als u deze pagina herlaadt of sluit.",
    opens: "Gaat open",
    enterBy:
      "Ga alstublieft voor {time} naar binnen. Komt u later, dan hoort u nog bij de eersten.",
    fromTheShop: "Van de winkel",
    lastUpdated: "Laatst bijgewerkt",
    supportNumber: "Uw nummer voor de klantenservice",
    actions: {
      join: "Aansluiten",
      enter: "Naar de winkel",
      leave: "De rij verlaten",
      leaveWarning: "Als u weggaat, wordt uw plaats vrijgegeven.",
      leaveConfirmed: "Mijn plaats opgeven",
      stay: "In de rij blijven",
    },
    notices: {
      noConnection: "Er is nu geen verbinding.",
      noAnswer: "De rij antwoordt op dit moment niet.",
      yourPlaceIsKept: "Uw plaats blijft bewaard.",
      tryingAgain: "Deze pagina blijft het proberen.",
      connectedAgain: "Weer verbonden.",
      placeRenewed: "Uw eerdere plaats is niet meer geldig; u hebt een nieuwe.",
      cookiesNeeded:
        "Uw plaats wordt bewaard in een cookie. Sta cookies toe voor deze site en sluit dan aan.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "De rij antwoordt niet",
        detail: "Als u een plaats hebt, blijft die bewaard. Probeer het zo meteen opnieuw.",
      },
      "origin-trouble": {
        heading: "De winkel antwoordt niet",
        detail:
          "U blijft toegelaten. Er is niets dubbel verstuurd: als u net bestelde, zoek dan eerst naar de bevestiging voordat u het opnieuw probeert.",
      },
      "unknown-host": {
        heading: "Hier is geen winkel",
        detail: "Op dit adres is geen winkel ingericht. Controleer het adres alstublieft.",
      },
      left: {
        heading: "U hebt de rij verlaten",
        detail: "Uw plaats is vrijgegeven. U kunt altijd achteraan weer aansluiten.",
      },
    },
    tryAgain: "Opnieuw proberen",
    toTheShop: "Terug naar de winkel",
  },
};
