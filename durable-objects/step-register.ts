/**
 * The rows of one step, each read at most once: whoever enters is looked up when they knock and again when
 * they are answered, and those who knock together are looked up together. It lives no longer than its step, so it
 * knows nothing that another step could change; what is written is in the tables at once, where every other
 * question finds it.
 */

import type { Admission, Register } from "../src/domain/admission.ts";
import type { RoomCall } from "../src/domain/calls.ts";
import type { StoredRegister } from "./room-store.ts";

/** @param calls what the step is about to hear */
export function forOneStep(register: StoredRegister, calls: readonly RoomCall[] = []): Register {
  const knocking = numbersByLine(calls);
  const known = new Map<string, Admission | undefined>();
  const left = new Map<string, boolean>();

  /** Asked for with the first of them, and not before: what time alone does comes first in a step. */
  function readKnocking(line: string): void {
    const numbers = knocking.get(line);
    if (numbers === undefined) return;
    knocking.delete(line);
    for (const number of numbers) {
      known.set(nameOf(line, number), undefined);
      left.set(nameOf(line, number), false);
    }
    for (const admission of register.findAmong(line, numbers)) {
      known.set(nameOf(line, admission.number), admission);
    }
    for (const number of register.leftAmong(line, numbers)) left.set(nameOf(line, number), true);
  }

  return {
    ...register,
    find(line, number) {
      readKnocking(line);
      const name = nameOf(line, number);
      if (known.has(name)) return known.get(name);
      const admission = register.find(line, number);
      known.set(name, admission);
      return admission;
    },
    hasLeft(line, number) {
      readKnocking(line);
      return left.get(nameOf(line, number)) ?? register.hasLeft(line, number);
    },
    markLeft(line, number, place) {
      register.markLeft(line, number, place);
      left.set(nameOf(line, number), true);
    },
    write(admission) {
      register.write(admission);
      known.set(nameOf(admission.line, admission.number), admission);
    },
    remove(line, number) {
      register.remove(line, number);
      known.delete(nameOf(line, number));
    },
    extendSessions(byMs) {
      register.extendSessions(byMs);
      known.clear();
    },
  };
}

/** Of those who enter, where it is more than one: for one alone, a look is as good as a list. */
function numbersByLine(calls: readonly RoomCall[]): Map<string, readonly number[]> {
  const numbers = new Map<string, number[]>();
  for (const call of calls) {
    if (call.kind !== "enter") continue;
    const before = numbers.get(call.line);
    if (before) before.push(call.number);
    else numbers.set(call.line, [call.number]);
  }
  for (const [line, ofLine] of numbers) if (ofLine.length === 1) numbers.delete(line);
  return numbers;
}

/** No line has a space in its name. */
const nameOf = (line: string, number: number): string => `${number} ${line}`;
