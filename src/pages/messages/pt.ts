import type { Messages } from "./messages.ts";

export const portuguese: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Há uma fila neste momento",
        detail: "Entre na fila para ter o seu lugar. Depois segue para a página que pediu.",
      },
      joining: { heading: "A obter o seu lugar", detail: "Um momento, por favor." },
      "not-open": {
        heading: "Ainda não abriu",
        detail: "Pode esperar aqui: esta página continua sozinha.",
      },
      "pre-queue": {
        heading: "Chegou antes da abertura",
        detail: "A fila começa a andar na abertura. Verá então quantas pessoas estão à sua frente.",
      },
      waiting: {
        heading: "Está na fila",
        detail: "Mantenha esta página aberta: ela dá-lhe entrada quando chegar a sua vez.",
      },
      called: { heading: "É a sua vez", detail: "Já pode entrar." },
      admitted: { heading: "Já pode entrar", detail: "A loja está aberta para si." },
      paused: {
        heading: "A fila parou por um momento",
        detail: "Agora ninguém entra. A fila volta a andar sozinha.",
      },
      "sold-out": { heading: "Esgotado", detail: "Foi tudo vendido. Obrigado por ter esperado." },
      closed: { heading: "A fila está fechada", detail: "Neste momento ninguém entra." },
      full: {
        heading: "A fila está cheia",
        detail: "Agora não cabem mais pessoas. Esta página volta a tentar sozinha.",
      },
      left: {
        heading: "Saiu da fila",
        detail: "O seu lugar ficou livre. Pode voltar ao fim da fila quando quiser.",
      },
    },
    peopleAhead: {
      one: "pessoa à sua frente",
      many: "de pessoas à sua frente",
      other: "pessoas à sua frente",
    },
    youAreNext: "A seguir é a sua vez",
    expectedWait: "Espera prevista",
    waitNotKnown: "ainda não se sabe",
    waitAtMost: "{duration} no máximo",
    progress: "O seu caminho na fila",
    placeKept: "O seu lugar fica guardado, mesmo que recarregue ou feche esta página.",
    opens: "Abertura",
    enterBy: "Entre até {time}, por favor. Se chegar mais tarde, continua entre os primeiros.",
    fromTheShop: "Da loja",
    lastUpdated: "Última atualização",
    supportNumber: "O seu número para apoio",
    actions: {
      join: "Entrar na fila",
      enter: "Ir para a loja",
      leave: "Sair da fila",
      leaveWarning: "Se sair, o seu lugar fica livre.",
      leaveConfirmed: "Deixar o meu lugar",
      stay: "Continuar na fila",
    },
    notices: {
      noConnection: "Sem ligação neste momento.",
      noAnswer: "A fila não responde neste momento.",
      yourPlaceIsKept: "O seu lugar fica guardado.",
      tryingAgain: "Esta página continua a tentar.",
      connectedAgain: "Ligação restabelecida.",
      placeRenewed: "O seu lugar anterior já não é válido; tem agora um novo.",
      cookiesNeeded:
        "O seu lugar fica guardado num cookie. Permita cookies neste site e depois entre na fila.",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "A fila não responde",
        detail: "Se tem um lugar, ele fica guardado. Tente de novo daqui a pouco, por favor.",
      },
      "origin-trouble": {
        heading: "A loja não responde",
        detail:
          "Continua com acesso. Nada foi enviado duas vezes: se estava a fazer uma encomenda, procure a confirmação antes de tentar de novo.",
      },
      "unknown-host": {
        heading: "Aqui não há nenhuma loja",
        detail: "Não há nenhuma loja neste endereço. Verifique o endereço, por favor.",
      },
      left: {
        heading: "Saiu da fila",
        detail: "O seu lugar ficou livre. Pode voltar ao fim da fila quando quiser.",
      },
    },
    tryAgain: "Tentar de novo",
    toTheShop: "Voltar à loja",
  },
};
