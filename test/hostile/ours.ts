/** What must be true of every answer that is the gateway's own, whatever was asked. */

import { expect } from "vitest";
import type { WireAnswer } from "../support/wire.ts";

/** Of the platform, for what it does not read at all; the last is ours, for "wait". */
const refusedByPlatform = [501, 505, 503];

export function expectHarmless({ status, head, body }: WireAnswer, what: string): void {
  if (status === null) return;
  // The page's own script has the names of errors in it.
  const said = body.replace(/<script.*?<\/script>/gs, "");
  const faults = [
    status >= 500 && !refusedByPlatform.includes(status) && `status ${status}`,
    /\n\s+at |\.tsx?:\d+|worker\.js|TypeError|RangeError|SQLITE/.test(said) &&
      "insides in the answer",
    /^set-cookie: (?:__Host-)?stanchion-pass=[\w-]{3,}/im.test(head) && "a pass given away",
    isOurs(head) && !isKeptByNobody(head) && "a cache may keep it",
    isPage(head) && !hasStrictPolicy(head) && "no strict policy",
    /^location: (?!http:\/\/room-[0-9a-f]+\.example\/)/im.test(head) && "leads elsewhere",
  ].filter((fault) => fault !== false);
  expect([what, faults]).toEqual([what, []]);
}

/** The platform's own refusals have neither page nor problem. */
const isOurs = (head: string): boolean =>
  isPage(head) || /^content-type: application\//im.test(head);

const isPage = (head: string): boolean => /^content-type: text\/html/im.test(head);

const isKeptByNobody = (head: string): boolean =>
  /^cache-control: no-store\r?$/im.test(head) ||
  // The public keys are the same for everybody.
  (/^cache-control: public, max-age=15\r?$/im.test(head) && !/^set-cookie:/im.test(head));

function hasStrictPolicy(head: string): boolean {
  const [, policy = ""] = /^content-security-policy: (.*?)\r?$/im.exec(head) ?? [];
  return (
    policy.includes("default-src 'none'") &&
    policy.includes("frame-ancestors 'none'") &&
    policy.includes("base-uri 'none'") &&
    !/unsafe-|\*|https?:/.test(policy)
  );
}
