/** The answer to an order: a page, which is waited for to its end, because half of one is no confirmation. */

import { secondMs } from "../domain/time.ts";
import { after } from "./after.ts";

/** What a shop answers to an order is a page, with its styles and scripts in it at most. */
const mostHeldBytes = 262_144;
/** How long the end of an answer is waited for that told no length: a page is there at once, a stream is not. */
const endWithinMs = secondMs;

/**
 * The answer to an order is waited for to its end when that is near, so that half of one is never taken
 * for the whole. What is packed, long or slow streams.
 * @throws when it breaks off
 */
export async function wholeIfShort(answer: Response, withinMs: number): Promise<Response> {
  const { body, headers } = answer;
  if (body === null || answer.webSocket || headers.has("Content-Encoding")) return answer;
  const told = headers.get("Content-Length");
  if (told === null) return isStream(answer) ? answer : wholeIfSoon(answer);
  const length = Number(told);
  if (length === 0 || length > mostHeldBytes) return answer;
  const bytes = await Promise.race([answer.arrayBuffer(), after(withinMs)]);
  if (bytes?.byteLength !== length) throw new Error("The shop's answer broke off");
  return new Response(bytes, answer);
}

/** These say something before they go on, for long. */
const isStream = ({ headers }: Response): boolean =>
  /^(?:text\/event-stream|multipart\/|audio\/|video\/|application\/(?:octet-stream|grpc|x-ndjson))/i.test(
    headers.get("Content-Type") ?? "",
  );

/** Of an answer without a length a copy is read on, so that what streams after all streams as it came. */
async function wholeIfSoon(answer: Response): Promise<Response> {
  const reader = answer.clone().body?.getReader();
  const tooLate = after(endWithinMs);
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; reader && bytes <= mostHeldBytes; ) {
    const part = await Promise.race([reader.read(), tooLate]);
    if (part === undefined) break;
    if (part.done) return new Response(await new Blob(chunks).arrayBuffer(), answer);
    chunks.push(part.value);
    bytes += part.value.length;
  }
  reader?.cancel().catch(() => undefined);
  return answer;
}
