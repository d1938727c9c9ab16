/** What only the gateway's own addresses say, to visitors and to whoever manages; in the form of problems.ts. */

import { type ProblemOptions, type ProblemText, problemOf } from "./problems.ts";

const problems = {
  "not-accepting": [
    503,
    "The line takes nobody now",
    "Nobody can join at the moment. Try again later.",
  ],
  "invitation-not-genuine": [
    403,
    "The invitation cannot be used",
    "It was not made by this shop, or a part of it is missing. Open the link that you were sent.",
  ],
  "invitation-other-room": [
    403,
    "The invitation is for another line",
    "It was made by this shop, but not for this line. Open the link that you were sent.",
  ],
  "invitation-expired": [403, "The invitation has expired", "Ask the shop for a new one."],
  "invitation-used": [
    403,
    "The invitation was used",
    "Whoever holds it has had their turn in the shop. An invitation is good for one.",
  ],
  "challenge-needed": [
    428,
    "A place costs a short calculation",
    "Find the counter whose PBKDF2 key begins with keyPrefix, then join again with data.key and the proof.",
  ],
  "too-large": [413, "Too large", "The body of this request may have 16 kilobytes at most."],
  "not-json": [
    415,
    "Not JSON",
    "Send the settings as JSON, with the header Content-Type: application/json.",
  ],
  unauthorized: [401, "Not signed in", "Give the management token: Authorization: Bearer <token>."],
  "too-many-attempts": [
    429,
    "Too many attempts",
    "Too many wrong tokens. Wait a minute and try again.",
  ],
  "no-management": [
    403,
    "Management is off",
    "No management token is set. Start the gateway with ADMIN_TOKEN.",
  ],
  "unknown-room": [
    404,
    "No such room",
    "There is no room of this name. PUT its settings to set one up.",
  ],
  "invalid-settings": [
    422,
    "These settings cannot be used",
    "Each wrong field is named with what to write instead. Nothing was changed.",
  ],
  "no-stock": [
    409,
    "This room counts no stock",
    'Set stock first: {"stock": {"units": …, "perOrder": …}}. Nothing was counted.',
  ],
  "unknown-session": [
    422,
    "No such session",
    "Name the session as the assertion does: epoch, line and number, and pass for whoever was let in by onUnavailable. Leave session out to count the order as sold elsewhere. Nothing was counted.",
  ],
  "stale-settings": [
    412,
    "Changed by somebody else",
    "The settings are not the ones you saw. Read them again, then change them.",
  ],
  "unknown-key": [
    404,
    "No such key",
    "There is no signing key of this name; GET keys shows those there are. Nothing was changed.",
  ],
  "too-many-keys": [
    409,
    "Too many keys",
    "There are a hundred signing keys already. Revoke some, or wait until old ones end.",
  ],
  "keys-elsewhere": [
    422,
    "The keys are kept elsewhere",
    "The keys come from SIGNING_KEYS: change them there and start the gateway again. npx stanchion keys new makes one. Nothing was changed.",
  ],
} as const satisfies Record<string, ProblemText>;

export type OwnProblemName = keyof typeof problems;

export const ownProblem = (name: OwnProblemName, options: ProblemOptions = {}): Response =>
  problemOf(name, problems[name], options);
