import { expect, test } from "vitest";
import { createOriginWatch } from "../../src/http/origin-watch.ts";

const good = new Response(null, { status: 200 });
const resting = () => new Response(null, { status: 503, headers: { "Retry-After": "20" } });

function watchAt() {
  const clock = { now: 0 };
  return { clock, watch: createOriginWatch(() => clock.now) };
}

test("what was seen within two seconds is told once", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good);
  clock.now = 2_000;
  expect(watch.take()).toMatchObject({ asked: 1, answered: 1 });
  expect(watch.take()).toBeUndefined();
});

test("a good answer of long ago is not taken for one of now, by a gateway that was quiet since", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(good);
  clock.now = 2_001;
  watch.ask(500);
  expect(watch.take()).toMatchObject({ asked: 1, answered: 0 });
  watch.ask(500).answered(good);
  clock.now = 9_000;
  expect(watch.take()).toMatchObject({ answered: 0, slow: 1 });
});

test("that the shop asked for rest is told however late", () => {
  const { clock, watch } = watchAt();
  watch.ask(500).answered(resting());
  clock.now = 9_000;
  expect(watch.take()).toMatchObject({ failed: 1, retryAfterSeconds: 20 });
});
