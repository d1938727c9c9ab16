/** The bad days of a shop, at the turn of a switch: how it answers its customers just now. */

import { setTimeout as pause } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler } from "hono";
import * as v from "valibot";

export const moodSchema = v.variant("mode", [
  v.object({ mode: v.literal("ok") }),
  v.object({
    mode: v.literal("slow"),
    delayMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(600_000)), 3_000),
  }),
  v.object({
    mode: v.literal("fail"),
    status: v.optional(v.picklist([500, 502, 503, 504]), 500),
    /** Sent as `Retry-After` when given. */
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.object({ mode: v.literal("hang") }),
  /** Does what it is asked, and hangs up instead of saying so. */
  v.object({ mode: v.literal("hang-up") }),
  /** Does what it is asked, and hangs up in the middle of saying so. */
  v.object({ mode: v.literal("half-answer") }),
]);

export type Mood = v.InferOutput<typeof moodSchema>;

export interface MoodSwitch {
  readonly mood: Mood;
  set(mood: Mood): void;
  /** Lets a request go on, or not, as the mood is. */
  readonly middleware: MiddlewareHandler<{ Bindings: HttpBindings }>;
}

export function createMoodSwitch(): MoodSwitch {
  let mood: Mood = { mode: "ok" };
  let turned = Promise.withResolvers<void>();
  return {
    get mood() {
      return mood;
    },
    set(next) {
      mood = next;
      turned.resolve();
      turned = Promise.withResolvers<void>();
    },
    middleware: async (c, next) => {
      // Whoever hangs does so until the switch is turned, or until they give up.
      while (mood.mode === "hang") await turned.promise;
      if (mood.mode === "slow") await pause(mood.delayMs);
      if (mood.mode === "hang-up" || mood.mode === "half-answer") {
        const { mode } = mood;
        await next();
        const answer = c.res;
        // Taken away first: what is set over an answer is mixed with it.
        c.res = undefined;
        c.res = await breakOff(c.env, mode === "half-answer" ? answer : null);
        return;
      }
      if (mood.mode !== "fail") return next();
      const { status, retryAfterSeconds } = mood;
      if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds));
      return c.text("The shop has a problem just now.\n", status);
    },
  };
}

/** Ends the connection in place of the answer, or after the first half of it. */
async function breakOff(
  { incoming, outgoing }: HttpBindings,
  answer: Response | null,
): Promise<Response> {
  if (answer === null) incoming.socket.resetAndDestroy();
  else {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const headers = { ...Object.fromEntries(answer.headers), "Content-Length": bytes.length };
    outgoing.writeHead(answer.status, headers);
    outgoing.write(bytes.subarray(0, bytes.length / 2));
    incoming.socket.destroySoon();
  }
  return RESPONSE_ALREADY_SENT;
}
