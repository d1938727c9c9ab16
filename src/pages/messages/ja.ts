import type { Messages } from "./messages.ts";

export const japanese: Messages = {
  waiting: {
    states: {
      newcomer: {
        heading: "ただいま順番待ちです",
        detail: "並ぶと順番が決まり、その後お求めのページへ進みます。",
      },
      joining: { heading: "順番をお取りしています", detail: "少々お待ちください。" },
      proving: {
        heading: "順番をお取りしています",
        detail:
          "だれかが何千もの順番を取ってしまわないよう、はじめにブラウザが短い計算をします。数秒で終わります。",
      },
      "not-open": {
        heading: "まだ開いていません",
        detail: "このままお待ちください。自動で進みます。",
      },
      "pre-queue": {
        heading: "開始前にお並びです",
        detail: "開始と同時に列が動き始めます。",
      },
      waiting: {
        heading: "列にお並びです",
        detail: "このページを開いたままお待ちください。順番が来たらお通しします。",
      },
      called: { heading: "順番が来ました", detail: "お入りいただけます。" },
      "at-the-door": {
        heading: "次はあなたの番です",
        detail: "満員です。空きしだい入れます。",
      },
      admitted: { heading: "お入りいただけます", detail: "ショップへお進みください。" },
      paused: {
        heading: "列が一時止まっています",
        detail: "現在はどなたもお通ししていません。自動で再開します。",
      },
      "sold-out": {
        heading: "売り切れました",
        detail: "お待ちいただきありがとうございました。",
      },
      closed: { heading: "列は閉じています", detail: "現在はどなたもお通ししていません。" },
      full: {
        heading: "列がいっぱいです",
        detail: "現在はこれ以上お並びいただけません。自動でもう一度試します。",
      },
      left: {
        heading: "列を離れました",
        detail: "順番は取り消されました。いつでも並び直せます。",
      },
    },
    peopleAhead: { other: "人が前に並んでいます" },
    toBeDrawn: "開始前にお越しの方全員で抽選を行います。早く来ても有利にはなりません。",
    youAreNext: "次の順番です",
    expectedWait: "待ち時間の目安",
    waitNotKnown: "まだ分かりません",
    waitAtMost: "長くて {duration}",
    progress: "列の進み具合",
    placeKept: "再読み込みしてもページを閉じても、順番は保たれます。",
    joinFrom: "受付開始",
    opens: "開始",
    yourTime: "お客様の現地時刻 {time}",
    countdown: {
      untilJoining: "列に並べるまで",
      untilOpening: "開始まで",
      anyMoment: "まもなくです",
    },
    draw: {
      fingerprint: "抽選の照合コード",
      explained:
        "抽選は秘密の数で決まります。これはその照合コードです。数は開始後に公開され、どなたでも確かめられます。",
      look: "抽選を新しいタブで見る",
    },
    left: "残り {count} 点",
    chances: {
      certain: "現時点では、前の方々とお客様の分があります。",
      veryLikely: "順番が来たとき、まず残っています。",
      likely: "順番が来たとき、おそらく残っています。",
      uncertain: "順番が来る前に、なくなるかもしれません。",
      unlikely: "順番が来る前に、おそらくなくなります。",
      none: "残りは、お客様の順番までは届きません。",
    },
    openUntil: "列は {time} まで開いています。",
    enterBy: "{time} までにお入りください。遅れても順番は先頭に近いままです。",
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
      placeRenewed: "以前の順番は無効になり、新しい順番をお取りしました。",
      cookiesNeeded: "順番はクッキーに保存されます。クッキーを許可してからお並びください。",
    },
  },
  lostForm: {
    heading: "送信された内容はショップに届いていません",
    detail:
      "この送信では何も注文されていません。入場後、ブラウザの「戻る」ボタンでお戻りください。入力内容はたいてい残っていますので、もう一度送信してください。",
    join: "並ぶと順番が決まります。",
    goOn: "進む",
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
      "order-unknown": {
        heading: "ご注文が完了したかどうか、まだ分かりません",
        detail:
          "ショップから応答がありませんでした。ご注文は届いている可能性がありますので、確認できるまで再度のご注文はお控えください。二重に送信されたものはなく、入場は有効のままです。",
      },
      "order-placed": {
        heading: "ご注文は完了しています",
        detail:
          "ショップはご注文を受け付けています。今回の入場でこれ以上のご注文はできません。二重に注文されたものはありません。",
      },
      "unknown-host": {
        heading: "ここにショップはありません",
        detail: "このアドレスにはショップが設定されていません。アドレスをご確認ください。",
      },
      left: {
        heading: "列を離れました",
        detail: "順番は取り消されました。いつでも最後尾から並び直せます。",
      },
      "not-invited": {
        heading: "ご招待のお客様のみ",
        detail:
          "現在この列に並べるのは、招待されたお客様のみです。招待をお持ちの方は、招待のリンクを開いてください。",
      },
    },
    tryAgain: "もう一度試す",
    toTheShop: "ショップに戻る",
    toTheOrder: "注文が完了したか確認する",
    orderNumber: "ご注文番号：",
    withInvitation: "招待を持っています",
  },
  patience: {
    heading: "はじめに少しお待ちください",
    detail:
      "機械が何千もの順番を取ってしまわないよう、JavaScript の動くブラウザは短い計算をします。お使いのブラウザでは、代わりにお待ちいただけます。",
    when: "{wait}後にボタンを押してください。その後 {within} 以内にお願いします。",
    early: "少し早すぎました。お待ちになった時間はそのまま数えられます。",
  },
  draw: {
    states: {
      announced: {
        heading: "抽選はこれからです",
        detail:
          "開始前に列に並んだ方全員が対象です。早く来ても有利にはなりません。秘密の数で決まります。その照合コードは、どなたも並べないうちに決められており、開始後に数そのものをここで公開します。",
      },
      drawn: {
        heading: "順番の抽選が行われました",
        detail: "秘密の数は公開されました。これを使って、どなたでもすべての順番を計算し直せます。",
      },
      "first-come": { heading: "ここでは抽選はありません", detail: "順番は先着順です。" },
    },
    fingerprint: "数の照合コード（SHA-256）",
    seed: "公開された数",
    publicRandomness: "加えられた文字列",
    peopleDrawn: "列 {line} の抽選人数",
    recompute: "順番を計算し直す",
    line: "列",
    number: "整理番号",
    compute: "順番を計算する",
    outcome: {
      place: "整理番号 {number} は、抽選で {count} 人中 {place} 番目になりました。",
      behind: "整理番号 {number} は開始後の番号です。抽選された方々の後ろの {place} 番目です。",
      genuine: "数は、あらかじめ決められた照合コードと一致します。",
      notGenuine:
        "数は、あらかじめ決められた照合コードと一致しません。この抽選を信用しないでください。",
      impossible: "このブラウザでは、ここで計算できません。",
    },
    elsewhere:
      "抽選はこのページを使わずに確かめることもできます。{command} にこのページのアドレスを付けて実行してください。",
  },
  invitation: {
    heading: "ご招待",
    detail: "招待のリンクを開くか、招待の文字列をここに貼り付けてください。",
    opening: "招待を確認しています。",
    field: "招待の文字列",
    open: "招待を使う",
    problems: {
      expired: "この招待は期限が切れています。",
      "not-genuine": "この招待は無効です。メッセージのリンク全体をお使いください。",
      "other-room": "この招待は別の列のものです。",
      "no-answer": "現在、応答がありません。もう一度お試しください。",
    },
  },
};
