/** What the visitors of the bench send: as a browser or an app does, with tokens that are genuine. */

import { newTokenId } from "../src/tokens/claims.ts";
import { importKeyring, type Keyring } from "../src/tokens/keyring.ts";
import { generateSigningKey } from "../src/tokens/new-signing-key.ts";
import { signPass } from "../src/tokens/pass-token.ts";
import { signTicket } from "../src/tokens/ticket-token.ts";

const hourMs = 3_600_000;
const place = { room: "default", epoch: 1, line: "general" } as const;

export interface Tokens {
  /** A private JWKS, for the gateway. */
  readonly signingKeys: string;
  /** Passes of so many visitors. */
  passes(count: number): Promise<readonly string[]>;
  /** Tickets with the numbers from `first` on. */
  tickets(first: number, count: number): Promise<readonly string[]>;
}

export async function createTokens(): Promise<Tokens> {
  const key = await generateSigningKey();
  const keyring: Keyring = await importKeyring({ keys: [key] });
  const each = <T>(count: number, make: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => make(index)));
  return {
    signingKeys: JSON.stringify({ keys: [key] }),
    passes: (count) =>
      each(count, (index) => {
        const now = Date.now();
        const claims = { ...place, number: index + 1, jti: newTokenId(), expiresAt: now + hourMs };
        return signPass(keyring, claims, now);
      }),
    tickets: (first, count) =>
      each(count, (index) => {
        const now = Date.now();
        const claims = {
          ...place,
          number: first + index,
          jti: newTokenId(),
          target: "/checkout",
          told: null,
          wave: null,
          expiresAt: now + hourMs,
        };
        return signTicket(keyring, claims, now);
      }),
  };
}

/** As a browser has them; they are read by the gateway, and copied on the way to the shop. */
const browser = {
  "User-Agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
  "Accept-Encoding": "gzip, deflate, br",
  "Accept-Language": "en-GB,en;q=0.8,de;q=0.5",
};
const forPages = {
  ...browser,
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "Sec-Fetch-Dest": "document",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Site": "none",
};
const forScripts = { ...browser, Accept: "application/json", "Sec-Fetch-Site": "same-origin" };

const joinBody = JSON.stringify({ target: "/checkout" });

/** Each a whole HTTP/1.1 request for the host of that port. */
export const requestsTo = (port: number) => {
  const write = (line: string, headers: Readonly<Record<string, string>>, body = "") =>
    `${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n${body}`;
  return {
    page: () => write("GET /checkout", forPages),
    withPass: (pass: string) =>
      write("GET /checkout", { ...forPages, Cookie: `cart=17; stanchion-pass=${pass}` }),
    status: (ticket: string) =>
      write("GET /.stanchion/status", { ...forScripts, Cookie: `stanchion-ticket=${ticket}` }),
    join: () =>
      write(
        "POST /.stanchion/join",
        {
          ...forScripts,
          "Content-Type": "application/json",
          "Content-Length": String(joinBody.length),
        },
        joinBody,
      ),
    enter: (ticket: string) =>
      write("POST /.stanchion/enter", {
        ...forScripts,
        Cookie: `stanchion-ticket=${ticket}`,
        "Content-Length": "0",
      }),
  };
};
