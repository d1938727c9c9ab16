import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemory } from "../../src/http/memory.ts";

describe("a memory", () => {
  test("gives back what was kept, and nothing else", () => {
    const memory = createMemory<number>(10);
    memory.set("a", 1);
    expect(memory.get("a")).toBe(1);
    expect(memory.get("b")).toBeUndefined();
    expect(memory.get("__proto__")).toBeUndefined();
  });

  test("keeps the latest value of a name", () => {
    const memory = createMemory<number>(3);
    memory.set("a", 1);
    for (const name of ["b", "c", "d"]) memory.set(name, 0);
    memory.set("a", 2);
    expect(memory.get("a")).toBe(2);
  });

  test("keeps the last `capacity` names for certain", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 60 }).map(String), { maxLength: 200 }),
        (capacity, names) => {
          const memory = createMemory<number>(capacity);
          names.forEach((name, index) => {
            memory.set(name, index);
          });
          const recent = [...new Set(names.toReversed())].slice(0, capacity);
          for (const name of recent) expect(memory.get(name)).toBe(names.lastIndexOf(name));
        },
      ),
    );
  });

  test("keeps what is used, however much else comes along", () => {
    const memory = createMemory<number>(10);
    memory.set("used", 1);
    for (let index = 0; index < 1_000; index++) {
      memory.set(`passing ${index}`, index);
      expect(memory.get("used")).toBe(1);
    }
  });

  test("never holds more than twice its capacity", () => {
    const memory = createMemory<number>(10);
    const names = Array.from({ length: 1_000 }, (_, index) => `name ${index}`);
    for (const name of names) memory.set(name, 1);
    expect(names.filter((name) => memory.get(name) !== undefined).length).toBeLessThanOrEqual(20);
  });
});
