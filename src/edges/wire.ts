/**
 * What an edge asks an object of the core, and how it is answered. Plain data, as JSON over HTTP between
 * two processes of one machine.
 */

import type { RoomEnv } from "../env.ts";

export interface ObjectCall {
  /** Which kind of object: the binding that the core knows it by. */
  readonly binding: keyof RoomEnv;
  /** Which one of its kind. */
  readonly object: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An error loses its class on the way; what it says of itself is sent along. */
export type ObjectAnswer =
  | { readonly kind: "answer"; readonly value: unknown }
  | { readonly kind: "failure"; readonly message: string; readonly flags: FailureFlags };

/** What the platform says of a call that failed, and what the gateway decides by. */
export interface FailureFlags {
  readonly overloaded: boolean;
  readonly retryable: boolean;
}

/** The whole of the header by which the core knows its edges. */
export const proofOf = (secret: string): string => `Bearer ${secret}`;
