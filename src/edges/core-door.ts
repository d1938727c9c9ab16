/**
 * The only door of the core: edges come with the secret and ask an object; whoever else finds the door
 * learns nothing. The core has no way to the shop and lets nobody through to anything.
 */

import type { RoomEnv } from "../env.ts";
import { type FailureFlags, type ObjectAnswer, type ObjectCall, proofOf } from "./wire.ts";

export interface CoreEnv extends RoomEnv {
  /** Absent or empty: nobody is an edge. */
  readonly CORE_SECRET?: string | null;
}

export async function answerEdge(request: Request, env: CoreEnv): Promise<Response> {
  // Before anything of the request is read.
  if (!isEdge(request, env)) return new Response(null, { status: 403 });
  // An edge is the same build as its core: what it asks is well formed.
  return Response.json(await ask(env, (await request.json()) as ObjectCall));
}

function isEdge({ headers }: Request, { CORE_SECRET }: CoreEnv): boolean {
  if (!CORE_SECRET) return false;
  const given = bytesOf(headers.get("Authorization") ?? "");
  const right = bytesOf(proofOf(CORE_SECRET));
  // Its length is no secret.
  return given.byteLength === right.byteLength && crypto.subtle.timingSafeEqual(given, right);
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function ask(
  env: RoomEnv,
  { binding, object, method, args }: ObjectCall,
): Promise<ObjectAnswer> {
  try {
    const stub = env[binding].getByName(object) as unknown as Methods;
    return { kind: "answer", value: await stub[method]?.(...args) };
  } catch (error) {
    const { message, overloaded, retryable } = error as Partial<Error & FailureFlags>;
    return {
      kind: "failure",
      message: message ?? "The object failed",
      flags: { overloaded: overloaded === true, retryable: retryable === true },
    };
  }
}

/** A stub has every method that it is asked for; one that its object has not fails over there. */
type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
