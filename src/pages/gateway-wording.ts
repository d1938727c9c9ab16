/** How the gateway says numbers and times: to very many in the same second, and in a zone that it has to name. */

import type { WaitingMessages } from "../client/waiting-room-messages.ts";
import { createWording, type Wording } from "../client/waiting-room-wording.ts";
import type { Language } from "./language.ts";

/** The gateway does not know the visitor's time zone, so it names the one it uses. */
export function createGatewayWording(language: Language, messages: WaitingMessages): Wording {
  const wording = createWording(language, messages, "UTC");
  return {
    ...wording,
    openUntil: remembered(wording.openUntil),
    timeOfDayWithSeconds: remembered(wording.timeOfDayWithSeconds),
    dayAndTime: remembered(wording.dayAndTime),
  };
}

const mostRemembered = 100;

/** Those who are answered in the same second are told the same instants, and saying one costs a lot. */
function remembered<Given extends readonly (string | null)[]>(
  say: (...given: Given) => string,
): (...given: Given) => string {
  const said = new Map<string, string>();
  return (...given) => {
    const name = given.join(" ");
    const phrase = said.get(name) ?? say(...given);
    if (said.size >= mostRemembered) said.clear();
    said.set(name, phrase);
    return phrase;
  };
}
