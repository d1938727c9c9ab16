/**
 * Secrets of this start that somebody could guess. They are said and not refused, because most starts on
 * one's own machine are trials; `npm run deploy` refuses them.
 */

import { weaknessOfKeys } from "./deploy/key-strength.ts";
import { weaknessOfToken } from "./deploy/token-strength.ts";
import type { StartSettings } from "./environment.ts";

/** One sentence for each, without the secret. */
export async function weakSecrets({
  adminToken,
  signingKeys,
}: Pick<StartSettings, "adminToken" | "signingKeys">): Promise<readonly string[]> {
  const token = adminToken === null ? null : weaknessOfToken(adminToken);
  const keys = signingKeys === null ? null : await weaknessOfKeys(signingKeys);
  return [
    ...(token === null
      ? []
      : [
          `ADMIN_TOKEN ${token}: whoever guesses it manages the rooms. openssl rand -hex 32 makes a good one.`,
        ]),
    ...(keys === null
      ? []
      : [`SIGNING_KEYS are weak: ${keys}. Whoever knows a key walks past the line.`]),
  ];
}
