import { describe, expect, it } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";

const edgesIn = (...words: readonly string[]) => {
  const read = readArguments(words);
  return read.kind === "arguments" ? read.given.edges : read.kind;
};

describe("the arguments of npm start", () => {
  it("are none for a gateway in one process", () => {
    expect(edgesIn()).toBeNull();
  });

  it("are the number of edges, as people write it", () => {
    expect(edgesIn("--edges", "2")).toBe(2);
    expect(edgesIn("--edges=2")).toBe(2);
    expect([edgesIn("--edges=1"), edgesIn("--edges=64")]).toEqual([1, 64]);
  });

  it.each(["--help", "-h"])("are a question: %s", (word) => {
    expect(edgesIn(word)).toBe("help");
  });

  it.each([
    [["--edges"]],
    [["--edges", "0"]],
    [["--edges", "65"]],
    [["--edges", "1.5"]],
    [["--edges", "-2"]],
    [["--edges", "two"]],
    [["--edges", ""]],
    [["--edges", "2", "3"]],
    [["2"]],
    [["--port", "80"]],
  ])("are refused otherwise: %j", (words) => {
    expect(edgesIn(...words)).toBe("problem");
  });
});
