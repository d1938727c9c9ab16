/**
 * `npx stanchion doctor --origin https://…`: calls a shop past its gateway and says loudly if it
 * answers. Exit code 1 when it does, 2 when nothing was proved either way.
 */

import { defineCommand } from "citty";
import { decodeJwt, type JWTPayload } from "jose";
import { type OriginTarget, originProbes, type ProbeOutcome, tryProbe } from "./origin-probes.ts";
import { onlyKnownOptions, readAddress } from "./words.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export const doctor = defineCommand({
  meta: {
    name: "doctor",
    description: "Calls the shop past its waiting room, and says loudly if it answers strangers.",
  },
  args: {
    origin: { type: "string", required: true, description: "the shop's own address" },
    path: { type: "string", default: "/", description: "a page that only the admitted may see" },
    host: { type: "string", description: "the host that customers ask for" },
    "jwks-url": { type: "string", description: "the gateway's keys, for forgeries that name one" },
    expired: { type: "string", description: "an old assertion, to be tried again" },
    caught: {
      type: "string",
      description:
        "a fresh assertion of a request for another page, which a strict shop refuses here",
    },
    insecure: { type: "boolean", default: false, description: "take any certificate" },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const diagnosis = await diagnose(await readTarget(args), Date.now());
    for (const line of diagnosis.lines) process.stdout.write(`${line}\n`);
    process.exitCode = diagnosis.exitCode;
  },
});

export interface Diagnosis {
  readonly lines: readonly string[];
  /** 0: turns strangers away. 1: answers them. 2: nothing was proved. */
  readonly exitCode: 0 | 1 | 2;
}

/** One probe after the other: what the shop does under load is not the question. */
export async function diagnose(target: OriginTarget, now: number): Promise<Diagnosis> {
  const lines = [`${target.url} asked past its waiting room:`, ""];
  const outcomes: ProbeOutcome[] = [];
  for (const probe of await originProbes(target, now)) {
    const outcome = await tryProbe(target, probe);
    outcomes.push(outcome);
    lines.push(`  ${probe.name.padEnd(28)} ${wordFor(outcome)}`);
  }
  lines.push("");
  if (outcomes.some(({ kind }) => kind === "answered")) {
    return { lines: [...lines, ...alarm], exitCode: 1 };
  }
  if (outcomes.every(({ kind }) => kind === "refused" || kind === "sent-away")) {
    return { lines: [...lines, "It turns strangers away."], exitCode: 0 };
  }
  return { lines: [...lines, adviceFor(outcomes)], exitCode: 2 };
}

const alarm = [
  "THIS SHOP ANSWERS STRANGERS. Whoever finds its address walks past the waiting room.",
  "Let the shop verify the assertion (docs/operating/origin.md). If it does already: is it in",
  "report-only mode, is this path exempt, or does a server before it answer from a cache?",
];

function wordFor(outcome: ProbeOutcome): string {
  switch (outcome.kind) {
    case "answered":
      return `${outcome.status}  IT ANSWERS`;
    case "refused":
      return `${outcome.status}  refused${outcome.byStanchion ? "" : ", though not by Stanchion's verifier"}`;
    case "sent-away":
      return `${outcome.status}  sent away to ${outcome.to}`;
    case "unclear":
      return `${outcome.status}  neither served nor refused`;
    case "unreachable":
      return `no answer (${outcome.cause})`;
  }
}

function adviceFor(outcomes: readonly ProbeOutcome[]): string {
  return outcomes.every(({ kind }) => kind === "unreachable")
    ? "Nothing was proved: no answer from there. A certificate of its own is no hindrance with --insecure. If a firewall keeps everybody but the gateway out, that is a shield, too; ask from where the gateway runs to see the shop's own."
    : "Nothing was proved: give --path a page that answers the admitted with 200.";
}

interface DoctorWords {
  readonly origin: string;
  readonly path: string;
  readonly host?: string | undefined;
  readonly "jwks-url"?: string | undefined;
  readonly expired?: string | undefined;
  readonly caught?: string | undefined;
  readonly insecure: boolean;
}

async function readTarget(words: DoctorWords): Promise<OriginTarget> {
  const { path, host = null, expired = null, caught = null, insecure } = words;
  const origin = readAddress("--origin", words.origin);
  if (!path.startsWith("/") || !URL.canParse(origin.origin + path)) {
    throw new WrongUse(`--path must begin with a slash, received "${path}".`);
  }
  if (host !== null && !/^[\w.:[\]-]{1,255}$/.test(host)) {
    throw new WrongUse(`--host must be a host name, with its port if need be, received "${host}".`);
  }
  if (caught !== null) checkCaught(caught, Date.now());
  const jwksUrl = words["jwks-url"];
  const kid = jwksUrl === undefined ? null : await readKid(jwksUrl);
  return { url: new URL(origin.origin + path), host, kid, expired, caught, insecure };
}

/** A shop refuses an old one in any case, and nothing would be proved. */
function checkCaught(assertion: string, now: number): void {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch {
    throw new WrongUse("--caught is not an assertion.");
  }
  if ((claims.exp ?? 0) * 1_000 <= now) {
    throw new WrongUse(
      "--caught has expired; an assertion is good for a minute. Take a fresh one.",
    );
  }
  if (!("targetHash" in claims)) {
    throw new WrongUse(
      '--caught is bound to no page. Set the room to "assertions": "per-request".',
    );
  }
}

async function readKid(jwksUrl: string): Promise<string> {
  try {
    const jwks: unknown = await (await fetch(jwksUrl)).json();
    const { keys } = jwks as { readonly keys?: readonly { readonly kid?: unknown }[] };
    const kid = keys?.[0]?.kid;
    if (typeof kid === "string") return kid;
  } catch (error) {
    throw new WrongUse(`--jwks-url does not answer with keys: ${reasonOf(error)}.`);
  }
  throw new WrongUse("--jwks-url does not answer with keys.");
}
