/** The words after `npx stanchion invite`, read into what is to be done. */

import { roomNameForm } from "../../domain/names.ts";
import { longestInvitationLifeMs } from "../../tokens/invitation-token.ts";
import { planWaves, type Wave } from "./waves.ts";
import { instant } from "./wording.ts";
import {
  readAddress,
  readDuration,
  readInstant,
  readName,
  readText,
  readWholeNumber,
} from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export interface InviteOptions {
  readonly room: string;
  readonly line: string;
  readonly csvFile: string;
  readonly column: string;
  readonly waves: readonly Wave[];
  readonly keyFile: string;
  readonly outFile: string;
  /** Null: the links are without the shop's address. */
  readonly address: URL | null;
  /** Null: the merchant tells the room about the key by other means. */
  readonly adminToken: string | null;
  /** Nobody may join the room without an invitation. */
  readonly required: boolean;
}

/** As they come from the command line. */
export interface InviteWords {
  readonly room: string;
  readonly csv: string;
  readonly column: string;
  readonly line: string;
  readonly waves: string;
  readonly every: string;
  readonly from?: string | undefined;
  readonly expires: string;
  readonly key: string;
  readonly address?: string | undefined;
  readonly adminToken?: string | undefined;
  readonly out: string;
  readonly require: boolean;
}

const mostWaves = 1_000;

export function readInviteOptions(
  words: InviteWords,
  { now, adminToken }: { readonly now: number; readonly adminToken: string | undefined },
): InviteOptions {
  const address = words.address === undefined ? null : readAddress("--address", words.address);
  if (words.adminToken !== undefined && address === null) {
    throw new WrongUse("--admin-token is of no use without --address: whom should it be shown to?");
  }
  return {
    room: readName("--room", readText("--room", words.room), roomNameForm),
    line: readName("--line", words.line, /^[A-Za-z0-9][\w-]{0,63}$/),
    csvFile: readText("--csv", words.csv),
    column: readText("--column", words.column),
    waves: readWaves(words, now),
    keyFile: readText("--key", words.key),
    outFile: readText("--out", words.out),
    address,
    adminToken: address === null ? null : words.adminToken || adminToken || null,
    required: words.require,
  };
}

function readWaves(words: InviteWords, now: number): readonly Wave[] {
  const waves = planWaves({
    waves: readWholeNumber("--waves", words.waves, mostWaves),
    // A token's times are whole seconds.
    from:
      words.from === undefined ? Math.ceil(now / 1_000) * 1_000 : readInstant("--from", words.from),
    everyMs: readDuration("--every", words.every),
    expiresMs: readDuration("--expires", words.expires),
  });
  const past = waves.find(({ expiresAt }) => expiresAt <= now);
  if (past) {
    throw new WrongUse(
      `The invitations of wave ${past.name} would have expired at ${instant(past.expiresAt)}. Is --from right?`,
    );
  }
  const late = waves.find(({ expiresAt }) => expiresAt - now > longestInvitationLifeMs);
  if (late) {
    throw new WrongUse(
      `The invitations of wave ${late.name} would last until ${instant(late.expiresAt)}; an invitation lasts a year at most.`,
    );
  }
  return waves;
}
