/**
 * What the runtime means by what it says. It speaks to those who build it: of broken pipes and numbered
 * system errors, with the addresses of its own code behind. Only what is not known here is passed on in
 * its words.
 */

/** In the order in which they are tried. Null: says nothing, or again what another line says. */
const meanings: readonly (readonly [RegExp, string | null])[] = [
  [/^stack: /, null],
  // A room set its alarm anew while the old one was about to ring: nothing is lost.
  [/SQLite alarm handler canceled with requestScheduledAlarm/, null],
  [/Received a connect event but we lack a handler/, null],
  [
    /Handler does not export a connect\(\) function/,
    "Somebody sent CONNECT, as to a proxy; it was refused.",
  ],
  [
    /A promise was resolved or rejected from a different request context/,
    "A visitor hung up while others waited for the same word from the room; the others go on.",
  ],
  [
    /SQLITE_FULL|database or disk is full|No space left on device|\(os error 28\)/,
    "The disk of DATA_DIR is full: nobody can join or be let in until there is space.",
  ],
  [
    /SQLITE_(?:NOTADB|CORRUPT)|database disk image is malformed/,
    "A file of the line in DATA_DIR is damaged: stop the gateway and put a backup of DATA_DIR in its place.",
  ],
  [
    /\(os error (?:2|111)\)|Connection refused/,
    "Nobody listens where a request was to go on to; it is asked again when the next one comes.",
  ],
  [
    /\(os error (?:32|104)\)|broken pipe|reset by peer|disconnected|Network connection lost/i,
    "A connection broke off in the middle: whoever was at its other end hung up or ended.",
  ],
];

/** Only what workerd's own source says is looked up: a customer's words may hold anything. */
const fromItsSource = /^(?:stack: |Warning: |Received a |\S+:\d+: (?:error|warning|fatal|info): )/;

/** A line of a JavaScript stack, which belongs to the line before it. */
export const isOfAStack = (line: string): boolean => /^\s+at /.test(line);

/** Whether it is said in our words, or not at all: nobody then looks for the place in its own. */
export const isKnown = (line: string): boolean =>
  fromItsSource.test(line) && meanings.some(([form]) => form.test(line));

export function meaningOf(line: string): string | null {
  if (!fromItsSource.test(line)) return line;
  const known = meanings.find(([form]) => form.test(line));
  return known === undefined ? withoutSourcePlaces(line) : known[1];
}

/**
 * `workerd/…/mod.rs:372: error: Uncaught exception: workerd/…:1511: failed: remote.jsg.Error: what`, or
 * `workerd/…/util.c++:410: error: e = workerd/…:910: failed: what; sentryErrorContext = …; wdErrId = …`
 */
function withoutSourcePlaces(line: string): string {
  const [, what] =
    /^\S+:\d+: \w+: (?:Uncaught exception: |e = )?(?:\S+:\d+: )?(?:failed: )?(?:remote\.)?(?:jsg\.)?(.+)$/.exec(
      line,
    ) ?? [];
  return what === undefined
    ? line
    : `workerd: ${what.replace(/; (?:sentry\w+|wdErrId) = .*$/, "")}`;
}
