/**
 * A stand-in for the gateway's side that visitors see, for tests of the waiting page alone: it serves
 * the page to whoever has no pass, gives out tickets by key, and answers with the status that the test
 * sets by hand, in the moods that a network has.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chooseLanguage } from "../../src/pages/language.ts";
import { renderNoticePage } from "../../src/pages/notice-page.tsx";
import { renderWaitingPage, waitingPageSecurityPolicy } from "../../src/pages/waiting-page.tsx";
import type { VisitorStatus } from "../../src/protocol.ts";
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

const page = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
const policed = { ...page, "Content-Security-Policy": waitingPageSecurityPolicy };

export async function startWaitingGateway(): Promise<WaitingGateway> {
  const received: ReceivedCall[] = [];
  const ticketOfKey = new Map<string, { readonly ticket: string; readonly target: string }>();
  const targetOfTicket = new Map<string, string>();
  let given = 0;

  const server = createServer(async (request, response) => {
    const call = await receive(request);
    received.push(call);
    const [path = ""] = call.url.split("?");
    if (path === "/before") return showPageBefore(call, response);
    if (!path.startsWith("/.stanchion/")) return navigate(call, response);
    if (gateway.mood === "cut") return request.socket.destroy();
    if (gateway.mood === "busy") return void response.writeHead(503).end();
    if (gateway.mood === "portal") return void response.writeHead(200, page).end("<p>Sign in</p>");
    answerCall(path.slice("/.stanchion/".length), call, response);
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

  function navigate(call: ReceivedCall, response: ServerResponse): void {
    if (cookie(call, "pass") !== null) {
      response.writeHead(200, page).end(`<title>Shop</title><h1>The shop</h1><p>${call.method}</p>`);
      return;
    }
    const ticket = knownTicket(call);
    const html = renderWaitingPage({
      status: ticket === null ? null : statusOf(ticket),
      language: chooseLanguage(call.headers["accept-language"] ?? null),
      target: call.url,
      joinKey: `page-${received.length}`,
      shopName: gateway.shopName,
      message: gateway.message,
    });
    response.writeHead(200, policed).end(html);
  }

  function answerCall(name: string, call: ReceivedCall, response: ServerResponse): void {
    if (name === "join") return join(call, response);
    const ticket = knownTicket(call);
    if (name === "leave") {
      if (ticket !== null) targetOfTicket.delete(ticket);
      const cleared = setCookie("ticket", "; Max-Age=0");
      if (call.headers.accept?.includes("json")) return void response.writeHead(204, cleared).end();
      const html = renderNoticePage({ kind: "left", language: "en" });
      return void response.writeHead(200, { ...policed, ...cleared }).end(html);
    }
    if (ticket === null) return sendJson(response, 401, { type: "unknown", status: 401 });
    if (name === "status") return sendJson(response, 200, statusOf(ticket));
    if (name === "enter") return enter(ticket, call, response);
    sendJson(response, 404, {});
  }

  function join(call: ReceivedCall, response: ServerResponse): void {
    const isJson = call.headers["content-type"]?.includes("json");
    const body = isJson ? JSON.parse(call.body) : Object.fromEntries(new URLSearchParams(call.body));
    if (gateway.refusal !== null) return sendJson(response, 200, gateway.refusal);
    const known = knownTicket(call);
    const place = ticketOfKey.get(body.key) ?? { ticket: `T${given + 1}`, target: body.target };
    if (known === null && !ticketOfKey.has(body.key)) given += 1;
    const ticket = known ?? place.ticket;
    ticketOfKey.set(body.key, { ...place, ticket });
    targetOfTicket.set(ticket, body.target);
    const cookies = setCookie("ticket", "", ticket);
    if (isJson) return sendJson(response, 200, statusOf(ticket), cookies);
    response.writeHead(303, { ...cookies, Location: origin + body.target }).end();
  }

  function enter(ticket: string, call: ReceivedCall, response: ServerResponse): void {
    const inTurn = gateway.status.state === "called" || gateway.status.state === "admitted";
    const notYet = gateway.notYet.shift() ?? (inTurn ? null : gateway.status);
    if (notYet !== null) return sendJson(response, 200, notYet);
    const location = gateway.location ?? origin + (targetOfTicket.get(ticket) ?? "/");
    const cookies = setCookie("pass", "", ticket);
    if (call.headers.accept?.includes("json")) {
      return sendJson(response, 200, { ...admitted, location, supportId: ticket }, cookies);
    }
    response.writeHead(303, { ...cookies, Location: location }).end();
  }

  function statusOf(ticket: string): VisitorStatus {
    return { ...gateway.status, supportId: ticket, asOf: new Date().toISOString() };
  }

  function knownTicket(call: ReceivedCall): string | null {
    const ticket = cookie(call, "ticket");
    return ticket !== null && targetOfTicket.has(ticket) ? ticket : null;
  }

  function setCookie(name: string, attributes: string, value = ""): Record<string, string> {
    if (!gateway.keepsCookies) return {};
    return { "Set-Cookie": `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${attributes}` };
  }
}

/** A page of the site that asks the browser to draw the waiting page before anybody goes there. */
function showPageBefore(call: ReceivedCall, response: ServerResponse): void {
  const rules = { prerender: [{ urls: ["/shop"], eagerness: "immediate" }] };
  const html = `<script type="speculationrules">${JSON.stringify(rules)}</script><a href="/shop">Go</a>`;
  response.writeHead(200, page).end(`<title>Before</title>${call.url}${html}`);
}

async function receive(request: IncomingMessage): Promise<ReceivedCall> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { method = "", url = "", headers } = request;
  return { at: Date.now(), method, url, headers, body };
}

function cookie(call: ReceivedCall, name: string): string | null {
  const pairs = (call.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1] || null;
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
