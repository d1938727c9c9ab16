/** The four calls a page makes, and what can come of one: an answer, no place, or silence. */

import type { Challenge, JoinRequest, VisitorStatus } from "../protocol.ts";
import type { Step } from "./waiting-room-steps.ts";

export type Answer =
  | { readonly kind: "status"; readonly status: VisitorStatus }
  | { readonly kind: "no-place" }
  | { readonly kind: "left" }
  /** Only with an invitation, and this visitor has none that is good. */
  | { readonly kind: "not-invited" }
  /** A place costs a calculation just now. */
  | { readonly kind: "challenge"; readonly challenge: Challenge }
  /**
   * `connection`: nothing came back. `answer`: something did, but not from a line that works; it may have said
   * how long it wants to be left alone.
   */
  | {
      readonly kind: "silence";
      readonly lacking: "connection" | "answer";
      readonly retryAfterMs: number;
    };

/** A request that hangs longer than this has been lost on the way. */
const patienceMs = 10_000;

export async function ask(step: Step | "leave", body: JoinRequest): Promise<Answer> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const response = await fetch(`/.stanchion/${step}`, {
      ...(step === "status" ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      cache: "no-store",
      signal: patience.signal,
    });
    return await readAnswer(step, response);
  } catch {
    return { kind: "silence", lacking: "connection", retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
  }
}

async function readAnswer(step: Step | "leave", response: Response): Promise<Answer> {
  if (response.status === 401) return { kind: step === "leave" ? "left" : "no-place" };
  if (response.status === 403 && (await isAboutInvitation(response)))
    return { kind: "not-invited" };
  if (response.status === 428) return { kind: "challenge", ...(await response.json()) };
  const retryAfterMs = (Number(response.headers.get("Retry-After")) || 0) * 1_000;
  const silence = { kind: "silence", lacking: "answer", retryAfterMs } as const;
  if (!response.ok) return silence;
  if (step === "leave") return { kind: "left" };
  const status = parseStatus(await response.text());
  return status === null ? silence : { kind: "status", status };
}

async function isAboutInvitation(response: Response): Promise<boolean> {
  const problem: { type?: string } | null = await response.json().catch(() => null);
  return /:(?:not-invited|invitation-[\w-]+)$/.test(problem?.type ?? "");
}

/** The JSON of a gateway; the page of a hotel's network that answers in its stead is none. */
export function parseStatus(text: string): VisitorStatus | null {
  try {
    const status: VisitorStatus | null = JSON.parse(text);
    return typeof status?.state === "string" && "pollAfterMs" in status ? status : null;
  } catch {
    return null;
  }
}
