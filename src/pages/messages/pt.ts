import type { Messages } from "./messages.ts";

export const portuguese: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "Há uma fila neste momento",
        detail: "Entre na fila para ter o seu lugar. Depois segue para a página que pediu.",
      },
      joining: { heading: "A obter o seu lugar", detail: "Um momento, por favor." },
      proving: {
        heading: "A obter o seu lugar",
        detail:
          "Primeiro o seu navegador faz um pequeno cálculo, para que ninguém possa ocupar lugares aos milhares. Demora alguns segundos.",
      },
      "not-open": {
        heading: "Ainda não abriu",
        detail: "Pode esperar aqui: esta página continua sozinha.",
      },
      "pre-queue": {
        heading: "Chegou antes da abertura",
        detail: "A fila começa a andar na abertura.",
      },
      waiting: {
        heading: "Está na fila",
        detail: "Mantenha esta página aberta: ela dá-lhe entrada quando chegar a sua vez.",
      },
      called: { heading: "É a sua vez", detail: "Já pode entrar." },
      "at-the-door": {
        heading: "Você é o próximo",
        detail:
          "A loja está cheia no momento. Você entra automaticamente assim que houver lugar; ninguém atrás de você passa na frente.",
      },
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
    toBeDrawn:
      "Quem estiver aqui antes da abertura participa no sorteio dos lugares. Chegar mais cedo não dá vantagem.",
    youAreNext: "A seguir é a sua vez",
    expectedWait: "Espera prevista",
    waitNotKnown: "ainda não se sabe",
    waitAtMost: "{duration} no máximo",
    progress: "O seu caminho na fila",
    placeKept: "O seu lugar fica guardado, mesmo que recarregue ou feche esta página.",
    joinFrom: "Entrada na fila a partir de",
    opens: "Abertura",
    yourTime: "hora local: {time}",
    countdown: {
      untilJoining: "Pode entrar na fila dentro de",
      untilOpening: "Abre dentro de",
      anyMoment: "A qualquer momento",
    },
    draw: {
      fingerprint: "Impressão digital do sorteio",
      explained:
        "O sorteio depende de um número secreto fixado de antemão. Esta é a sua impressão digital. Depois da abertura o número é publicado e qualquer pessoa pode verificar o sorteio.",
      look: "Ver o sorteio num novo separador",
    },
    left: "Unidades disponíveis: {count}",
    chances: {
      certain: "Por agora, chegam para todos os que estão à sua frente e para si.",
      veryLikely: "É muito provável que ainda haja quando chegar a sua vez.",
      likely: "Provavelmente ainda haverá quando chegar a sua vez.",
      uncertain: "Podem esgotar antes de chegar a sua vez.",
      unlikely: "Provavelmente vão esgotar antes de chegar a sua vez.",
      none: "As que restam não vão chegar até si.",
    },
    openUntil: "A fila está aberta até às {time}.",
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
  lostForm: {
    heading: "O que enviou não chegou à loja",
    detail:
      "Nada foi encomendado com esse envio. Quando entrar, volte atrás com o botão do navegador: o que preencheu costuma ainda lá estar. Depois envie de novo.",
    join: "Entre na fila para ter o seu lugar.",
    goOn: "Continuar",
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
      "order-unknown": {
        heading: "Ainda não sabemos se a sua encomenda foi feita",
        detail:
          "A loja não respondeu. Pode ter recebido a sua encomenda mesmo assim, por isso não volte a encomendar antes de saber. Nada foi enviado duas vezes e continua com acesso.",
      },
      "order-placed": {
        heading: "A sua encomenda está feita",
        detail:
          "A loja tem a sua encomenda. Esta visita não serve para outra, e nada foi encomendado uma segunda vez.",
      },
      "unknown-host": {
        heading: "Aqui não há nenhuma loja",
        detail: "Não há nenhuma loja neste endereço. Verifique o endereço, por favor.",
      },
      left: {
        heading: "Saiu da fila",
        detail: "O seu lugar ficou livre. Pode voltar ao fim da fila quando quiser.",
      },
      "not-invited": {
        heading: "Só por convite",
        detail:
          "De momento só os clientes convidados podem entrar nesta fila. Se é um deles, abra a ligação do seu convite.",
      },
    },
    tryAgain: "Tentar de novo",
    toTheShop: "Voltar à loja",
    toTheOrder: "A minha encomenda está feita?",
    orderNumber: "O seu número de encomenda:",
    withInvitation: "Tenho um convite",
  },
  patience: {
    heading: "Primeiro uma curta espera",
    detail:
      "Para que as máquinas não ocupem lugares aos milhares, os navegadores com JavaScript fazem um pequeno cálculo. No seu pode esperar em vez disso.",
    when: "Prima o botão dentro de {wait}. Terá então {within} para o fazer.",
    early: "Foi um pouco cedo demais. A sua espera continua a contar.",
  },
  draw: {
    states: {
      announced: {
        heading: "O sorteio ainda não se realizou",
        detail:
          "Participa quem entrar na fila antes da abertura; chegar mais cedo não dá vantagem. Decide um número secreto. A sua impressão digital foi fixada antes de alguém poder entrar na fila, e depois da abertura o número é publicado aqui.",
      },
      drawn: {
        heading: "Os lugares foram sorteados",
        detail:
          "O número secreto já está publicado. Com ele qualquer pessoa pode recalcular todos os lugares.",
      },
      "first-come": {
        heading: "Aqui não há sorteio",
        detail: "Os lugares são dados por ordem de chegada.",
      },
    },
    fingerprint: "Impressão digital do número (SHA-256)",
    seed: "O número",
    publicRandomness: "Texto acrescentado",
    peopleDrawn: "Sorteados na fila {line}",
    recompute: "Recalcular um lugar",
    line: "Fila",
    number: "Número da senha",
    compute: "Calcular o lugar",
    outcome: {
      place: "À senha número {number} coube o lugar {place} de {count}.",
      behind:
        "A senha número {number} chegou depois da abertura. Tem o lugar {place}, atrás de todos os sorteados.",
      genuine: "O número tem a impressão digital fixada de antemão.",
      notGenuine:
        "O número não tem a impressão digital fixada de antemão. Não confie neste sorteio.",
      impossible: "Este navegador não consegue calculá-lo aqui.",
    },
    elsewhere:
      "O sorteio também se pode verificar sem esta página: execute {command} com o endereço desta página.",
  },
  invitation: {
    heading: "O seu convite",
    detail: "Abra a ligação do seu convite ou cole aqui o convite.",
    opening: "Estamos a abrir o seu convite.",
    field: "Convite",
    open: "Usar o convite",
    problems: {
      expired: "Este convite já não é válido: o prazo terminou.",
      "not-genuine":
        "Este convite não é válido. Use a ligação completa da sua mensagem, por favor.",
      "other-room": "Este convite é para outra fila.",
      "no-answer": "De momento não há resposta. Tente de novo, por favor.",
    },
  },
};
