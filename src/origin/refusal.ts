/** Why a request was not taken for one that the gateway let through, and what its sender is told. */

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One sentence for the shop's log. Holds nothing of an assertion whose signature is not genuine. */
  readonly detail: string;
}

export type RefusalReason =
  /** No assertion: the request did not come through the gateway. */
  | "missing"
  /** More than one, or a header that some servers take for a second one. */
  | "doubled"
  | "too-long"
  /** Not spelled as the gateway spells an assertion. */
  | "malformed"
  /** Another algorithm, another kind of token, or a header member that the gateway never writes. */
  | "header"
  /** Made by a key that the gateway does not have, or has no longer. */
  | "unknown-key"
  /** The gateway's keys could not be fetched, and none were given. */
  | "keys-unavailable"
  | "signature"
  /** Genuinely signed, and still not an assertion for shops. */
  | "claims"
  | "expired"
  | "issued-in-future"
  /** Made out to another host, another room, another method, another address. */
  | "host"
  | "room"
  | "method"
  | "target"
  /** Method and address are to be bound, and this assertion is not. */
  | "unbound";

export const refuse = (reason: RefusalReason, detail: string): Refusal => ({
  ok: false,
  reason,
  detail,
});

const status = 403;

/** Nothing that depends on who asked may be stored; a stranger learns the reason's name and no more. */
export function refusedAnswer({ reason }: Refusal): {
  readonly status: typeof status;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  return {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store" },
    body: JSON.stringify({
      type: "urn:stanchion:problem:not-let-through",
      title: "Not let through",
      status,
      detail: "This shop answers what comes through its waiting room.",
      reason,
    }),
  };
}

export function refusedResponse(refusal: Refusal): Response {
  const { status, headers, body } = refusedAnswer(refusal);
  return new Response(body, { status, headers });
}
