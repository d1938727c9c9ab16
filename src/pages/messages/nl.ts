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
      proving: {
        heading: "We halen uw plaats op",
        detail:
          "Uw browser doet eerst een korte berekening, zodat niemand plaatsen bij duizenden kan innemen. Dat duurt een paar seconden.",
      },
      "not-open": {
        heading: "Nog niet open",
        detail: "U kunt hier wachten: deze pagina gaat vanzelf verder.",
      },
      "pre-queue": {
        heading: "U bent er voor de opening",
        detail: "Bij de opening komt de rij in beweging.",
      },
      waiting: {
        heading: "U staat in de rij",
        detail: "Houd deze pagina open: ze laat u binnen zodra u aan de beurt bent.",
      },
      called: { heading: "U bent aan de beurt", detail: "U kunt nu naar binnen." },
      "at-the-door": {
        heading: "U bent zo aan de beurt",
        detail:
          "De winkel is op dit moment vol. U gaat vanzelf naar binnen zodra er plaats is; niemand achter u gaat voor.",
      },
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
    toBeDrawn:
      "Iedereen die hier voor de opening is, doet mee aan de loting voor de plaatsen. Eerder komen geeft geen voordeel.",
    youAreNext: "U bent de volgende",
    expectedWait: "Verwachte wachttijd",
    waitNotKnown: "nog niet bekend",
    waitAtMost: "hoogstens {duration}",
    progress: "Uw weg door de rij",
    placeKept: "Uw plaats blijft bewaard, ook als u deze pagina herlaadt of sluit.",
    joinFrom: "Aansluiten vanaf",
    opens: "Gaat open",
    yourTime: "{time} uw tijd",
    countdown: {
      untilJoining: "U kunt aansluiten over",
      untilOpening: "Gaat open over",
      anyMoment: "Elk moment",
    },
    draw: {
      fingerprint: "Vingerafdruk van de loting",
      explained:
        "Een geheim getal dat vooraf is vastgelegd, beslist over de loting. Dit is de vingerafdruk ervan. Na de opening wordt het getal gepubliceerd en kan iedereen de loting controleren.",
      look: "De loting bekijken in een nieuw tabblad",
    },
    left: "Nog {count} over",
    chances: {
      certain:
        "Zoals het er nu voor staat, is er genoeg voor iedereen die voor u staat en ook voor u.",
      veryLikely: "Zeer waarschijnlijk is er nog iets als u aan de beurt bent.",
      likely: "Waarschijnlijk is er nog iets als u aan de beurt bent.",
      uncertain: "Misschien is alles op voordat u aan de beurt bent.",
      unlikely: "Waarschijnlijk is alles op voordat u aan de beurt bent.",
      none: "Wat er nog over is, is niet genoeg tot aan uw plaats.",
    },
    openUntil: "De rij is open tot {time}.",
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
  lostForm: {
    heading: "Wat u verstuurde, is niet bij de winkel aangekomen",
    detail:
      "Er is niets mee besteld. Ga, zodra u binnen bent, terug met de terugknop van uw browser: wat u invulde, staat er meestal nog. Verstuur het dan opnieuw.",
    join: "Sluit aan om een plaats te krijgen.",
    goOn: "Verder",
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
      "order-unknown": {
        heading: "We weten nog niet of uw bestelling is aangekomen",
        detail:
          "De winkel heeft niet geantwoord. Misschien heeft hij uw bestelling toch, dus bestel niet opnieuw voordat u het weet. Er is niets dubbel verstuurd en u blijft toegelaten.",
      },
      "order-placed": {
        heading: "Uw bestelling is geplaatst",
        detail:
          "De winkel heeft uw bestelling. Dit bezoek geldt niet voor nog een bestelling, en er is niets een tweede keer besteld.",
      },
      "unknown-host": {
        heading: "Hier is geen winkel",
        detail: "Op dit adres is geen winkel ingericht. Controleer het adres alstublieft.",
      },
      left: {
        heading: "U hebt de rij verlaten",
        detail: "Uw plaats is vrijgegeven. U kunt altijd achteraan weer aansluiten.",
      },
      "not-invited": {
        heading: "Alleen op uitnodiging",
        detail:
          "Op dit moment kunnen alleen uitgenodigde klanten hier aansluiten. Bent u uitgenodigd, open dan de link in uw uitnodiging.",
      },
    },
    tryAgain: "Opnieuw proberen",
    toTheShop: "Terug naar de winkel",
    toTheOrder: "Is mijn bestelling geplaatst?",
    orderNumber: "Uw bestelnummer:",
    withInvitation: "Ik heb een uitnodiging",
  },
  patience: {
    heading: "Eerst even wachten",
    detail:
      "Om te zorgen dat machines geen plaatsen bij duizenden innemen, doen browsers met JavaScript een korte berekening. In de uwe kunt u in plaats daarvan wachten.",
    when: "Druk alstublieft over {wait} op de knop. U hebt daar dan {within} voor.",
    early: "Dat was iets te vroeg. Uw wachttijd telt gewoon door.",
  },
  draw: {
    states: {
      announced: {
        heading: "De loting moet nog komen",
        detail:
          "Iedereen die voor de opening aansluit, doet mee; eerder komen geeft geen voordeel. Een geheim getal beslist. De vingerafdruk ervan lag vast voordat iemand kon aansluiten, en na de opening wordt het getal zelf hier gepubliceerd.",
      },
      drawn: {
        heading: "De plaatsen zijn verloot",
        detail: "Het geheime getal is nu gepubliceerd. Daarmee kan iedereen elke plaats narekenen.",
      },
      "first-come": {
        heading: "Hier is geen loting",
        detail: "Plaatsen worden gegeven in volgorde van aankomst.",
      },
    },
    fingerprint: "Vingerafdruk van het getal (SHA-256)",
    seed: "Het getal",
    publicRandomness: "Toegevoegde tekst",
    peopleDrawn: "Verloot in de rij {line}",
    recompute: "Een plaats narekenen",
    line: "Rij",
    number: "Volgnummer",
    compute: "Plaats berekenen",
    outcome: {
      place: "Volgnummer {number} kreeg bij de loting plaats {place} van {count}.",
      behind:
        "Volgnummer {number} kwam na de opening. Het heeft plaats {place}, achter iedereen die is geloot.",
      genuine: "Het getal heeft de vingerafdruk die vooraf vastlag.",
      notGenuine:
        "Het getal heeft niet de vingerafdruk die vooraf vastlag. Vertrouw deze loting niet.",
      impossible: "Deze browser kan het hier niet berekenen.",
    },
    elsewhere:
      "De loting kan ook zonder deze pagina worden gecontroleerd: met {command} en het adres van deze pagina.",
  },
  invitation: {
    heading: "Uw uitnodiging",
    detail: "Open de link in uw uitnodiging, of plak de uitnodiging hier.",
    opening: "Uw uitnodiging wordt geopend.",
    field: "Uitnodiging",
    open: "Uitnodiging gebruiken",
    problems: {
      expired: "Deze uitnodiging is verlopen.",
      "not-genuine":
        "Dit is geen geldige uitnodiging. Gebruik alstublieft de hele link uit uw bericht.",
      "other-room": "Deze uitnodiging is voor een andere rij.",
      "no-answer": "Er komt nu geen antwoord. Probeer het alstublieft opnieuw.",
    },
  },
};
