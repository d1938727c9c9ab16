import type { Messages } from "./messages.ts";

export const french: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Il y a une file d’attente",
        detail: "Prenez place dans la file. Vous irez ensuite à la page demandée.",
      },
      joining: { heading: "Nous prenons votre place", detail: "Un instant, s’il vous plaît." },
      "not-open": {
        heading: "Pas encore ouvert",
        detail: "Vous pouvez attendre ici : cette page continue d’elle-même.",
      },
      "pre-queue": {
        heading: "Vous êtes là avant l’ouverture",
        detail:
          "La file avancera dès l’ouverture. Vous verrez alors combien de personnes sont devant vous.",
      },
      waiting: {
        heading: "Vous êtes dans la file",
        detail: "Gardez cette page ouverte : elle vous fait entrer quand vient votre tour.",
      },
      called: { heading: "C’est votre tour", detail: "Vous pouvez entrer maintenant." },
      admitted: { heading: "Vous pouvez entrer", detail: "La boutique vous est ouverte." },
      paused: {
        heading: "La file est arrêtée un moment",
        detail: "Personne n’entre pour l’instant. Elle reprendra d’elle-même.",
      },
      "sold-out": {
        heading: "Tout est vendu",
        detail: "Il ne reste plus rien. Merci d’avoir attendu.",
      },
      closed: { heading: "La file est fermée", detail: "Personne n’entre en ce moment." },
      full: {
        heading: "La file est pleine",
        detail:
          "Il n’est pas possible de la rejoindre pour l’instant. Cette page réessaie d’elle-même.",
      },
      left: {
        heading: "Vous avez quitté la file",
        detail: "Votre place a été libérée. Vous pouvez revenir à la fin de la file.",
      },
    },
    peopleAhead: {
      one: "personne devant vous",
      many: "de personnes devant vous",
      other: "personnes devant vous",
    },
    youAreNext: "C’est bientôt à vous",
    expectedWait: "Attente prévue",
    waitNotKnown: "pas encore connue",
    waitAtMost: "{duration} au plus",
    progress: "Votre chemin dans la file",
    placeKept: "Votre place est gardée, même si vous rechargez ou fermez cette page.",
    opens: "Ouverture",
    enterBy:
      "Entrez avant {time}, s’il vous plaît. Plus tard, vous serez encore parmi les premiers.",
    fromTheShop: "De la boutique",
    lastUpdated: "Dernière mise à jour",
    supportNumber: "Votre numéro pour l’assistance",
    actions: {
      join: "Rejoindre la file",
      enter: "Aller à la boutique",
      leave: "Quitter la file",
      leaveWarning: "Si vous partez, votre place est libérée.",
      leaveConfirmed: "Libérer ma place",
      stay: "Rester dans la file",
    },
    notices: {
      noConnection: "Pas de connexion pour le moment.",
      noAnswer: "La file ne répond pas pour le moment.",
      yourPlaceIsKept: "Votre place est gardée.",
      tryingAgain: "Cette page continue d’essayer.",
      connectedAgain: "Connexion rétablie.",
      placeRenewed: "Votre ancienne place n’est plus valable ; vous en avez une nouvelle.",
      cookiesNeeded:
        "Votre place est gardée dans un cookie. Autorisez les cookies pour ce site, puis rejoignez la file.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "La file ne répond pas",
        detail: "Si vous avez une place, elle est gardée. Réessayez dans un instant.",
      },
      "origin-trouble": {
        heading: "La boutique ne répond pas",
        detail:
          "Votre accès est conservé. Rien n’a été envoyé deux fois : si vous passiez une commande, cherchez sa confirmation avant de réessayer.",
      },
      "unknown-host": {
        heading: "Il n’y a pas de boutique ici",
        detail:
          "Aucune boutique n’est installée à cette adresse. Vérifiez l’adresse, s’il vous plaît.",
      },
      left: {
        heading: "Vous avez quitté la file",
        detail: "Votre place a été libérée. Vous pouvez revenir à la fin de la file.",
      },
    },
    tryAgain: "Réessayer",
    toTheShop: "Retour à la boutique",
  },
};
