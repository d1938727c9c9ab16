/**
 * What one visitor's browser does on the wire: sends its cookies, keeps the new ones, and does not
 * give up when a connection fails, because a visitor would not either.
 */

import { RunEnded, type RushClock } from "./clock.ts";
import { createCookieJar } from "./cookie-jar.ts";
import { type Answer, type Network, NetworkTrouble, type Request } from "./network.ts";
import type { Random } from "./random.ts";

export interface Errand {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly as: "page" | "data";
  readonly body?: { readonly type: string; readonly text: string };
  /** Statuses that are a good answer, so no error and nothing to repeat. */
  readonly expected: (status: number) => boolean;
}

export interface Reply extends Answer {
  /** When it was asked for the first time; earlier than `sentAt` after failed connections. */
  readonly firstSentAt: number;
}

export interface Browser {
  /** Repeats with growing pauses until an expected answer comes. @throws RunEnded */
  ask(errand: Errand): Promise<Reply>;
  /** Once: what is not safe to repeat. @throws NetworkTrouble */
  askOnce(errand: Errand): Promise<Reply>;
  /** The token in the cookie of this name, whether or not the site is on https. */
  token(name: "ticket" | "pass"): string | undefined;
}

const firstPauseMs = 250;
const longestPauseMs = 8_000;

export function createBrowser(network: Network, clock: RushClock, random: Random): Browser {
  const jar = createCookieJar();

  async function askOnce(errand: Errand): Promise<Reply> {
    const answer = await network.send(toRequest(errand, jar.header()));
    jar.keep(answer.setCookies, answer.answeredAt);
    if (!errand.expected(answer.status)) network.countTrouble(`status ${answer.status}`);
    return { ...answer, firstSentAt: answer.sentAt };
  }

  return {
    askOnce,
    async ask(errand) {
      const firstSentAt = clock.now();
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
        const reply = await orTrouble(askOnce(errand));
        if (clock.ended) throw new RunEnded();
        if (reply !== null && errand.expected(reply.status)) return { ...reply, firstSentAt };
        const told = Math.min(longestPauseMs, reply?.retryAfterMs ?? 0);
        // Half of the pause is chance, so that those who failed together do not come back together.
        await clock.sleepUntil(clock.now() + told + pauseMs * (0.5 + random() / 2));
      }
    },
    token: (name) => jar.get(`__Host-stanchion-${name}`) ?? jar.get(`stanchion-${name}`),
  };
}

function toRequest(errand: Errand, cookies: string | undefined): Request {
  const { method, path, as, body } = errand;
  return {
    method,
    path,
    headers: {
      accept:
        as === "page" ? "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" : "application/json",
      "accept-language": "en",
      "user-agent": "stanchion-rush",
      ...(cookies === undefined ? {} : { cookie: cookies }),
      ...(body === undefined ? {} : { "content-type": body.type }),
    },
    ...(body === undefined ? {} : { body: body.text }),
  };
}

async function orTrouble(reply: Promise<Reply>): Promise<Reply | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof NetworkTrouble) return null;
    throw error;
  }
}
