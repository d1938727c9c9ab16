import type { Messages } from "./messages.ts";

export const spanish: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Ahora hay una cola",
        detail: "Póngase en la cola para tener su lugar. Después irá a la página que pidió.",
      },
      joining: { heading: "Estamos tomando su lugar", detail: "Un momento, por favor." },
      "not-open": {
        heading: "Todavía no está abierto",
        detail: "Puede esperar aquí: esta página sigue por sí sola.",
      },
      "pre-queue": {
        heading: "Ha llegado antes de la apertura",
        detail:
          "La cola empieza a moverse con la apertura. Entonces verá cuántas personas hay delante.",
      },
      waiting: {
        heading: "Está en la cola",
        detail: "Deje esta página abierta: le dará paso cuando sea su turno.",
      },
      called: { heading: "Es su turno", detail: "Ya puede entrar." },
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
    youAreNext: "Le toca enseguida",
    expectedWait: "Espera prevista",
    waitNotKnown: "aún no se sabe",
    waitAtMost: "{duration} como máximo",
    progress: "Su camino por la cola",
    placeKept: "Su lugar se guarda, aunque recargue o cierre esta página.",
    opens: "Apertura",
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
      "unknown-host": {
        heading: "Aquí no hay ninguna tienda",
        detail: "No hay ninguna tienda en esta dirección. Compruebe la dirección, por favor.",
      },
      left: {
        heading: "Ha salido de la cola",
        detail: "Su lugar ha quedado libre. Puede volver a ponerse al final cuando quiera.",
      },
    },
    tryAgain: "Volver a intentarlo",
    toTheShop: "Volver a la tienda",
  },
};
