/** Handing an invitation over, and what may come of it. */

import type { InvitationProblem } from "./invitation-page-messages.ts";
import { destinationOf } from "./waiting-room-destination.ts";

export type InvitationAnswer =
  | { readonly kind: "accepted"; readonly location: string }
  | { readonly kind: InvitationProblem | "no-answer" };

const patienceMs = 10_000;

/** What is behind the `#`, be it of an address, of a link that was pasted whole, or the text itself. */
export function readInvitation(text: string): string {
  return text.slice(text.indexOf("#") + 1).trim();
}

export async function sendInvitation(invitation: string): Promise<InvitationAnswer> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const response = await fetch("/.stanchion/invitation", {
      method: "POST",
      body: JSON.stringify({ invitation }),
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      cache: "no-store",
      signal: patience.signal,
    });
    const { location, type }: { location?: string; type?: string } = await response.json();
    if (!response.ok) return { kind: problemOf(type ?? "", response.status) };
    const asked = { target: "/", origin: window.location.origin };
    return { kind: "accepted", location: destinationOf(location, asked) };
  } catch {
    return { kind: "no-answer" };
  } finally {
    clearTimeout(timer);
  }
}

const problemTypes: readonly InvitationProblem[] = ["expired", "other-room", "not-genuine"];

/** By the name at the end of the problem's type; what the gateway refuses otherwise is no invitation. */
export function problemOf(type: string, status: number): InvitationProblem | "no-answer" {
  const known = problemTypes.find((name) => type.endsWith(name));
  return known ?? (status >= 500 || status === 429 ? "no-answer" : "not-genuine");
}
