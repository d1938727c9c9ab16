/**
 * The signing keys in the management API: which there are, a new one, and one that must not be believed
 * any more. Private halves never come this way, neither in nor out.
 */

import { type Context, Hono, type Next } from "hono";
import * as v from "valibot";
import { keyLives, longestDelaySeconds, shortestDelaySeconds } from "../domain/key-life.ts";
import { directoryName } from "../domain/names.ts";
import { secondMs } from "../domain/time.ts";
import type { KeysAnswer } from "../protocol.ts";
import { generateSigningKey } from "../tokens/new-signing-key.ts";
import { checked, fieldProblems, jsonOnly } from "./json-body.ts";
import type { Management } from "./management.ts";
import { objectOf } from "./object-schema.ts";
import { ownProblem } from "./own-problems.ts";
import { problem } from "./problems.ts";
import { isoOf, isoOrNull } from "./visitor-status.ts";

type Routes = { Bindings: { readonly management: Management } };

/**
 * From being published to signing. Gateways hear of a key within four seconds (directory-client.ts). A shop
 * that meets a new name asks for it, but not again within five seconds with our verifier, and with others
 * within thirty: whoever asked just before the gateways knew must be able to ask again in time.
 */
const usualDelaySeconds = 60;
const delay = `must be a number of seconds from ${shortestDelaySeconds} to ${longestDelaySeconds}`;

const rotation = objectOf("a rotation", {
  signsAfterSeconds: v.optional(
    v.pipe(
      v.number(delay),
      v.minValue(shortestDelaySeconds, delay),
      v.maxValue(longestDelaySeconds, delay),
    ),
    usualDelaySeconds,
  ),
});

const revocation = objectOf("a revocation", {
  kid: v.pipe(v.string("must be the name of a key"), v.maxLength(64, "is not the name of a key")),
});

export const keyRoutes = new Hono<Routes>()
  .get("/", async (c) => c.json(await keysAnswer(c.env.management)))
  .post("/rotate", keptByUs, async (c) => {
    const { management } = c.env;
    const wanted = readRotation(await c.req.text());
    if (wanted instanceof Response) return wanted;
    const activeFrom = Math.round(Date.now() + wanted.signsAfterSeconds * secondMs);
    const key = await generateSigningKey(activeFrom);
    const answer = await directoryOf(management).rotateKey(key.kid, { ...key }, "admin");
    if (answer.kind === "too-many") return ownProblem("too-many-keys");
    await hear(management);
    return c.json({ kid: key.kid, activeFrom: isoOf(activeFrom) });
  })
  .post("/revoke", keptByUs, jsonOnly, checked(revocation), async (c) => {
    const { management } = c.env;
    const { kid } = c.req.valid("json");
    const answer = await directoryOf(management).revokeKey(kid, await spareKey(), "admin");
    if (answer.kind === "unknown") return ownProblem("unknown-key");
    await hear(management);
    return c.json({ kid, replacedBy: answer.replacedBy });
  });

async function keysAnswer({ config, directory, env, ctx }: Management): Promise<KeysAnswer> {
  if (config.signingKeys !== null) {
    // Nobody but their owner takes them away, so none of them ends.
    const { keyring } = await directory.renew(ctx);
    const keys = keyLives(keyring.signing, Date.now()).map(({ kid, activeFrom, standing }) => ({
      kid,
      activeFrom: isoOf(activeFrom),
      standing,
      endsAt: null,
    }));
    return { keptBy: "SIGNING_KEYS", keys, changes: [] };
  }
  const { lives, changes } = await env.DIRECTORY.getByName(directoryName).keyRecord();
  return {
    keptBy: "gateway",
    keys: [...lives].map(({ kid, activeFrom, standing, endsAt }) => ({
      kid,
      activeFrom: isoOf(activeFrom),
      standing,
      endsAt: isoOrNull(endsAt),
    })),
    changes: [...changes].map(({ at, ...change }) => ({ ...change, at: isoOf(at) })),
  };
}

const directoryOf = ({ env }: Management) => env.DIRECTORY.getByName(directoryName);

/** This gateway hears of it at once, others within seconds. The change is made whether it does or not. */
const hear = ({ directory, ctx }: Management): Promise<unknown> =>
  directory.renew(ctx).catch(() => undefined);

/**
 * Takes over where no other key can sign: at once if it stands alone, else as after a rotation, since an
 * older key, which everybody knows, signs meanwhile.
 */
async function spareKey() {
  const key = await generateSigningKey(Date.now() + usualDelaySeconds * secondMs);
  return { kid: key.kid, key: { ...key } };
}

async function keptByUs(c: Context<Routes>, next: Next): Promise<Response | undefined> {
  if (c.env.management.config.signingKeys !== null) return ownProblem("keys-elsewhere");
  await next();
  return undefined;
}

/** Nothing has to be said to rotate; what is said must be right. */
function readRotation(body: string): v.InferOutput<typeof rotation> | Response {
  let said: unknown;
  try {
    said = body === "" ? {} : JSON.parse(body);
  } catch {
    return problem("malformed");
  }
  const parsed = v.safeParse(rotation, said);
  return parsed.success
    ? parsed.output
    : ownProblem("invalid-settings", { errors: fieldProblems(parsed.issues) });
}
