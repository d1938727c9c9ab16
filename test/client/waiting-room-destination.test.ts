import fc from "fast-check";
import { expect, test } from "vitest";
import { destinationOf } from "../../src/client/waiting-room-destination.ts";

const origin = "https://shop.example";
const asked = { target: "/product?id=7", origin };

test("the visitor goes to the address that the gateway named", () => {
  expect(destinationOf("https://shop.example/checkout?step=1", asked)).toBe(
    "https://shop.example/checkout?step=1",
  );
});

test("without an address the visitor goes to the page first asked for", () => {
  expect(destinationOf(undefined, asked)).toBe("https://shop.example/product?id=7");
});

test("an address elsewhere is never followed", () => {
  const elsewhere = [
    "https://evil.example/",
    "http://shop.example/",
    "https://shop.example:8443/",
    "https://shop.example@evil.example/",
    "https://user:secret@shop.example/",
    "https://shop.example.evil.example/",
    "//evil.example/",
    "/relative",
    "javascript:alert(1)",
    "data:text/html,hi",
    "blob:https://shop.example/0f",
    "",
  ];
  for (const location of elsewhere) {
    expect(destinationOf(location, asked)).toBe("https://shop.example/product?id=7");
  }
});

test("a target that leads elsewhere is never followed either", () => {
  const targets = ["@evil.example/", ".evil.example/", ":8443/", "evil", ""];
  for (const target of targets) {
    expect(new URL(destinationOf(undefined, { target, origin })).origin).toBe(origin);
  }
});

test("no location and no target leads to another site, or to no site", () => {
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.string(), fc.webUrl()), (target, location) => {
      expect(new URL(destinationOf(location, { target, origin })).origin).toBe(origin);
    }),
  );
});
