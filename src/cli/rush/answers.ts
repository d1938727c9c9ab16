/**
 * What a visitor reads out of the gateway's answers. Everything from the wire is unknown until it
 * has been looked at.
 */

import { decodeJwt } from "jose";
import * as v from "valibot";
import { type Challenge, visitorStates } from "../../protocol.ts";

const statusSchema = v.object({
  state: v.picklist(visitorStates),
  ahead: v.nullish(v.number(), null),
  waitSeconds: v.nullish(v.object({ low: v.number(), high: v.number() }), null),
  pollAfterMs: v.nullish(v.number(), null),
  claimBy: v.nullish(v.string(), null),
  ticket: v.optional(v.string()),
  pass: v.optional(v.string()),
  location: v.optional(v.string()),
});

export type Status = v.InferOutput<typeof statusSchema>;

/** Null when it is not the status JSON of the contract. */
export function readStatus(text: string): Status | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), statusSchema), text);
  return result.success ? result.output : null;
}

const challengeSchema = v.object({
  challenge: v.object({
    parameters: v.object({
      algorithm: v.string(),
      nonce: v.string(),
      salt: v.string(),
      keyPrefix: v.string(),
      keySignature: v.string(),
      cost: v.number(),
      keyLength: v.number(),
      expiresAt: v.number(),
      data: v.object({
        room: v.string(),
        epoch: v.number(),
        key: v.string(),
        attempts: v.number(),
        kid: v.string(),
      }),
    }),
    signature: v.string(),
  }),
});

/** What a place costs just now; null when the answer does not say so. */
export function readChallenge(text: string): Challenge | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), challengeSchema), text);
  return result.success ? result.output.challenge : null;
}

/** A place or an admission, as named in tokens. */
export interface TicketName {
  readonly room: string;
  readonly epoch: number;
  readonly number: number;
}

const nameSchema = v.object({ room: v.string(), epoch: v.number(), number: v.number() });
const endSchema = v.object({ exp: v.number() });

/** The name inside a token; null when there is none. */
export function readTicketName(token: string | undefined): TicketName | null {
  return readClaims(token, nameSchema);
}

/** When a token ends, in milliseconds since 1970; null when it does not say. */
export function readEnd(token: string | undefined): number | null {
  const claims = readClaims(token, endSchema);
  return claims && claims.exp * 1_000;
}

/** Unverified: a visitor has no key and needs none. */
function readClaims<Schema extends v.GenericSchema>(
  token: string | undefined,
  schema: Schema,
): v.InferOutput<Schema> | null {
  if (token === undefined) return null;
  try {
    const result = v.safeParse(schema, decodeJwt(token));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** One string for one ticket, the same for the shop's log and for our records. */
export function ticketKey({ room, epoch, number }: TicketName): string {
  return `${room}/${epoch}/${number}`;
}
