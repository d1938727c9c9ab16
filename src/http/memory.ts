/** A bounded memory of an isolate: what is not used for a while makes room. Two generations, no timers. */

export interface Memory<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/** @param capacity how many entries are kept for certain; at most twice as many */
export function createMemory<Value>(capacity: number): Memory<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  function set(key: string, value: Value) {
    if (young.size >= capacity) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
  };
}

/** Headers of real browsers are shorter. What is longer may be anything, and is not kept. */
const longestText = 400;

/** Reads the texts that come again and again once, such as the headers that a browser always sends. */
export function rememberReading<Value>(
  capacity: number,
  read: (text: string) => Value,
): (text: string) => Value {
  const memory = createMemory<Value>(capacity);
  return (text) => {
    if (text.length > longestText) return read(text);
    const known = memory.get(text);
    if (known !== undefined) return known;
    const value = read(text);
    memory.set(text, value);
    return value;
  };
}
