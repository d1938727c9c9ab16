import type { Messages } from "./messages.ts";

export const spanish: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Ahora hay una cola",
        detail: "Póngase en la cola para tener su lugar. Después irá a la página que pidió.",
      },
      joining: { heading: "Estamos tomando su lugar", detail: "Un momento, por favor." },
      proving: {
        heading: "Estamos tomando su lugar",
        detail:
          "Su navegador hace antes un cálculo breve, para que nadie pueda tomar lugares por millares. Dura unos segundos.",
      },
      "not-open": {
        heading: "Todavía no está abierto",
        detail: "Puede esperar aquí: esta página sigue por sí sola.",
      },
      "pre-queue": {
        heading: "Ha llegado antes de la apertura",
        detail: "La cola empieza a moverse con la apertura.",
      },
      waiting: {
        heading: "Está en la cola",
        detail: "Deje esta página abierta: le dará paso cuando sea su turno.",
      },
      called: { heading: "Es su turno", detail: "Ya puede entrar." },
      "at-the-door": {
        heading: "Es el siguiente",
        detail:
          "La tienda está llena en este momento. Entrará automáticamente en cuanto haya sitio; nadie que esté detrás pasará antes.",
      },
      admitted: { heading: "Ya está dentro", detail: "La tienda está abierta para usted." },
      paused: {
        heading: "La cola se ha detenido un momento",
        detail: "Ahora no entra nadie. Seguirá por sí sola.",
      },
      "sold-out": { heading: "Agotado", detail: "Se ha vendido todo. Gracias por esperar." },
      closed: { heading: "La cola está cerrada", detail: "En este momento no entra nadie." },
      full: {
        heading: "La cola está llena",
        detail: "Ahora no caben más personas. Esta página vuelve a intentarlo por sí sola.",
      },
      left: {
        heading: "Ha salido de la cola",
        detail: "Su lugar ha quedado libre. Puede volver a ponerse al final cuando quiera.",
      },
    },
    peopleAhead: {
      one: "persona delante de usted",
      many: "de personas delante de usted",
      other: "personas delante de usted",
    },
    toBeDrawn:
      "Quienes estén aquí antes de la apertura participan en el sorteo de los lugares. Llegar antes no da ninguna ventaja.",
    youAreNext: "Le toca enseguida",
    expectedWait: "Espera prevista",
    waitNotKnown: "aún no se sabe",
    waitAtMost: "{duration} como máximo",
    progress: "Su camino por la cola",
    placeKept: "Su lugar se guarda, aunque recargue o cierre esta página.",
    joinFrom: "Podrá ponerse en la cola desde",
    opens: "Apertura",
    yourTime: "hora local: {time}",
    countdown: {
      untilJoining: "Podrá ponerse en la cola dentro de",
      untilOpening: "Abre dentro de",
      anyMoment: "En cualquier momento",
    },
    draw: {
      fingerprint: "Huella digital del sorteo",
      explained:
        "El sorteo depende de un número secreto fijado de antemano. Esta es su huella digital. Después de la apertura se publica el número y cualquiera puede comprobar el sorteo.",
      look: "Ver el sorteo en otra pestaña",
    },
    left: "Unidades disponibles: {count}",
    chances: {
      certain: "Por ahora hay suficientes para quienes están delante y para usted.",
      veryLikely: "Es muy probable que queden cuando sea su turno.",
      likely: "Probablemente queden cuando sea su turno.",
      uncertain: "Puede que ya no queden cuando sea su turno.",
      unlikely: "Probablemente ya no queden cuando sea su turno.",
      none: "Lo que queda no llegará hasta usted.",
    },
    openUntil: "La cola está abierta hasta las {time}.",
    enterBy:
      "Entre antes de las {time}, por favor. Si llega más tarde, seguirá entre los primeros.",
    fromTheShop: "De la tienda",
    lastUpdated: "Última actualización",
    supportNumber: "Su número para asistencia",
    actions: {
      join: "Ponerse en la cola",
      enter: "Ir a la tienda",
      leave: "Salir de la cola",
      leaveWarning: "Si sale, su lugar queda libre.",
      leaveConfirmed: "Dejar mi lugar",
      stay: "Seguir en la cola",
    },
    notices: {
      noConnection: "Ahora no hay conexión.",
      noAnswer: "La cola no responde en este momento.",
      yourPlaceIsKept: "Su lugar se guarda.",
      tryingAgain: "Esta página sigue intentándolo.",
      connectedAgain: "Hay conexión otra vez.",
      placeRenewed: "Su lugar anterior ya no es válido; ahora tiene uno nuevo.",
      cookiesNeeded:
        "Su lugar se guarda en una cookie. Permita las cookies de este sitio y después póngase en la cola.",
    },
  },
  lostForm: {
    heading: "Lo que envió no ha llegado a la tienda",
    detail:
      "No se ha pedido nada con ello. Cuando esté dentro, vuelva con el botón Atrás del navegador: lo que escribió suele seguir allí. Después envíelo otra vez.",
    join: "Póngase en la cola para tener su lugar.",
    goOn: "Continuar",
  },
  notice: {
    notices: {
      unavailable: {
        heading: "La cola no responde",
        detail: "Si tiene un lugar, se guarda. Vuelva a intentarlo en un momento, por favor.",
      },
      "origin-trouble": {
        heading: "La tienda no responde",
        detail:
          "Sigue teniendo acceso. Nada se ha enviado dos veces: si estaba haciendo un pedido, busque su confirmación antes de volver a intentarlo.",
      },
      "order-unknown": {
        heading: "Aún no sabemos si su pedido se ha realizado",
        detail:
          "La tienda no ha respondido. Puede que tenga su pedido de todos modos, así que no vuelva a pedir antes de saberlo. Nada se ha enviado dos veces y sigue teniendo acceso.",
      },
      "order-placed": {
        heading: "Su pedido está hecho",
        detail:
          "La tienda tiene su pedido. Esta visita no vale para otro más, y nada se ha pedido por segunda vez.",
      },
      "unknown-host": {
        heading: "Aquí no hay ninguna tienda",
        detail: "No hay ninguna tienda en esta dirección. Compruebe la dirección, por favor.",
      },
      left: {
        heading: "Ha salido de la cola",
        detail: "Su lugar ha quedado libre. Puede volver a ponerse al final cuando quiera.",
      },
      "not-invited": {
        heading: "Solo con invitación",
        detail:
          "Por ahora solo los clientes invitados pueden ponerse en esta cola. Si es uno de ellos, abra el enlace de su invitación.",
      },
    },
    tryAgain: "Volver a intentarlo",
    toTheShop: "Volver a la tienda",
    toTheOrder: "¿Está hecho mi pedido?",
    orderNumber: "Su número de pedido:",
    withInvitation: "Tengo una invitación",
  },
  patience: {
    heading: "Antes, una breve espera",
    detail:
      "Para que las máquinas no tomen lugares por millares, los navegadores con JavaScript hacen un cálculo breve. En el suyo puede esperar en su lugar.",
    when: "Pulse el botón dentro de {wait}. Tendrá entonces {within} para hacerlo.",
    early: "Ha sido un poco pronto. Su espera sigue contando.",
  },
  draw: {
    states: {
      announced: {
        heading: "El sorteo aún no se ha celebrado",
        detail:
          "Participan quienes se ponen en la cola antes de la apertura; llegar antes no da ninguna ventaja. Decide un número secreto. Su huella digital se fijó antes de que nadie pudiera ponerse en la cola, y después de la apertura el número se publica aquí.",
      },
      drawn: {
        heading: "Los lugares se han sorteado",
        detail:
          "El número secreto ya está publicado. Con él cualquiera puede volver a calcular todos los lugares.",
      },
      "first-come": {
        heading: "Aquí no hay sorteo",
        detail: "Los lugares se dan por orden de llegada.",
      },
    },
    fingerprint: "Huella digital del número (SHA-256)",
    seed: "El número",
    publicRandomness: "Texto añadido",
    peopleDrawn: "Sorteados en la cola {line}",
    recompute: "Volver a calcular un lugar",
    line: "Cola",
    number: "Número de turno",
    compute: "Calcular el lugar",
    outcome: {
      place: "Al número de turno {number} le tocó el lugar {place} de {count}.",
      behind:
        "El número de turno {number} llegó después de la apertura. Tiene el lugar {place}, detrás de todos los sorteados.",
      genuine: "El número tiene la huella digital que se fijó de antemano.",
      notGenuine:
        "El número no tiene la huella digital que se fijó de antemano. No se fíe de este sorteo.",
      impossible: "Este navegador no puede calcularlo aquí.",
    },
    elsewhere:
      "El sorteo también se puede comprobar sin esta página: ejecute {command} con la dirección de esta página.",
  },
  invitation: {
    heading: "Su invitación",
    detail: "Abra el enlace de su invitación o pegue aquí la invitación.",
    opening: "Estamos abriendo su invitación.",
    field: "Invitación",
    open: "Usar la invitación",
    problems: {
      expired: "Esta invitación ha caducado.",
      "not-genuine": "Esta invitación no es válida. Use el enlace entero de su mensaje, por favor.",
      "other-room": "Esta invitación es para otra cola.",
      "no-answer": "Ahora no hay respuesta. Vuelva a intentarlo, por favor.",
    },
  },
};
