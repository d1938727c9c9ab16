import fc from "fast-check";
import { expect, test } from "vitest";
import { wayBackFromForm } from "../../src/http/way-back.ts";
import { isTarget } from "../../src/tokens/ticket-token.ts";

const host = "shop.example:8443";
const wayBack = (referer: string | null) =>
  wayBackFromForm({ headers: new Headers(referer === null ? {} : { Referer: referer }), host });

test("a form leads back to the page it stood on, with what was asked of it", () => {
  expect(wayBack(`https://${host}/checkout?step=2`)).toBe("/checkout?step=2");
  expect(wayBack(`http://SHOP.example:8443/caf%C3%A9`)).toBe("/caf%C3%A9");
});

test.each([
  null,
  "",
  "about:blank",
  "/checkout",
  "https://shop.example/checkout",
  "https://shop.example:8444/checkout",
  "https://evil.example/checkout",
  `https://${host}@evil.example/checkout`,
  `https://${host}//evil.example`,
  `https://${host}/\\evil.example`,
  `https://${host}/.stanchion/leave`,
  `https://${host}/x/%2e%2e/.stanchion/leave`,
  `https://${host}/${"a".repeat(2_000)}`,
  `javascript://${host}/%0aalert(1)`.replace("8443", "1"),
])("a form that came from %j leads to the shop's first page", (referer) => {
  expect(wayBack(referer)).toBe("/");
});

test("whatever the browser says, the way on is a path of the shop's that a ticket can hold", () => {
  const referers = fc.oneof(
    fc.string().map((path) => `https://${host}/${path}`),
    fc.string({ unit: fc.constantFrom(..."/\\.%2e@:?#stanchion\t") }).map((rest) => host + rest),
  );
  fc.assert(
    fc.property(referers, (referer) => {
      let target = "/";
      try {
        target = wayBack(referer);
      } catch (error) {
        // No browser can send what is no header.
        if (!(error instanceof TypeError)) throw error;
      }
      expect(isTarget(target)).toBe(true);
      const { origin, pathname } = new URL(target, "https://shop.invalid");
      expect(origin).toBe("https://shop.invalid");
      expect(pathname.startsWith("/.stanchion/")).toBe(false);
    }),
  );
});
