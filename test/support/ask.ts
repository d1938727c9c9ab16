/** One request to a running gateway and its whole answer: nothing is followed, unpacked or mended. */

import { Agent, request } from "undici";
import type { Stack } from "./stack.ts";

export interface Answer {
  readonly status: number;
  /** Of several values the first; null when there is none. */
  header(name: string): string | null;
  readonly setCookies: readonly string[];
  readonly body: Buffer;
  text(): string;
  json<Body>(): Body;
  /** The name of the problem, when the answer is one (RFC 9457). */
  problem(): string | null;
}

export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Many connections at once, and none is kept waiting behind another. */
const agent = new Agent({ connections: 256, pipelining: 1 });

export async function ask(
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  { method = "GET", path, headers = {}, body }: Question,
): Promise<Answer> {
  const answer = await request(gatewayUrl + path, {
    method,
    headers,
    dispatcher: agent,
    ...(body !== undefined && { body }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const valuesOf = (name: string): readonly string[] => [answer.headers[name] ?? []].flat();
  const header = (name: string) => valuesOf(name)[0] ?? null;
  const text = () => bytes.toString("utf8");
  return {
    status: answer.statusCode,
    header,
    setCookies: valuesOf("set-cookie"),
    body: bytes,
    text,
    json: () => JSON.parse(text()),
    problem() {
      if (header("content-type") !== "application/problem+json") return null;
      const { type } = JSON.parse(text()) as { readonly type: string };
      return type.replace("urn:stanchion:problem:", "");
    },
  };
}
