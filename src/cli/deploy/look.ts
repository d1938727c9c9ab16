/** Everything that is looked at before a deployment, and whether it stands in the way. */

import { unstable_readConfig } from "wrangler";
import { CannotStart, reasonOf } from "../cannot-start.ts";
import { readAddress } from "../stanchion/words.ts";
import { configFindings, type DeployConfig } from "./config-findings.ts";
import { type DeployedWorker, findDeployed } from "./deployed-worker.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { askLive, roomsBeforeTheFirst } from "./live-findings.ts";
import { secretFindings } from "./secret-findings.ts";
import { readSecretsFile } from "./secret-sources.ts";

/** What a person says to `npm run deploy`. */
export interface DeployWords {
  readonly config: string;
  readonly env?: string | undefined;
  readonly "secrets-file"?: string | undefined;
  readonly anyway: boolean;
  readonly unchecked: boolean;
  /** Nothing of this name was deployed before. */
  readonly first: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws CannotStart, WrongUse when what was said cannot be followed */
export async function lookBefore(
  words: DeployWords,
  environment: Environment,
): Promise<readonly Finding[]> {
  const { ADMIN_TOKEN, SIGNING_KEYS, STANCHION_URL } = environment;
  const claimed = {
    ADMIN_TOKEN: ADMIN_TOKEN || undefined,
    SIGNING_KEYS: SIGNING_KEYS || undefined,
  };
  const config = readConfig(words);
  const file = words["secrets-file"];
  const sent = file === undefined ? {} : await readSecretsFile(file, environment);
  const url = STANCHION_URL ? readAddress("STANCHION_URL", STANCHION_URL) : null;
  const live = await askLive(url, claimed.ADMIN_TOKEN ?? sent.ADMIN_TOKEN);
  const { isTokenTaken } = live;
  // Not where nothing hangs on its answer: it takes seconds.
  const isNeeded =
    !isTokenTaken &&
    (sent.ADMIN_TOKEN === undefined || (url === null && !words.unchecked) || words.first);
  const found: DeployedWorker = isNeeded
    ? await findDeployed(placeWords(words), environment)
    : { kind: "unknown" };
  const deployed: DeployedWorker =
    words.first && found.kind === "unknown" && !isTokenTaken ? { kind: "none" } : found;
  return [
    ...(await configFindings(config, isTokenTaken)),
    ...(await secretFindings({ sent, claimed, isTokenTaken, deployed })),
    isTokenTaken ? live.finding : roomsBeforeTheFirst(live.finding, deployed, words.first),
  ];
}

/** As wrangler itself reads it, whatever its form. */
function readConfig({ config, env }: DeployWords): DeployConfig {
  try {
    return unstable_readConfig({ config, ...(env !== undefined && { env }) });
  } catch (error) {
    throw new CannotStart(`"${config}" cannot be read: ${reasonOf(error)}`);
  }
}

/** The words by which wrangler finds the same deployment. */
export const placeWords = ({ config, env }: DeployWords): readonly string[] => [
  "--config",
  config,
  ...(env === undefined ? [] : ["--env", env]),
];

/** One sentence for each; none: deploy. */
export function reasonsToStop(
  findings: readonly Finding[],
  { anyway, unchecked }: Pick<DeployWords, "anyway" | "unchecked">,
): readonly string[] {
  const has = (kind: FindingKind) => findings.some((finding) => finding.kind === kind);
  return [
    ...(has("refused") ? ["Put right what is REFUSED."] : []),
    ...(has("busy") && !anyway ? ["People are in a room: --anyway deploys all the same."] : []),
    ...(has("unchecked") && !unchecked
      ? ["Not all could be checked: --unchecked deploys all the same."]
      : []),
  ];
}
