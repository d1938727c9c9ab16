import { expect, test } from "vitest";
import { createOriginWatch } from "../../src/http/origin-watch.ts";

const good = () => new Response(null, { status: 200 });
const resting = () => new Response(null, { status: 503, headers: { "Retry-After": "20" } });

function watchAt() {
  const clock = { now: 0 };
  return { clock, watch: createOriginWatch(() => clock.now) };
}

test("what was seen is told once, with how long ago the latest good answer came", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  clock.now = 700;
  watch.ask(500).answered(good());
  clock.now = 9_000;
  expect(watch.take()).toEqual({
    asked: 2,
    answered: 2,
    failed: 0,
    slow: 0,
    retryAfterSeconds: null,
    goodAgoMs: 8_300,
    unheardForMs: null,
  });
  expect(watch.take()).toBeUndefined();
});

test("since when nothing good is heard: since the first request, or since the last good answer if others still wait", () => {
  const { clock, watch } = watchAt();
  clock.now = 1_000;
  watch.ask(500);
  clock.now = 1_200;
  const second = watch.ask(500);
  clock.now = 2_000;
  expect(watch.take()).toMatchObject({ asked: 2, goodAgoMs: null, unheardForMs: 1_000 });
  second.answered(good());
  clock.now = 2_300;
  expect(watch.take()).toMatchObject({ answered: 1, goodAgoMs: 300, unheardForMs: 300 });
});

test("a failure is no word: the silence lasts until a good answer", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(null);
  clock.now = 400;
  watch.ask(500).answered(resting());
  clock.now = 1_000;
  expect(watch.take()).toMatchObject({ failed: 2, retryAfterSeconds: 20, unheardForMs: 1_000 });
  watch.ask(500).answered(good());
  expect(watch.take()).toMatchObject({ answered: 1, unheardForMs: null });
});

test("what the room did not hear is told again, as old as it is by then", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  watch.ask(500);
  clock.now = 300;
  const unheard = watch.take();
  expect(unheard).toMatchObject({ asked: 2, answered: 1, goodAgoMs: 300, unheardForMs: 300 });
  watch.putBack(unheard);
  clock.now = 400;
  expect(watch.take()).toEqual({ ...unheard, goodAgoMs: 400, unheardForMs: 400 });
});
