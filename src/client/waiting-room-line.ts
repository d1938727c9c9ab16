/**
 * The waiting page's script in a room that publishes its line. It stands between the page and the gateway: a question
 * for the status is answered from the public document, which any cache can give, and goes on to the gateway only where
 * the document cannot be gone by. All other questions go there as ever. The page itself knows nothing of it.
 */

import type { InLineStatus, VisitorStatus } from "../protocol.ts";
import { textIn } from "./page-elements.ts";
import { createGatewayClock } from "./waiting-room-countdown.ts";
import { type GatewaysWord, isGoodForMs, readLineDocument } from "./waiting-room-line-document.ts";
import { parseStatus } from "./waiting-room-requests.ts";

/** So long that asking the gateway then instead is no later than it would have been told without a document. */
const patienceMs = 1_000;
/** A document that is of no use is left alone for so long; meanwhile the page asks the gateway, as it is told. */
const restMs = 60_000;

const running = () => performance.now();
const clock = createGatewayClock(running);
const fetchFromNetwork = window.fetch.bind(window);

/** The gateway's last word; null: no place is known, or none that the document may tell of. */
let said: GatewaysWord | null = null;
let isGoodUntil = 0;
let restsUntil = 0;
let wasCalled = false;

hear(textIn("#status"));

window.fetch = async (input, init) => {
  const status = input === "/.stanchion/status" ? await statusByDocument() : null;
  if (status) return new Response(JSON.stringify(status));
  const response = await fetchFromNetwork(input, init);
  if (response.ok || response.status === 401) hear(await response.clone().text());
  return response;
};

// Another tab joined or left: only the gateway knows what became of this one's place.
window.addEventListener("storage", ({ key }) => {
  if (key === "stanchion.join") said = null;
});

function hear(text: string): void {
  const status = parseStatus(text);
  said = wordIn(status);
  if (status) clock.hear(status.asOf);
  // By the document they were called, and the room knows nothing of it.
  if (wasCalled && said) rest();
  wasCalled = false;
  if (said === null) return;
  isGoodUntil = running() + isGoodForMs(said);
}

/** Null: the gateway is to be asked. */
async function statusByDocument(): Promise<InLineStatus | null> {
  const word = said;
  if (word === null || running() < restsUntil || running() > isGoodUntil) return null;
  const text = await documentAt(word.lineDocument.address);
  if (word !== said) return null;
  const { languages } = navigator;
  const reader = { now: clock.now(), chance: Math.random(), languages };
  const reading = readLineDocument(text, word, reader);
  if (reading.kind === "not-to-go-by") rest();
  if (reading.kind !== "status") return null;
  clock.hear(reading.status.asOf);
  wasCalled = reading.status.state === "called";
  return reading.status;
}

function rest(): void {
  restsUntil = running() + restMs;
}

/** Empty when none came in time. */
async function documentAt(address: string): Promise<string> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const response = await fetchFromNetwork(address, {
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: patience.signal,
    });
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

/** Of somebody who waits. At the door, and when all is over, the gateway alone is asked. */
function wordIn(status: VisitorStatus | null): GatewaysWord | null {
  if (status === null || status.state === "admitted") return null;
  const { state, lineDocument } = status;
  const waits = state === "waiting" || state === "paused" || state === "pre-queue";
  return waits && lineDocument ? { ...status, lineDocument } : null;
}
