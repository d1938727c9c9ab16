import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createHearing } from "../../src/http/hearing.ts";

const clock = () => Date.now();
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An object that is asked, and how those who ask fare. */
function object() {
  const hearing = createHearing(clock);
  return {
    hearing,
    /** @param answersAfterMs null: never */
    ask(answersAfterMs: number | null, outcome: "answers" | "fails" = "answers") {
      const fate = { is: "waiting" };
      const answer = hearing.ask(async () => {
        await new Promise((resolve) => {
          if (answersAfterMs !== null) setTimeout(resolve, answersAfterMs);
        });
        if (outcome === "fails") throw new Error("failed");
        return "answered";
      });
      hearing.inTime(answer).then(
        (answered) => {
          fate.is = answered;
        },
        (error: Error) => {
          fate.is = error.message === "failed" ? "failed" : "told that it is silent";
        },
      );
      return fate;
    },
  };
}

describe("an object that is asked", () => {
  test("is silent when nothing came for two seconds, and whoever waits is told so", async () => {
    const { hearing, ask } = object();
    const first = ask(null);
    await pass(1_900);
    const later = ask(null);
    expect([first.is, hearing.isSilent()]).toEqual(["waiting", false]);
    await pass(100);
    expect([first.is, later.is]).toEqual(["told that it is silent", "waiting"]);
    expect(hearing.isSilent()).toBe(true);
    await pass(150);
    expect(later.is).toBe("told that it is silent");
  });

  test("is not silent while it answers somebody, however slow it is", async () => {
    const { hearing, ask } = object();
    const slow = ask(3_500);
    for (let second = 0; second < 3; second++) {
      ask(500);
      await pass(1_000);
    }
    expect([slow.is, hearing.isSilent()]).toEqual(["waiting", false]);
    await pass(500);
    expect(slow.is).toBe("answered");
  });

  test("is silent from when it was last heard, for those who asked before as well", async () => {
    const { ask } = object();
    const lost = ask(null);
    ask(1_000);
    await pass(2_900);
    expect(lost.is).toBe("waiting");
    await pass(300);
    expect(lost.is).toBe("told that it is silent");
  });

  test("is heard again as soon as anything comes", async () => {
    const { hearing, ask } = object();
    ask(3_000);
    await pass(2_000);
    expect(hearing.isSilent()).toBe(true);
    await pass(1_000);
    expect(hearing.isSilent()).toBe(false);
  });

  test("is asked anew after ten seconds, for a moment", async () => {
    const { hearing, ask } = object();
    ask(null);
    await pass(2_000);
    await pass(9_999);
    expect(hearing.isSilent()).toBe(true);
    await pass(1);
    expect(hearing.isSilent()).toBe(false);
    const next = ask(null);
    await pass(250);
    expect([next.is, hearing.isSilent()]).toEqual(["told that it is silent", true]);
  });

  test("is not silent when it fails, and is waited for as ever afterwards", async () => {
    const { hearing, ask } = object();
    for (let second = 0; second < 5; second++) {
      expect(ask(10, "fails").is).toBe("waiting");
      await pass(1_000);
    }
    const next = ask(1_500);
    await pass(1_500);
    expect([next.is, hearing.isSilent()]).toEqual(["answered", false]);
  });

  test("is silent though a time limit on the way fails its questions", async () => {
    const { hearing, ask } = object();
    ask(5_000, "fails");
    await pass(9_000);
    expect(hearing.isSilent()).toBe(true);
    await pass(5_000);
    const next = ask(null);
    await pass(250);
    expect(next.is).toBe("told that it is silent");
  });

  test("that nobody asked for an hour is not silent for it", async () => {
    const { hearing, ask } = object();
    ask(10);
    await pass(3_600_000);
    expect(hearing.isSilent()).toBe(false);
    const next = ask(1_500);
    await pass(1_500);
    expect(next.is).toBe("answered");
  });

  test("that stood still with the whole machine is looked at once more", async () => {
    const { hearing, ask } = object();
    const answer = ask(1_760);
    // The clock has gone on, and what is due comes one after the other.
    vi.setSystemTime(Date.now() + 60_000);
    await pass(1_760);
    expect([answer.is, hearing.isSilent()]).toEqual(["answered", false]);
  });
});
