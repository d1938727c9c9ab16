/**
 * What a tab (session) or all tabs (local) of this browser remember. A browser may refuse to keep
 * anything; the page then remembers for as long as it is open.
 */

export interface Memory {
  readonly read: (name: string) => string | null;
  readonly write: (name: string, text: string) => void;
}

export function memoryIn(kind: "localStorage" | "sessionStorage"): Memory {
  const whileOpen = new Map<string, string>();
  return {
    read: (name) => {
      const kept = orNull(() => window[kind].getItem(`stanchion.${name}`));
      return kept ?? whileOpen.get(name) ?? null;
    },
    write: (name, text) => {
      whileOpen.set(name, text);
      orNull(() => window[kind].setItem(`stanchion.${name}`, text));
    },
  };
}

/** Even naming the storage throws where it is forbidden. */
function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch {
    return null;
  }
}
