/**
 * Signing in with the admin token. The token lives in this tab's session storage only: never in a
 * cookie, which the browser would send by itself, nor in an address, which is logged.
 */

import type { ManagementApi, Refused, RoomListing } from "./admin-api.ts";
import { createManagementApi } from "./admin-api.ts";
import { part, write } from "./admin-elements.ts";
import { fill, formatDuration } from "./admin-format.ts";
import { texts } from "./admin-texts.ts";

export interface SignedIn {
  readonly api: ManagementApi;
  readonly rooms: readonly RoomListing[];
}

export interface SignIn {
  /** Signs in by itself with the token this tab remembers, if any. */
  readonly start: () => Promise<void>;
  /** Forgets the token and asks for it again, saying why. */
  readonly end: (why: string) => void;
}

const storageKey = "stanchion-admin-token";

export function createSignIn(onSignedIn: (signedIn: SignedIn) => void): SignIn {
  const section = part("sign-in", HTMLElement);
  const form = part("sign-in-form", HTMLFormElement);
  const input = part("token", HTMLInputElement);
  const outcome = part("sign-in-outcome", HTMLElement);

  async function signIn(token: string): Promise<void> {
    say(texts.signIn.working, "working");
    // Anything else cannot stand in a header, and is no token.
    const isToken = /^[\x21-\x7e]+$/.test(token);
    const api = createManagementApi(token);
    const answer = isToken ? await api.rooms() : ({ kind: "unauthorized" } as const);
    if (answer.kind !== "given") return refuse(answer);
    const { rooms } = answer.value;
    if (rooms.length === 0) return say(texts.signIn.noRooms, "trouble");
    keepToken(token);
    say("", "working");
    input.value = "";
    section.hidden = true;
    onSignedIn({ api, rooms });
  }

  function refuse(answer: Refused): void {
    if (answer.kind === "unauthorized") keepToken(null);
    input.setAttribute("aria-invalid", String(answer.kind === "unauthorized"));
    section.hidden = false;
    say(refusalText(answer), "trouble");
    input.focus();
  }

  function say(text: string, kind: "working" | "trouble"): void {
    outcome.setAttribute("data-kind", kind);
    write(outcome, text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(input.value.trim());
  });

  return {
    async start() {
      const token = keptToken();
      section.hidden = false;
      if (token === null) return input.focus();
      // In the field too: when the gateway does not answer, trying again is one press.
      input.value = token;
      await signIn(token);
    },
    end(why) {
      keepToken(null);
      section.hidden = false;
      input.removeAttribute("aria-invalid");
      say(why, "working");
      input.focus();
    },
  };
}

function refusalText(answer: Refused): string {
  switch (answer.kind) {
    case "unauthorized":
      return texts.signIn.wrongToken;
    case "too-many":
      return answer.retryAfterSeconds === null
        ? texts.signIn.tooManyForNow
        : fill(texts.signIn.tooMany, { wait: formatDuration(answer.retryAfterSeconds) });
    case "invalid":
    case "refused":
      return fill(texts.signIn.refused, { detail: answer.detail });
    case "stale":
    case "unreachable":
      return texts.signIn.unreachable;
  }
}

/** A browser that keeps nothing makes the merchant sign in again after a reload; that is all. */
function keepToken(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, token);
  } catch {}
}

function keptToken(): string | null {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
