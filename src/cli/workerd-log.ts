/**
 * What workerd says, as an operator wants to read it: in our words where they are known, without the
 * places in workerd's own source, and once a minute what would otherwise come a thousand times a second,
 * just when things go wrong.
 */

import { isKnown, isOfAStack, meaningOf } from "./workerd-words.ts";

interface Said {
  readonly at: number;
  unsaid: number;
}

const silenceMs = 60_000;
/** Different sentences, such as those with an address in them, must not fill the memory. */
const mostRemembered = 1_000;

export function condenseLog(
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): (line: string) => void {
  const remembered = new Map<string, Said>();
  // A stack goes with what it is the stack of.
  let showsStack = true;
  return (line) => {
    if (isOfAStack(line)) {
      if (showsStack) write(line);
      return;
    }
    showsStack = false;
    const sentence = meaningOf(line);
    if (sentence === null) return;
    const before = remembered.get(sentence);
    if (before !== undefined && now() - before.at < silenceMs) {
      before.unsaid += 1;
      return;
    }
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(sentence, { at: now(), unsaid: 0 });
    showsStack = !isKnown(line);
    const more = before?.unsaid ?? 0;
    write(more === 0 ? sentence : `${sentence} (${more} times more since it was said last)`);
  };
}
