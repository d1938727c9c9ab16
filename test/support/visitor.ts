/** A visitor over real HTTP who keeps tokens as an app does, and a merchant with the token. */

import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import type { VisitorStatus } from "../../src/protocol.ts";
import type { Stack } from "./stack.ts";

const json = { Accept: "application/json", "Content-Type": "application/json" };

/** The statuses are ours, checked by the pages' types; here they are read as what they say. */
export interface Answer {
  readonly status: number;
  readonly body: VisitorStatus & {
    readonly ticket?: string;
    readonly pass?: string;
    readonly location?: string;
  };
}

export type Tokens = { readonly ticket?: string | undefined; readonly pass?: string | undefined };

export async function ask(
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  call: "join" | "status" | "enter" | "leave",
  tokens: Tokens = {},
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}/.stanchion/${call}`, {
    method: call === "status" ? "GET" : "POST",
    headers: { ...json, ...headersOf(tokens) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
}

/** Joins, and knocks as told until let in. @throws Error when that takes longer than `withinMs` */
export async function joinAndEnter(
  stack: Pick<Stack, "gatewayUrl">,
  { target = "/", withinMs = 15_000 } = {},
): Promise<Answer> {
  const joined = await ask(stack, "join", {}, { target });
  return joined.body.state === "admitted"
    ? joined
    : enterWhenCalled(stack, { ticket: joined.body.ticket }, withinMs);
}

export async function enterWhenCalled(
  stack: Pick<Stack, "gatewayUrl">,
  tokens: Tokens,
  withinMs = 15_000,
): Promise<Answer> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const answer = await ask(stack, "enter", tokens);
    if (answer.body.state === "admitted" || answer.status !== 200) return answer;
    await pause(Math.min(answer.body.pollAfterMs ?? 500, 2_000));
  }
  throw new Error(`Not let in within ${withinMs} ms`);
}

/** Asks for a page of the shop. */
export const visit = (
  { gatewayUrl }: Pick<Stack, "gatewayUrl">,
  path: string,
  tokens: Tokens = {},
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${gatewayUrl}${path}`, {
    redirect: "manual",
    ...init,
    headers: { Accept: "text/html", ...headersOf(tokens), ...init.headers },
  });

export async function order(
  stack: Pick<Stack, "gatewayUrl">,
  tokens: Tokens,
  name: string,
): Promise<Response> {
  const form = { name, email: `${name}@example.com`, address: "1 Line Street", quantity: "1" };
  return visit(stack, "/order", tokens, { method: "POST", body: new URLSearchParams(form) });
}

/** Changes the settings of a room and waits until the gateway works by them. */
export async function set(
  stack: Pick<Stack, "gatewayUrl" | "adminToken">,
  settings: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const response = await manage(stack, "PATCH", "rooms/default", settings);
  await pause(1_300);
  return response;
}

export const manage = (
  { gatewayUrl, adminToken }: Pick<Stack, "gatewayUrl" | "adminToken">,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${gatewayUrl}/.stanchion/api/v1/${path}`, {
    method,
    headers: { ...json, Authorization: `Bearer ${adminToken}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** The ticket numbers that the shop saw, in the order in which each was first seen. */
export const numbersIn = (log: readonly LoggedRequest[]): readonly number[] => [
  ...new Set(log.flatMap(({ assertion }) => (assertion ? [assertion.number] : []))),
];

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

function headersOf({ ticket, pass }: Tokens): Record<string, string> {
  return {
    ...(ticket !== undefined && { "Stanchion-Ticket": ticket }),
    ...(pass !== undefined && { "Stanchion-Pass": pass }),
  };
}
