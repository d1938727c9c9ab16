/**
 * What the page of a room that asks for a calculation has beside its script: the ways to pay for a place.
 * A second script, because every other room's page is better off without it.
 */

import { elementOf } from "./page-elements.ts";
import "./waiting-room-payment.ts";
import { solve } from "./waiting-room-proof.ts";
import { turnstileToken } from "./waiting-room-turnstile.ts";

const progress = elementOf("progress", HTMLProgressElement);

window.payForPlace = async (challenge, paid) => {
  const { key } = challenge.parameters.data;
  // With Cloudflare's word, if there is any, it costs less: the gateway says how much.
  const turnstile = paid.turnstile === undefined ? await turnstileToken() : null;
  if (turnstile !== null) return { key, turnstile };
  const onProgress = (share: number) => {
    progress.value = share;
  };
  const proof = await solve(challenge, onProgress).catch(() => null);
  if (proof !== null) {
    // Mostly found long before the end of the way, and joining takes a moment more.
    onProgress(1);
    return { key, proof };
  }
  // This browser cannot do it: it joins as one without scripts does, and waits instead.
  elementOf('form[action$="/join"]', HTMLFormElement).submit();
  return null;
};
