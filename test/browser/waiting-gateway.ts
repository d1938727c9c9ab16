/**
 * A stand-in for the gateway's side that visitors see, for tests of the waiting page alone: it serves
 * the page to whoever has no pass, gives out tickets by key, and answers with the status that the test
 * sets by hand, in the moods that a network has.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wayBackFromForm } from "../../src/http/way-back.ts";
import { chooseLanguage } from "../../src/pages/language.ts";
import { renderNoticePage } from "../../src/pages/notice-page.tsx";
import { renderWaitingPage, waitingPageSecurityPolicy } from "../../src/pages/waiting-page.tsx";
import type { JoinRequest, VisitorStatus } from "../../src/protocol.ts";
import { admitted, waiting } from "../pages/visitor-statuses.ts";

export interface ReceivedCall {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface WaitingGateway {
  readonly origin: string;
  readonly received: ReceivedCall[];
  /** What everybody with a ticket is told; `supportId` becomes that of their ticket. */
  status: VisitorStatus;
  /** Given to the next calls of `enter`, one each, before it admits. */
  readonly notYet: VisitorStatus[];
  /** The address that `enter` names; null is the page first asked for. */
  location: string | null;
  /** What `join` answers to somebody without a ticket instead of giving one. */
  refusal: VisitorStatus | null;
  /** `cut` breaks every call, `busy` answers 503, `portal` is a network's own sign-in page. */
  mood: "well" | "cut" | "busy" | "portal";
  keepsCookies: boolean;
  /** What the gateway says the time is; null is the true time. */
  asOf: string | null;
  /** The page without a script loads itself again after one second in place of ten. */
  hurries: boolean;
  shopName: string;
  /** What newcomers are told. */
  message: string | null;
  readonly calls: (path: "join" | "status" | "enter" | "leave") => ReceivedCall[];
  /** How many tickets were given, ever. */
  readonly ticketsGiven: () => number;
  /** As after a reset: every ticket there is becomes worthless. */
  readonly voidTickets: () => void;
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const html = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
const policedHtml = { ...html, "Content-Security-Policy": waitingPageSecurityPolicy };
const portal: Answer = { status: 200, headers: html, body: "<p>Sign in to the network</p>" };
const busy: Answer = { status: 503, headers: {}, body: "" };
const unknown: Answer = json({ type: "unknown" }, {}, 401);
const shop: Answer = { status: 200, headers: html, body: "<title>Shop</title><h1>The shop</h1>" };

/** A page of the shop that a session left open: it is shown to everybody, and what it sends needs a pass. */
const orderForm: Answer = {
  status: 200,
  headers: { "Content-Type": "text/html; charset=utf-8" },
  body: '<form method="post" action="/order"><input name="street"><button>Order</button></form>',
};

export async function startWaitingGateway(): Promise<WaitingGateway> {
  const received: ReceivedCall[] = [];
  const ticketOfKey = new Map<string, string>();
  const targetOfTicket = new Map<string, string>();
  let given = 0;

  const server = createServer(async (request, response) => {
    const call = await receive(request);
    received.push(call);
    if (gateway.mood === "cut" && call.url.startsWith("/.stanchion/")) request.socket.destroy();
    else send(await answerTo(call), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const gateway: WaitingGateway = {
    origin,
    received,
    status: { ...waiting, pollAfterMs: 500 },
    notYet: [],
    location: null,
    refusal: null,
    mood: "well",
    keepsCookies: true,
    asOf: null,
    hurries: false,
    shopName: "shop.example",
    message: null,
    calls: (path) => received.filter((call) => call.url === `/.stanchion/${path}`),
    ticketsGiven: () => given,
    voidTickets: () => {
      targetOfTicket.clear();
      ticketOfKey.clear();
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return gateway;

  function answerTo(call: ReceivedCall): Answer | Promise<Answer> {
    if (!call.url.startsWith("/.stanchion/")) return navigate(call);
    if (gateway.mood === "busy") return busy;
    if (gateway.mood === "portal") return portal;
    if (call.url === "/.stanchion/join") return join(call);
    if (call.url === "/.stanchion/leave") return leave(call);
    const ticket = knownTicket(call);
    if (ticket === null) return unknown;
    return call.url === "/.stanchion/enter" ? enter(ticket, call) : json(statusOf(ticket));
  }

  async function navigate(call: ReceivedCall): Promise<Answer> {
    if (call.method === "GET" && call.url.startsWith("/form")) return orderForm;
    if (cookie(call, "pass") !== null) return shop;
    const lostForm = call.method === "POST";
    const asked = {
      headers: new Headers({ Referer: call.headers.referer ?? "" }),
      host: `127.0.0.1:${port}`,
    };
    const ticket = knownTicket(call);
    const values = {
      status: ticket === null ? null : statusOf(ticket),
      language: chooseLanguage(call.headers["accept-language"] ?? null),
      target: lostForm ? wayBackFromForm(asked) : call.url,
      lostForm,
      joinKey: `page-${received.length}`,
      shopName: gateway.shopName,
      message: gateway.message,
    };
    const body = await renderWaitingPage(values, (page) => new TextDecoder().decode(page));
    const sooner = body.replace(
      'http-equiv="refresh" content="10"',
      'http-equiv="refresh" content="1"',
    );
    return { status: 200, headers: policedHtml, body: gateway.hurries ? sooner : body };
  }

  function join(call: ReceivedCall): Answer {
    if (gateway.refusal !== null) return json({ ...gateway.refusal, asOf: asOf() });
    const { key = "", target = "/" } = bodyOf(call);
    const ticket = knownTicket(call) ?? ticketOfKey.get(key) ?? `T${++given}`;
    ticketOfKey.set(key, ticket);
    targetOfTicket.set(ticket, target);
    const cookies = setCookie("ticket", ticket);
    return asksForJson(call) ? json(statusOf(ticket), cookies) : goTo(origin + target, cookies);
  }

  function enter(ticket: string, call: ReceivedCall): Answer {
    const inTurn = gateway.status.state === "called" || gateway.status.state === "admitted";
    const notYet = gateway.notYet.shift() ?? (inTurn ? null : gateway.status);
    if (notYet !== null) return json(notYet);
    const location = gateway.location ?? origin + (targetOfTicket.get(ticket) ?? "/");
    const cookies = setCookie("pass", ticket);
    const answer = { ...admitted, location, supportId: ticket };
    return asksForJson(call) ? json(answer, cookies) : goTo(location, cookies);
  }

  async function leave(call: ReceivedCall): Promise<Answer> {
    targetOfTicket.delete(knownTicket(call) ?? "");
    const cleared = setCookie("ticket", "", "; Max-Age=0");
    if (asksForJson(call)) return { status: 204, headers: cleared, body: "" };
    const body = await renderNoticePage({ kind: "left", language: "en" });
    return { status: 200, headers: { ...policedHtml, ...cleared }, body };
  }

  function statusOf(ticket: string): VisitorStatus {
    return { ...gateway.status, supportId: ticket, asOf: asOf() };
  }

  function asOf(): string {
    return gateway.asOf ?? new Date().toISOString();
  }

  function knownTicket(call: ReceivedCall): string | null {
    const ticket = cookie(call, "ticket");
    return ticket !== null && targetOfTicket.has(ticket) ? ticket : null;
  }

  function setCookie(name: string, value: string, more = ""): Record<string, string> {
    if (!gateway.keepsCookies) return {};
    return { "Set-Cookie": `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${more}` };
  }
}

async function receive(request: IncomingMessage): Promise<ReceivedCall> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { method = "", url = "", headers } = request;
  return { at: Date.now(), method, url, headers, body };
}

function send({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, headers).end(body);
}

function json(value: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  const typed = { "Content-Type": "application/json", ...headers };
  return { status, headers: typed, body: JSON.stringify(value) };
}

function goTo(address: string, headers: Record<string, string>): Answer {
  return { status: 303, headers: { ...headers, Location: address }, body: "" };
}

function asksForJson(call: ReceivedCall): boolean {
  return call.headers.accept === "application/json";
}

/** Sent as JSON by the script, and as a form by a browser without it. */
function bodyOf(call: ReceivedCall): JoinRequest {
  return call.headers["content-type"] === "application/json"
    ? JSON.parse(call.body)
    : Object.fromEntries(new URLSearchParams(call.body));
}

function cookie(call: ReceivedCall, name: string): string | null {
  const pairs = (call.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1] || null;
}
