/** A visitor of a room with cookies of their own, as patient as their waiting page. */

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
  join(target?: string): Promise<VisitorStatus>;
  status(): Promise<VisitorStatus>;
  /** Waits as told, and goes in. */
  enter(withinMs?: number): Promise<AdmittedStatus>;
  leave(): Promise<Answer>;
  cookie(name: string): string | undefined;
  forget(name: string): void;
}

/** What browsers say that they read. */
export const html = {
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
};
export const json = { Accept: "application/json" };

export function visit({ stack, host }: Pick<ProtectedRoom, "stack" | "host">): Visitor {
  const jar = new Map<string, string>();

  async function go(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<Answer> {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await ask(stack, {
      method,
      path,
      headers: { Host: host, ...(cookies && { Cookie: cookies }), ...headers },
      ...(body !== undefined && { body }),
    });
    for (const cookie of answer.setCookies) keep(cookie);
    return answer;
  }

  function keep(cookie: string): void {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "" || /max-age=0(;|$)/i.test(cookie)) jar.delete(name);
    else jar.set(name, value);
  }

  const call = (method: string, path: string, body?: unknown) =>
    body === undefined
      ? go(method, path, json)
      : go(method, path, { ...json, "Content-Type": "application/json" }, JSON.stringify(body));
  const statusOf = async (answer: Promise<Answer>) => (await answer).json<VisitorStatus>();

  const visitor: Visitor = {
    open: (path, headers = {}) => go("GET", path, { ...html, ...headers }),
    call,
    send(path, fields) {
      const form = {
        "Content-Type": "application/x-www-form-urlencoded",
        Origin: `http://${host}`,
      };
      return go("POST", path, { ...html, ...form }, new URLSearchParams(fields).toString());
    },
    join: (target = "/") => statusOf(call("POST", "/.stanchion/join", { target })),
    status: () => statusOf(call("GET", "/.stanchion/status")),
    async enter(withinMs = 20_000) {
      const giveUpAt = performance.now() + withinMs;
      let status = await visitor.status();
      while (status.state !== "admitted") {
        if (performance.now() > giveUpAt)
          throw new Error(`Never let in: ${JSON.stringify(status)}`);
        if (status.state === "called") status = await statusOf(call("POST", "/.stanchion/enter"));
        if (status.state === "admitted") break;
        await pause(Math.min(status.pollAfterMs ?? 1_000, 2_000));
        if (status.state !== "called") status = await visitor.status();
      }
      return status;
    },
    leave: () => call("POST", "/.stanchion/leave"),
    cookie: (name) => jar.get(name),
    forget: (name) => void jar.delete(name),
  };
  return visitor;
}

/** Many at the same time, each their own. */
export const visitors = (room: ProtectedRoom, count: number): readonly Visitor[] =>
  Array.from({ length: count }, () => visit(room));
