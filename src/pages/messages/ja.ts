import type { Messages } from "./messages.ts";

export const japanese: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "ただいま順番待ちです",
        detail: "列に並ぶと順番が決まります。その後、お求めのページへ進みます。",
      },
      joining: { heading: "順番をお取りしています", detail: "少々お待ちください。" },
      "not-open": {
        heading: "まだ開いていません",
        detail: "このままお待ちいただけます。ページは自動で進みます。",
      },
      "pre-queue": {
        heading: "開始前にお並びです",
        detail: "開始と同時に列が動き始めます。その後、前の人数をお知らせします。",
      },
      waiting: {
        heading: "列にお並びです",
        detail: "このページを開いたままお待ちください。順番が来たらお通しします。",
      },
      called: { heading: "順番が来ました", detail: "お入りいただけます。" },
      admitted: { heading: "お入りいただけます", detail: "ショップへお進みください。" },
      paused: {
        heading: "列が一時止まっています",
        detail: "現在はどなたもお通ししていません。自動で再開します。",
      },
      "sold-out": {
        heading: "売り切れました",
        detail: "すべて売り切れました。お待ちいただきありがとうございました。",
      },
      closed: { heading: "列は閉じています", detail: "現在はどなたもお通ししていません。" },
      full: {
        heading: "列がいっぱいです",
        detail: "現在はこれ以上お並びいただけません。ページが自動でもう一度試します。",
      },
      left: {
        heading: "列を離れました",
        detail: "順番は取り消されました。いつでも最後尾から並び直せます。",
      },
    },
    peopleAhead: { other: "人が前に並んでいます" },
    youAreNext: "次の順番です",
    expectedWait: "待ち時間の目安",
    waitNotKnown: "まだ分かりません",
    waitAtMost: "長くて {duration}",
    progress: "列の進み具合",
    placeKept: "再読み込みしても、ページを閉じても、順番は保たれます。",
    opens: "開始",
    enterBy: "{time} までにお入りください。遅れても、先頭に近い順番のままです。",
    fromTheShop: "ショップから",
    lastUpdated: "最終更新",
    supportNumber: "お問い合わせ番号",
    actions: {
      join: "列に並ぶ",
      enter: "ショップへ進む",
      leave: "列を離れる",
      leaveWarning: "離れると、順番は取り消されます。",
      leaveConfirmed: "順番を取り消す",
      stay: "列に残る",
    },
    notices: {
      noConnection: "現在、接続がありません。",
      noAnswer: "現在、応答がありません。",
      yourPlaceIsKept: "順番は保たれています。",
      tryingAgain: "自動で接続を試しています。",
      connectedAgain: "再び接続しました。",
      placeRenewed: "以前の順番は無効になったため、新しい順番をお取りしました。",
      cookiesNeeded:
        "順番はクッキーに保存されます。このサイトのクッキーを許可してから列にお並びください。",
    },
  },
  notice: {
    notices: {
      unavailable: {
        heading: "応答がありません",
        detail: "順番をお持ちの場合は保たれています。しばらくしてからもう一度お試しください。",
      },
      "origin-trouble": {
        heading: "ショップから応答がありません",
        detail:
          "入場は有効のままです。二重に送信されたものはありません。ご注文中だった場合は、もう一度試す前に確認の連絡をお確かめください。",
      },
      "unknown-host": {
        heading: "ここにショップはありません",
        detail: "このアドレスにはショップが設定されていません。アドレスをご確認ください。",
      },
      left: {
        heading: "列を離れました",
        detail: "順番は取り消されました。いつでも最後尾から並び直せます。",
      },
    },
    tryAgain: "もう一度試す",
    toTheShop: "ショップに戻る",
  },
};
