/** A pass, as calls to its room name it. */

import type { PassInLine } from "../domain/calls.ts";
import type { PassClaims } from "../tokens/pass-token.ts";

export const passInLine = ({
  epoch,
  line,
  number,
  jti: id,
  expiresAt: endsAt,
}: PassClaims): Required<PassInLine> => ({ epoch, line, number, pass: { id, endsAt } });
