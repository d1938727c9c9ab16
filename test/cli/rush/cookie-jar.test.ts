import { expect, test } from "vitest";
import { createCookieJar } from "../../../src/cli/rush/cookie-jar.ts";

const now = 1_000_000;

test("a cookie kept is sent with the next request", () => {
  const jar = createCookieJar();
  expect(jar.header()).toBeUndefined();
  jar.keep(["stanchion-ticket=a.b.c; HttpOnly; Path=/; Max-Age=600", "shop=1"], now);
  expect(jar.header()).toBe("stanchion-ticket=a.b.c; shop=1");
});

test("a newer value takes the place of the older", () => {
  const jar = createCookieJar();
  jar.keep(["a=1"], now);
  jar.keep(["a=2"], now);
  expect(jar.get("a")).toBe("2");
});

test.each(["a=; Max-Age=0", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])(
  "a cookie cleared by %j is gone",
  (line) => {
    const jar = createCookieJar();
    jar.keep(["a=1; Max-Age=600"], now);
    jar.keep([line], now);
    expect(jar.get("a")).toBeUndefined();
  },
);
