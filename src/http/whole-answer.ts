/** The answer to an order: a page, which is waited for to its end, because half of one is no confirmation. */

import { secondMs } from "../domain/time.ts";
import { after } from "./after.ts";

/** What a shop answers to an order is a page, with its styles and scripts in it at most. */
const mostHeldBytes = 262_144;
/** How long the end of what may stream is waited for after its beginning. */
const endWithinMs = secondMs;

/**
 * The answer to an order is waited for to its end when that is near, so that half of one is never taken
 * for the whole. What is long streams, and so does what comes slowly and is no page.
 * @param withinMs how long its end is waited for, and its first byte at least
 * @throws when it breaks off, or has not begun by then
 */
export async function wholeIfShort(answer: Response, withinMs: number): Promise<Response> {
  const { body, headers } = answer;
  if (body === null || answer.webSocket) return answer;
  const told = headers.get("Content-Length");
  const length = Number(told ?? Number.NaN);
  if (length === 0 || length > mostHeldBytes) return answer;
  // Of what the platform unpacks, the length that was told is another.
  if (told === null || isUnpacked(answer))
    return isStream(answer) ? answer : held(answer, withinMs);
  const bytes = await Promise.race([answer.arrayBuffer(), after(withinMs)]);
  if (bytes?.byteLength !== length) throw new Error("The shop's answer broke off");
  return new Response(bytes, answer);
}

const isUnpacked = ({ headers }: Response): boolean =>
  /^(?:gzip|br)$/i.test(headers.get("Content-Encoding") ?? "");

/** These say something before they go on, for long. */
const isStream = ({ headers }: Response): boolean =>
  /^(?:text\/event-stream|multipart\/|audio\/|video\/|application\/(?:octet-stream|grpc|x-ndjson))/i.test(
    headers.get("Content-Type") ?? "",
  );

/** Nobody is served by half of these, however slowly they come. */
const isPage = ({ headers }: Response): boolean =>
  /^(?:text\/html|application\/(?:xhtml\+xml|(?:\w+\+)?json))/i.test(
    headers.get("Content-Type") ?? "",
  );

/** A copy is read on, so that what streams after all streams as it came. */
async function held(answer: Response, withinMs: number): Promise<Response> {
  const reader = answer.clone().body?.getReader();
  let tooLate = after(withinMs);
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; reader && bytes <= mostHeldBytes; ) {
    const part = await Promise.race([reader.read(), tooLate]);
    if (part === undefined) {
      if (bytes === 0) throw new Error("The shop's answer has no beginning");
      break;
    }
    if (part.done) return unpacked(await new Blob(chunks).arrayBuffer(), answer);
    if (bytes === 0 && !isPage(answer)) tooLate = after(endWithinMs);
    chunks.push(part.value);
    bytes += part.value.length;
  }
  reader?.cancel().catch(() => undefined);
  return answer;
}

function unpacked(bytes: ArrayBuffer, answer: Response): Response {
  const whole = new Response(bytes, answer);
  if (isUnpacked(answer)) {
    whole.headers.delete("Content-Encoding");
    whole.headers.delete("Content-Length");
  }
  return whole;
}
