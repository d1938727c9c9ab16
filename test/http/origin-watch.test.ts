import { expect, test } from "vitest";
import { createOriginWatch } from "../../src/http/origin-watch.ts";

const good = () => new Response(null, { status: 200 });
const resting = () => new Response(null, { status: 503, headers: { "Retry-After": "20" } });

function watchAt() {
  const clock = { now: 0 };
  return { clock, watch: createOriginWatch(() => clock.now) };
}

test("what was seen within two seconds is told once", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  clock.now = 2_000;
  expect(watch.take()).toMatchObject({ asked: 1, answered: 1 });
  expect(watch.take()).toBeUndefined();
});

test("a good answer of long ago does not hide, told by a gateway that was quiet since, that the next goes unanswered", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  clock.now = 2_001;
  watch.ask(500);
  expect(watch.take()).toMatchObject({ asked: 1, answered: 0, failed: 0 });
  watch.ask(500).answered(good());
  clock.now = 9_000;
  expect(watch.take()).toMatchObject({ asked: 0, answered: 0, slow: 1 });
});

test("what failed, or is not answered yet, is told however late", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  watch.ask(500).answered(null);
  watch.ask(500).answered(resting());
  watch.ask(500);
  clock.now = 9_000;
  const late = { asked: 3, answered: 0, failed: 2, slow: 1, retryAfterSeconds: 20 };
  expect(watch.take()).toEqual(late);
});

test("each request is told once as asked: before its answer, with it, or when its visitor gave up", () => {
  const { clock, watch } = watchAt();
  const [slow, left] = [watch.ask(500), watch.ask(500)];
  expect(watch.take()).toMatchObject({ asked: 2 });
  const alsoLeft = watch.ask(500);
  slow.answered(good());
  left.gaveUp();
  alsoLeft.gaveUp();
  expect(watch.take()).toMatchObject({ asked: 1, answered: 1 });
  clock.now = 60_000;
  expect(watch.take()).toBeUndefined();
});

test("what the room did not hear is told again, its good answers only while they are fresh", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good());
  watch.ask(500).answered(null);
  const unheard = watch.take();
  watch.putBack(unheard);
  clock.now = 2_000;
  expect(watch.take()).toEqual(unheard);
  watch.putBack(unheard);
  clock.now = 2_001;
  expect(watch.take()).toMatchObject({ asked: 1, answered: 0, failed: 1 });
});
