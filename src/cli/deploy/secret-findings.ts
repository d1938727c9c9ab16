/**
 * The secrets of the deployment, as far as anybody can know them beforehand: Cloudflare tells their names
 * and never their values, so a value must be at hand to be judged.
 */

import type { DeployedWorker } from "./deployed-worker.ts";
import { type Finding, fine, refused, unchecked } from "./finding.ts";
import { weaknessOfKeys } from "./key-strength.ts";
import { weaknessOfToken } from "./token-strength.ts";

export interface KnownSecrets {
  /** What goes up with this deployment. */
  readonly sent: Secrets;
  /** What the person says that there is. */
  readonly claimed: Secrets;
  /** The running gateway took the claimed token. */
  readonly isTokenTaken: boolean;
  /** What this deployment replaces, as far as the network or the person says. */
  readonly deployed: DeployedWorker;
}

export interface Secrets {
  readonly ADMIN_TOKEN?: string | undefined;
  readonly SIGNING_KEYS?: string | undefined;
}

export const secretFindings = async (known: KnownSecrets): Promise<readonly Finding[]> => [
  adminToken(known),
  await signingKeys(known),
];

const aStrongOne = "openssl rand -hex 32 makes a good one";

function adminToken({ sent, claimed, isTokenTaken, deployed }: KnownSecrets): Finding {
  const about = "ADMIN_TOKEN";
  const token = sent.ADMIN_TOKEN ?? claimed.ADMIN_TOKEN;
  const weakness = token === undefined ? null : weaknessOfToken(token);
  if (weakness !== null) return refused(about, `it ${weakness}: ${aStrongOne}`);
  if (sent.ADMIN_TOKEN !== undefined) return fine(about, "goes up with this deployment");
  if (isTokenTaken) return fine(about, "the running gateway takes it");
  if (deployed.kind === "none") {
    return refused(
      about,
      `the first deployment must bring it, or nobody could manage the rooms: --secrets-file .secrets, a file with the line ADMIN_TOKEN=…; ${aStrongOne}`,
    );
  }
  if (deployed.kind === "unknown") {
    return unchecked(
      about,
      "nobody could say whether the Worker has one: give --secrets-file, or STANCHION_URL and ADMIN_TOKEN, or sign in with wrangler login. (.dev.vars is for development and is not deployed.)",
    );
  }
  return deployed.secretNames.includes(about)
    ? unchecked(
        about,
        "there is one, but nobody can read how strong it is: set ADMIN_TOKEN and STANCHION_URL",
      )
    : refused(
        about,
        `there is none, and nobody could manage the rooms: wrangler secret put ADMIN_TOKEN; ${aStrongOne}`,
      );
}

async function signingKeys({ sent, claimed, deployed }: KnownSecrets): Promise<Finding> {
  const about = "SIGNING_KEYS";
  const keys = sent.SIGNING_KEYS ?? claimed.SIGNING_KEYS;
  if (keys !== undefined) {
    const weakness = await weaknessOfKeys(keys);
    return weakness === null ? fine(about, "of use, and secret") : refused(about, weakness);
  }
  return deployed.kind === "there" && deployed.secretNames.includes(about)
    ? unchecked(
        about,
        "they are set, but nobody can read them: set SIGNING_KEYS to have them judged",
      )
    : fine(about, "none given: the gateway makes and keeps its own");
}
