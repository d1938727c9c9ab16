/**
 * The rows of one step, each read at most once: whoever enters is looked up when they knock and again when
 * they are answered. It lives no longer than its step, so it knows nothing that another step could change;
 * what is written is in the tables at once, where every other question finds it.
 */

import type { Admission, Register } from "../src/domain/admission.ts";

export function forOneStep(register: Register): Register {
  const known = new Map<string, Admission | undefined>();
  return {
    ...register,
    find(line, number) {
      const name = nameOf(line, number);
      if (known.has(name)) return known.get(name);
      const admission = register.find(line, number);
      known.set(name, admission);
      return admission;
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

/** No line has a space in its name. */
const nameOf = (line: string, number: number): string => `${number} ${line}`;
