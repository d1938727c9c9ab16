import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { byteAt } from "../../examples/shop/download.ts";
import type { Echo } from "../../examples/shop/echo.ts";
import { createOrderBook, type Order } from "../../examples/shop/order-book.ts";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import { type DemoShop, startDemoShop } from "../../examples/shop/server.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";

const claims = { room: "default", epoch: 2, number: 17, jti: "a-one-time-id", pass: "pass-id" };
const assertion = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
const filledIn = { name: "Ada", email: "ada@example.org", address: "1 Quay", quantity: "2" };

describe("the demo shop", () => {
  let shop: DemoShop;
  let url: string;
  let controlUrl: string;

  beforeEach(async () => {
    shop = await startDemoShop({ port: 0, controlPort: 0, logFile: null, stock: 10 });
    url = `http://127.0.0.1:${shop.port}`;
    controlUrl = `http://127.0.0.1:${shop.controlPort}`;
  });
  afterEach(() => shop.close());

  const get = (path: string, headers: HeadersInit = {}) => fetch(url + path, { headers });
  const order = (fields: Record<string, string>, headers: HeadersInit = {}) =>
    fetch(`${url}/order`, { method: "POST", headers, body: new URLSearchParams(fields) });
  const control = (path: string, method: string, body: unknown) =>
    fetch(controlUrl + path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  const readLog = async () =>
    ((await (await fetch(`${controlUrl}/requests.json`)).json()) as { requests: LoggedRequest[] })
      .requests;
  const readOrders = async () =>
    ((await (await fetch(`${controlUrl}/orders.json`)).json()) as { orders: Order[] }).orders;
  const unitsLeft = async () =>
    ((await (await get("/stock")).json()) as { unitsLeft: number }).unitsLeft;

  describe("selling", () => {
    it("shows the product and what is left of it", async () => {
      const page = await (await get("/")).text();
      expect(page).toContain("Tern 3");
      expect(page).toContain("10 in stock");
    });

    it("asks nothing of any other server", async () => {
      for (const path of ["/", "/checkout", "/nowhere"]) {
        const page = await (await get(path)).text();
        expect(page).not.toMatch(/(src|href|action|url)\s*[=(]\s*["']?(https?:)?\/\//i);
      }
    });

    it("takes an order, lowers the stock and tells the gateway", async () => {
      const answer = await order(filledIn, { "Stanchion-Assertion": assertion });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Stanchion-Session")).toBe("complete");
      expect(answer.headers.get("Stanchion-Units")).toBe("2");
      const [placed] = await readOrders();
      expect(placed).toMatchObject({ ...filledIn, quantity: 2, admission: claims });
      expect(await answer.text()).toContain(placed?.orderNumber);
      expect(await unitsLeft()).toBe(8);
    });

    it("takes an order as JSON from an app", async () => {
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      const body = JSON.stringify({ ...filledIn, quantity: 1 });
      const answer = await fetch(`${url}/order`, { method: "POST", headers, body });
      const [placed] = await readOrders();
      expect(await answer.json()).toEqual({ orderNumber: placed?.orderNumber, quantity: 1 });
    });

    it("takes a form that is sent twice for one order, and counts its units once", async () => {
      const key = "made-with-the-form";
      const first = await order({ ...filledIn, key });
      const second = await order({ ...filledIn, key });
      expect(await second.text()).toBe(await first.text());
      expect(second.headers.get("Stanchion-Session")).toBe("complete");
      expect(second.headers.get("Stanchion-Units")).toBeNull();
      expect(await readOrders()).toHaveLength(1);
      expect(await unitsLeft()).toBe(8);
    });

    it("makes another key with every form", async () => {
      const keyOf = async () =>
        /name="key" value="([^"]+)"/.exec(await (await get("/checkout")).text());
      expect((await keyOf())?.[1]).not.toBe((await keyOf())?.[1]);
    });

    it.each([
      ["name", " "],
      ["address", ""],
      ["email", "ada"],
      ["quantity", "0"],
      ["quantity", "3"],
      ["quantity", "1.5"],
      ["quantity", "one"],
    ])("takes no order with %s %j, and loses nothing that was typed", async (field, value) => {
      const answer = await order({ ...filledIn, [field]: value });
      expect(answer.status).toBe(422);
      expect(answer.headers.get("Stanchion-Session")).toBeNull();
      const page = await answer.text();
      expect(page).toContain(`id="${field}-error"`);
      for (const [name, typed] of Object.entries(filledIn)) {
        if (name !== field && name !== "quantity") expect(page).toContain(typed);
      }
      expect(await readOrders()).toEqual([]);
    });

    it("takes no order that is no form at all", async () => {
      const headers = { "Content-Type": "application/json" };
      for (const body of ["", "{", "null", "[]", '"x"']) {
        const answer = await fetch(`${url}/order`, { method: "POST", headers, body });
        expect(answer.status).toBe(422);
      }
    });

    it("sells nothing that it does not have", async () => {
      await control("/stock", "PUT", { unitsLeft: 1 });
      const answer = await order(filledIn);
      expect(answer.status).toBe(409);
      expect(answer.headers.get("Stanchion-Session")).toBeNull();
      expect(await answer.text()).toContain("Only 1 left");
      expect(await unitsLeft()).toBe(1);
    });

    it("shows what a customer wrote as text", async () => {
      const name = '<img src=x onerror="alert(1)">';
      for (const answer of [
        await order({ ...filledIn, name }),
        await order({ ...filledIn, name, email: name }),
      ]) {
        const page = await answer.text();
        expect(page).toContain("&lt;img src=x");
        expect(page).not.toContain("<img");
      }
    });

    it("sells exactly what there was, whatever is ordered in whatever order", () => {
      const quantities = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 40 });
      fc.assert(
        fc.property(fc.nat(60), quantities, (units, wishes) => {
          const book = createOrderBook(units);
          for (const quantity of wishes) {
            book.place({ name: "", address: "", email: "", quantity, key: null }, null);
          }
          const sold = book.orders.reduce((sum, { quantity }) => sum + quantity, 0);
          expect(sold + book.unitsLeft).toBe(units);
          expect(book.unitsLeft).toBeGreaterThanOrEqual(0);
          expect(new Set(book.orders.map(({ orderNumber }) => orderNumber)).size).toBe(
            book.orders.length,
          );
        }),
      );
    });
  });

  describe("its log", () => {
    it("holds the request line as it was written", async () => {
      const target = "/a//b/./%2e%2e/checkout\\x;y=1?q=%41&empty";
      await sendRaw({
        to: url,
        bytes: `GET ${target} HTTP/1.1\r\nHost: Shop.Example\r\nConnection: close\r\n\r\n`,
      });
      expect(await readLog()).toMatchObject([
        { sequence: 1, method: "GET", url: target, host: "Shop.Example" },
      ]);
    });

    it("holds whom the gateway let through, and how many said so", async () => {
      await get("/", { "Stanchion-Assertion": assertion });
      await sendRaw({
        to: url,
        bytes: `GET / HTTP/1.1\r\nHost: shop\r\nStanchion-Assertion: ${assertion}\r\nstanchion-assertion: forged\r\nConnection: close\r\n\r\n`,
      });
      await get("/");
      expect(await readLog()).toMatchObject([
        { assertionHeaders: 1, assertion: claims },
        { assertionHeaders: 2, assertion: claims },
        { assertionHeaders: 0, assertion: null },
      ]);
    });

    it("takes no harm from an assertion that is none", async () => {
      const forgeries = ["x", "..", "a.b.c", "a.bnVsbA.c", "a.e30.c", "a.WzFd.c"];
      for (const forgery of forgeries) await get("/", { "Stanchion-Assertion": forgery });
      const log = await readLog();
      expect(log.map(({ assertion: decoded }) => decoded)).toEqual(forgeries.map(() => null));
    });

    it("counts the bytes of a body as they arrive", async () => {
      await fetch(`${url}/echo`, { method: "POST", body: randomBytes(300_000) });
      expect(await readLog()).toMatchObject([{ bodyBytes: 300_000, status: 200 }]);
    });

    it("counts what arrived of a body that was cut off", async () => {
      const head = "POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000\r\n\r\n";
      await sendRaw({
        ...{ to: url, bytes: `${head}${"x".repeat(600)}`, ending: "reset" },
        endsAfter: () => expect.poll(readLog).toMatchObject([{ bodyBytes: 600 }]),
      });
      expect(await readLog()).toMatchObject([{ bodyBytes: 600, status: null }]);
    });

    it("holds requests whose answer nobody waited for", async () => {
      await control("/switch", "POST", { mode: "hang" });
      const patience = new AbortController();
      const refused = expect(fetch(url, { signal: patience.signal })).rejects.toThrow();
      await expect.poll(readLog).toHaveLength(1);
      patience.abort();
      await refused;
      expect(await readLog()).toMatchObject([{ url: "/", status: null }]);
    });

    it("gives what came after a sequence number", async () => {
      for (const path of ["/a", "/b", "/c"]) await get(path);
      const later = await fetch(`${controlUrl}/requests.json?after=1`);
      expect(await later.json()).toMatchObject({ requests: [{ url: "/b" }, { url: "/c" }] });
      expect((await fetch(`${controlUrl}/requests.json?after=x`)).status).toBe(400);
    });

    it("is out of the customers' reach, and so is the switch", async () => {
      for (const path of ["/requests.json", "/orders.json", "/switch"]) {
        expect((await get(path)).status).toBe(404);
      }
      expect((await fetch(`${url}/switch`, { method: "POST", body: "{}" })).status).toBe(404);
    });
  });

  describe("on a bad day", () => {
    it("fails with the status and the Retry-After it was told", async () => {
      await control("/switch", "POST", { mode: "fail", status: 503, retryAfterSeconds: 7 });
      const answer = await get("/");
      expect(answer.status).toBe(503);
      expect(answer.headers.get("Retry-After")).toBe("7");
      await control("/switch", "POST", { mode: "ok" });
      expect((await get("/")).status).toBe(200);
    });

    it("is as slow as it was told", async () => {
      await control("/switch", "POST", { mode: "slow", delayMs: 200 });
      const begun = performance.now();
      expect((await get("/")).status).toBe(200);
      expect(performance.now() - begun).toBeGreaterThan(195);
    });

    it("hangs until the switch is turned", async () => {
      await control("/switch", "POST", { mode: "hang" });
      let answered = false;
      const answer = get("/").finally(() => {
        answered = true;
      });
      await expect.poll(async () => (await readLog()).length).toBe(1);
      expect(answered).toBe(false);
      await control("/switch", "POST", { mode: "ok" });
      expect((await answer).status).toBe(200);
    });

    it("knows no other moods", async () => {
      for (const mood of [{ mode: "odd" }, { mode: "slow", delayMs: -1 }, {}, null]) {
        expect((await control("/switch", "POST", mood)).status).toBe(400);
      }
    });
  });

  describe("streams", () => {
    it("says back a request of any length as it came", async () => {
      const body = randomBytes(2_000_000);
      const answer = await fetch(`${url}/echo/%41?b=%20`, {
        method: "PUT",
        headers: { "X-Case": "Kept" },
        body,
      });
      const said = (await answer.json()) as Echo;
      expect(said).toMatchObject({
        method: "PUT",
        url: "/echo/%41?b=%20",
        bodyBytes: body.length,
        bodySha256: createHash("sha256").update(body).digest("hex"),
      });
      expect(said.rawHeaders).toContain("Kept");
    });

    it("gives any one range of the download, and exactly that", async () => {
      const size = 300_000;
      const position = fc.nat(size + 1_000);
      await fc.assert(
        fc.asyncProperty(position, position, async (first, last) => {
          const answer = await get(`/download?bytes=${size}`, { Range: `bytes=${first}-${last}` });
          const bytes = new Uint8Array(await answer.arrayBuffer());
          if (last < first) {
            expect([answer.status, bytes.length]).toEqual([200, size]);
            return;
          }
          if (first >= size) {
            expect(answer.status).toBe(416);
            return;
          }
          const end = Math.min(last, size - 1);
          expect(answer.status).toBe(206);
          expect(answer.headers.get("Content-Range")).toBe(`bytes ${first}-${end}/${size}`);
          expect(bytes.length).toBe(end - first + 1);
          expect(bytes.every((byte, index) => byte === byteAt(first + index))).toBe(true);
        }),
        { numRuns: 25 },
      );
    });

    it("gives the end of the download, and all of it when the range is of another kind", async () => {
      const last = await get("/download?bytes=1000", { Range: "bytes=-3" });
      expect(last.headers.get("Content-Range")).toBe("bytes 997-999/1000");
      for (const Range of ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=x-1"]) {
        const whole = await get("/download?bytes=1000", { Range });
        expect([whole.status, (await whole.arrayBuffer()).byteLength]).toEqual([200, 1000]);
      }
    });

    it("tells the stock at once and when it changes", async () => {
      const aborter = new AbortController();
      const events = await fetch(`${url}/events`, { signal: aborter.signal });
      expect(events.headers.get("Content-Type")).toContain("text/event-stream");
      const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toBe('event: stock\ndata: {"unitsLeft":10}\n\n');
      await order(filledIn);
      expect((await reader?.read())?.value).toBe('event: stock\ndata: {"unitsLeft":8}\n\n');
      aborter.abort();
    });

    it("says back text as text and bytes as bytes over a WebSocket", async () => {
      const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
      await once(socket, "open");
      socket.send("hällo");
      expect(await once(socket, "message")).toEqual([Buffer.from("hällo"), false]);
      socket.send(Buffer.from([0, 255]));
      expect(await once(socket, "message")).toEqual([Buffer.from([0, 255]), true]);
      socket.close();
      await once(socket, "close");
      expect(await readLog()).toMatchObject([{ url: "/ws" }]);
    });

    it("opens no WebSocket elsewhere", async () => {
      const upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
      const answer = await sendRaw({
        to: url,
        bytes: `GET /checkout HTTP/1.1\r\nHost: shop\r\n${upgrade}\r\n`,
      });
      expect(statusOf(answer)).toBe(404);
    });

    it("redirects by a path, to whatever host was asked for", async () => {
      const answer = await fetch(`${url}/redirect`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("Location")]).toEqual([302, "/checkout"]);
    });
  });
});
