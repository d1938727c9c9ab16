/** A visitor of a room who keeps their own tokens, as patient as their waiting page. */

import { setTimeout as pause } from "node:timers/promises";
import type { AdmittedStatus, VisitorStatus } from "../../src/protocol.ts";
import { type Answer, ask } from "./ask.ts";
import type { ProtectedRoom } from "./protected-room.ts";

export interface Visitor {
  /** Opens a page as a browser does. */
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Asks as a page's script or an app does. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends a form as a browser does. */
  send(path: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** @throws Error when the answer is another than 200, as in `status` and `knock` */
  join(target?: string, key?: string): Promise<VisitorStatus>;
  status(): Promise<VisitorStatus>;
  /** Asks once to be let in. */
  knock(): Promise<VisitorStatus>;
  /** Waits as told, and goes in. @throws Error when that takes too long */
  enter(withinMs?: number): Promise<AdmittedStatus>;
  leave(): Promise<Answer>;
  order(name: string): Promise<Answer>;
  readonly tokens: Tokens;
}

/** What a visitor holds and others may hold as well: a copy of it is the same visitor to a gateway. */
export interface Tokens {
  readonly ticket?: string;
  readonly pass?: string;
}

export interface VisitorOptions {
  /** Browsers have tokens in cookies, apps send them in headers of their own. */
  readonly keepsIn?: "cookies" | "headers";
  readonly tokens?: Tokens;
}

/** What browsers say that they read. */
export const html = {
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
};
export const json = { Accept: "application/json" };

export function visit(
  {
    stack,
    host,
  }: Pick<ProtectedRoom, "host"> & { readonly stack: { readonly gatewayUrl: string } },
  { keepsIn = "cookies", tokens = {} }: VisitorOptions = {},
): Visitor {
  const kept = new Map<string, string>(Object.entries(tokens));

  async function go(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer> {
    const answer = await ask(stack, {
      method,
      path,
      headers: { Host: host, ...tokenHeaders[keepsIn](kept), ...headers },
      ...(body !== undefined && { body }),
    });
    // Apps read their tokens from the JSON; a renewed pass comes with whatever page was asked for.
    if (keepsIn === "cookies" || method === "GET") {
      for (const cookie of answer.setCookies) keep(kept, cookie);
    }
    return answer;
  }

  /** Asks for a status that may come with tokens. */
  async function askStatus(method: string, path: string, body?: unknown): Promise<VisitorStatus> {
    const status = statusIn(await call(method, path, body));
    if (keepsIn === "cookies") return status;
    if (status.ticket !== undefined) kept.set("ticket", status.ticket);
    if (status.state === "admitted" && status.pass !== undefined) kept.set("pass", status.pass);
    return status;
  }

  const call = (method: string, path: string, body?: unknown) =>
    body === undefined
      ? go(method, path, json)
      : go(method, path, { ...json, "Content-Type": "application/json" }, JSON.stringify(body));
  const send = (path: string, fields: Readonly<Record<string, string>>) => {
    const form = {
      "Content-Type": "application/x-www-form-urlencoded",
      Origin: `http://${host}`,
    };
    return go("POST", path, { ...html, ...form }, new URLSearchParams(fields).toString());
  };

  const visitor: Visitor = {
    open: (path, headers = {}) => go("GET", path, { ...html, ...headers }),
    call,
    send,
    join: (target = "/", key) =>
      askStatus("POST", "/.stanchion/join", { target, ...(key && { key }) }),
    status: () => askStatus("GET", "/.stanchion/status"),
    knock: () => askStatus("POST", "/.stanchion/enter"),
    async enter(withinMs = 60_000) {
      const giveUpAt = performance.now() + withinMs;
      let status = await visitor.status();
      while (status.state !== "admitted") {
        if (performance.now() > giveUpAt)
          throw new Error(`Never let in: ${JSON.stringify(status)}`);
        if (status.state === "called") status = await visitor.knock();
        if (status.state === "admitted") break;
        await pause(Math.min(status.pollAfterMs ?? 1_000, 2_000));
        if (status.state !== "called") status = await visitor.status();
      }
      return status;
    },
    leave: () => call("POST", "/.stanchion/leave"),
    order: (name) => send("/order", { ...filledIn, name }),
    get tokens() {
      return Object.fromEntries(kept);
    },
  };
  return visitor;
}

/** Many at the same time, each their own. */
export const visitors = (room: ProtectedRoom, count: number): readonly Visitor[] =>
  Array.from({ length: count }, () => visit(room));

/** Somebody with a pass, of a room that lets whoever joins in at once. */
export async function inside(room: ProtectedRoom): Promise<Visitor> {
  const visitor = visit(room);
  await visitor.join();
  return visitor;
}

/** What a page of ours says of its visitor; undefined for a page of the shop. */
export const stateOf = (page: Answer): string | undefined =>
  /data-state="([\w-]+)"/.exec(page.text())?.[1];

export interface AdmittedHeaders extends Readonly<Record<string, string>> {
  readonly Host: string;
  readonly Cookie: string;
}

/**
 * Lets one visitor in, in order of the line. The shop hears nothing of it.
 * @returns what they send from then on
 */
export async function admit(room: ProtectedRoom): Promise<AdmittedHeaders> {
  const visitor = visit(room);
  await visitor.join();
  await visitor.enter();
  return { Host: room.host, Cookie: `stanchion-pass=${visitor.tokens.pass}` };
}

/** What a token says of itself, unverified. */
export function claimsOf(token: string | undefined): {
  readonly epoch: number;
  readonly line: string;
  readonly number: number;
  readonly jti: string;
  /** Of a ticket. */
  readonly wave?: string | null;
  /** In seconds, with fractions. */
  readonly exp: number;
} {
  return JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString());
}

/** The instant from which a pass counts: its end less a session. Of a pass that was not renewed. */
export const slotOf = (pass: string | undefined, sessionMinutes = 15): number =>
  Math.round(claimsOf(pass).exp * 1_000) - sessionMinutes * 60_000;

const filledIn = {
  address: "12 St James's Square, London",
  email: "ada@example.com",
  quantity: "1",
};

const tokenHeaders = {
  cookies: (kept: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
    kept.size === 0
      ? {}
      : { Cookie: [...kept].map(([name, token]) => `stanchion-${name}=${token}`).join("; ") },
  headers: (kept: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
    Object.fromEntries([...kept].map(([name, token]) => [`Stanchion-${name}`, token])),
};

function keep(kept: Map<string, string>, cookie: string): void {
  const [, name = "", value = ""] = /^stanchion-(ticket|pass)=([^;]*)/.exec(cookie) ?? [];
  if (value === "" || /max-age=0(;|$)/i.test(cookie)) kept.delete(name);
  else kept.set(name, value);
}

function statusIn(answer: Answer): VisitorStatus {
  if (answer.status !== 200) throw new Error(`Answered with ${answer.status}: ${answer.text()}`);
  return answer.json<VisitorStatus>();
}
