import type { Messages } from "./messages.ts";

export const french: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Il y a une file d’attente",
        detail: "Prenez place dans la file. Vous irez ensuite à la page demandée.",
      },
      joining: { heading: "Nous prenons votre place", detail: "Un instant, s’il vous plaît." },
      proving: {
        heading: "Nous prenons votre place",
        detail:
          "Votre navigateur fait d’abord un petit calcul, pour que personne ne puisse prendre des places par milliers. Cela dure quelques secondes.",
      },
      "not-open": {
        heading: "Pas encore ouvert",
        detail: "Vous pouvez attendre ici : cette page continue d’elle-même.",
      },
      "pre-queue": {
        heading: "Vous êtes là avant l’ouverture",
        detail: "La file avancera dès l’ouverture.",
      },
      waiting: {
        heading: "Vous êtes dans la file",
        detail: "Gardez cette page ouverte : elle vous fait entrer quand vient votre tour.",
      },
      called: { heading: "C’est votre tour", detail: "Vous pouvez entrer maintenant." },
      "at-the-door": {
        heading: "Vous êtes les prochains",
        detail:
          "La boutique est pleine pour le moment. Vous entrerez automatiquement dès qu’une place se libère ; personne ne passera devant vous.",
      },
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
    toBeDrawn:
      "Toutes les personnes présentes avant l’ouverture participent au tirage au sort des places. Arriver plus tôt ne donne aucun avantage.",
    youAreNext: "C’est bientôt à vous",
    expectedWait: "Attente prévue",
    waitNotKnown: "pas encore connue",
    waitAtMost: "{duration} au plus",
    progress: "Votre chemin dans la file",
    placeKept: "Votre place est gardée, même si vous rechargez ou fermez cette page.",
    joinFrom: "File ouverte dès",
    opens: "Ouverture",
    yourTime: "{time} chez vous",
    countdown: {
      untilJoining: "Vous pourrez rejoindre la file dans",
      untilOpening: "Ouverture dans",
      anyMoment: "D’un instant à l’autre",
    },
    draw: {
      fingerprint: "Empreinte du tirage",
      explained:
        "Le tirage dépend d’un nombre secret fixé à l’avance. Voici son empreinte. Après l’ouverture, le nombre est publié et chacun peut vérifier le tirage.",
      look: "Voir le tirage dans un nouvel onglet",
    },
    left: "Il en reste {count}",
    chances: {
      certain: "Pour l’instant, il y en a assez pour ceux qui sont devant vous et pour vous.",
      veryLikely: "Il en restera très probablement quand viendra votre tour.",
      likely: "Il en restera probablement quand viendra votre tour.",
      uncertain: "Il se peut qu’il n’y en ait plus quand viendra votre tour.",
      unlikely: "Il n’y en aura probablement plus quand viendra votre tour.",
      none: "Ce qui reste ne suffira pas jusqu’à vous.",
    },
    openUntil: "La file est ouverte jusqu’à {time}.",
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
  lostForm: {
    heading: "Votre envoi n’est pas arrivé à la boutique",
    detail:
      "Rien n’a été commandé. Une fois dans la boutique, revenez en arrière avec le bouton Retour du navigateur : votre saisie y est le plus souvent encore. Envoyez-la alors de nouveau.",
    join: "Prenez place dans la file.",
    goOn: "Continuer",
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
      "order-unknown": {
        heading: "Nous ne savons pas encore si votre commande est passée",
        detail:
          "La boutique n’a pas répondu. Elle a peut-être reçu votre commande malgré tout : ne commandez pas de nouveau avant de le savoir. Rien n’a été envoyé deux fois et votre accès est conservé.",
      },
      "order-placed": {
        heading: "Votre commande est passée",
        detail:
          "La boutique a votre commande. Cette visite ne permet pas d’en passer une autre, et rien n’a été commandé une seconde fois.",
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
      "not-invited": {
        heading: "Sur invitation seulement",
        detail:
          "Pour l’instant, seuls les clients invités peuvent rejoindre cette file. Si vous en faites partie, ouvrez le lien de votre invitation.",
      },
    },
    tryAgain: "Réessayer",
    toTheShop: "Retour à la boutique",
    toTheOrder: "Ma commande est-elle passée ?",
    orderNumber: "Votre numéro de commande :",
    withInvitation: "J’ai une invitation",
  },
  patience: {
    heading: "D’abord une courte attente",
    detail:
      "Pour que des machines ne prennent pas des places par milliers, les navigateurs avec JavaScript font un petit calcul. Dans le vôtre, vous pouvez attendre à la place.",
    when: "Appuyez sur le bouton dans {wait}. Vous aurez alors {within} pour le faire.",
    early: "C’était un peu trop tôt. Votre attente compte toujours.",
  },
  draw: {
    states: {
      announced: {
        heading: "Le tirage n’a pas encore eu lieu",
        detail:
          "Toutes les personnes qui rejoignent la file avant l’ouverture participent ; arriver plus tôt ne donne aucun avantage. Un nombre secret décide. Son empreinte a été fixée avant que quiconque puisse rejoindre la file, et le nombre lui-même sera publié ici après l’ouverture.",
      },
      drawn: {
        heading: "Les places ont été tirées au sort",
        detail:
          "Le nombre secret est maintenant publié. Il permet à chacun de recalculer toutes les places.",
      },
      "first-come": {
        heading: "Il n’y a pas de tirage ici",
        detail: "Les places sont données dans l’ordre d’arrivée.",
      },
    },
    fingerprint: "Empreinte du nombre (SHA-256)",
    seed: "Le nombre",
    publicRandomness: "Texte ajouté",
    peopleDrawn: "Tirés au sort dans la file {line}",
    recompute: "Recalculer une place",
    line: "File",
    number: "Numéro de ticket",
    compute: "Calculer la place",
    outcome: {
      place: "Le ticket numéro {number} a obtenu la place {place} sur {count}.",
      behind:
        "Le ticket numéro {number} est arrivé après l’ouverture. Il a la place {place}, derrière tous ceux qui ont été tirés au sort.",
      genuine: "Le nombre a bien l’empreinte fixée à l’avance.",
      notGenuine: "Le nombre n’a pas l’empreinte fixée à l’avance. Ne vous fiez pas à ce tirage.",
      impossible: "Ce navigateur ne peut pas le calculer ici.",
    },
    elsewhere:
      "Le tirage peut aussi se vérifier sans cette page : lancez {command} avec l’adresse de cette page.",
  },
  invitation: {
    heading: "Votre invitation",
    detail: "Ouvrez le lien de votre invitation, ou collez l’invitation ici.",
    opening: "Nous ouvrons votre invitation.",
    field: "Texte de l’invitation",
    open: "Utiliser l’invitation",
    problems: {
      expired: "Cette invitation a expiré.",
      "not-genuine":
        "Cette invitation n’est pas valable. Utilisez le lien entier de votre message.",
      "other-room": "Cette invitation est pour une autre file.",
      "no-answer": "Pas de réponse pour le moment. Réessayez, s’il vous plaît.",
    },
  },
};
