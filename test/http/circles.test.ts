import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/domain/settings.ts";
import { circlesIn } from "../../src/http/circles.ts";
import { isLoopback } from "../../src/http/loopback.ts";

const gateway = {
  known: {
    hosts: new Map([["shop.example", "other"]]),
    settings: new Map([["other", { ...defaultSettings, origin: "http://127.0.0.1:3000" }]]),
  },
  config: { adminHosts: ["admin.example:8443"], demoHosts: ["localhost:8787"] },
  askedAt: "http://shop.example/.stanchion/api/v1/rooms/mine",
};

const fieldsOf = (settings: Parameters<typeof circlesIn>[1], askedAt = gateway.askedAt) =>
  circlesIn("mine", settings, { ...gateway, askedAt }).map(({ field }) => field);

describe("an origin", () => {
  test.each([
    ["http://shop.example.", "a room's host with the dot of DNS behind it"],
    ["https://admin.example:8443", "a host for the management"],
    ["http://[::1]:8787", "the machine itself at the port of the demo"],
    ["http://[64:ff9b::127.0.0.1]:8787", "the machine itself by way of IPv6"],
    ["http://ip6-localhost:8787", "the machine itself as its list of hosts has it"],
    ["http://a.localhost:8787", "a name of the machine at the port of the demo"],
  ])("%s is refused: %s", (origin) => {
    expect(fieldsOf({ origin })).toEqual(["origin"]);
  });

  test("of this machine is refused at the port that the change was asked for at", () => {
    const settings = { origin: "http://127.0.0.2:9000" };
    expect(fieldsOf(settings)).toEqual([]);
    expect(fieldsOf(settings, "http://shop.example:9000/")).toEqual(["origin"]);
  });

  test("of this machine is taken at the port of a proxy before the gateway", () => {
    expect(fieldsOf({ origin: "http://127.0.0.1" })).toEqual([]);
  });

  test.each([
    ["shop.example:80", "http://shop.example", "http://shop.example:81"],
    ["shop.example:80", "https://shop.example:80", "https://shop.example"],
    ["shop.example:443", "https://shop.example", "http://shop.example"],
    ["shop.example", "https://shop.example:443", "https://shop.example:444"],
    ["[2001:db8::1]", "http://[2001:db8::1]:80", "http://[2001:db8::1]:81"],
    ["shop.localhost", "http://shop.localhost", "http://origin.localhost"],
    ["shop.localhost:8080", "http://shop.localhost:8080", "http://origin.localhost:8080"],
  ])("of a room at %s is refused at %s and taken at %s", (host, same, other) => {
    const known = { hosts: new Map(), settings: new Map() };
    const fieldsAt = (origin: string) =>
      circlesIn("mine", { hosts: [host], origin }, { ...gateway, known }).map(({ field }) => field);
    expect(fieldsAt(same)).toEqual(["origin"]);
    expect(fieldsAt(other)).toEqual([]);
  });

  test.each(["https://shop-origin.example", "http://localhost:3000", "http://shop.example:81"])(
    "%s is taken",
    (origin) => {
      expect(fieldsOf({ origin })).toEqual([]);
    },
  );
});

test("a host where another room's shop is, is refused by any name of this machine", () => {
  expect(fieldsOf({ hosts: ["localhost:3000"] })).toEqual(["hosts"]);
  expect(fieldsOf({ hosts: ["localhost:3001"] })).toEqual([]);
});

test.each([
  ...[
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
  ],
  ...["127.1", "0", "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:0:127.0.0.1]"],
  ...["[64:ff9b::127.0.0.1]", "[::ffff:0.0.0.0]", "localhost6.localdomain6"],
])("%s is a name of the machine itself", (name) => {
  expect(isLoopback(new URL(`http://${name}`).hostname)).toBe(true);
});

test("a name that only begins like the machine's own is somebody else's", () => {
  const others = [
    "127.0.0.1.example",
    "localhost.example",
    "mylocalhost",
    "[::2]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::8.8.8.8]",
    "[2001:db8::7f00:1]",
    "localhost.localdomain.example",
  ];
  expect(others.filter((name) => isLoopback(new URL(`http://${name}`).hostname))).toEqual([]);
});
