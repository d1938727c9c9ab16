/** The script that reads the document of a line, as it is sent to browsers, run for a visitor without one. */

import { waitingRoomLineScript } from "../../src/pages/generated/waiting-room-line-script.ts";
import type { InLineStatus, JoinRequest } from "../../src/protocol.ts";
import { type Answer, ask, type Question } from "./ask.ts";

export interface LinePage {
  /** What the page's own script asks: of the gateway, or of what stands before it. */
  ask(step: "join" | "status" | "enter", body?: JoinRequest): Promise<InLineStatus>;
}

interface Init {
  readonly method?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** What of a browser the script uses. */
class Element {
  readonly textContent = "null";
}

const run = new Function(
  ...["window", "document", "HTMLElement", "navigator"],
  waitingRoomLineScript,
);

/** @param host of the room; @param gatewayUrl where the cache in front of the gateway is */
export function openLinePage(gatewayUrl: string, host: string): LinePage {
  let ticket = "";
  async function fetchFromNetwork(path: string, { method = "GET", body, signal }: Init = {}) {
    const headers = { Host: host, Accept: "application/json", "Stanchion-Ticket": ticket };
    const question: Question = { method, path, headers, ...(body !== undefined && { body }) };
    const answer = await inTime(ask({ gatewayUrl }, question), signal);
    return new Response(answer.text(), { status: answer.status });
  }
  const window = { fetch: fetchFromNetwork, addEventListener: () => undefined };
  run(window, { querySelector: () => new Element() }, Element, { languages: ["en"] });
  return {
    async ask(step, body = {}) {
      const init = step === "status" ? {} : { method: "POST", body: JSON.stringify(body) };
      const response = await window.fetch(`/.stanchion/${step}`, init);
      if (!response.ok) throw new Error(`${step}: ${response.status} ${await response.text()}`);
      const status = (await response.json()) as InLineStatus;
      ticket = status.ticket ?? ticket;
      return status;
    },
  };
}

function inTime(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  signal?.addEventListener("abort", () => reject(new Error("Nobody answered in time")));
  answer.then(resolve, reject);
  return promise;
}
