import { describe, expect, test } from "vitest";
import { createTestGateway } from "./memory-objects.ts";

describe("an address of the gateway", () => {
  test.each([
    ["/.stanchion/join", "GET", "POST"],
    ["/.stanchion/join", "HEAD", "POST"],
    ["/.stanchion/join", "OPTIONS", "POST"],
    ["/.stanchion/enter", "PUT", "POST"],
    ["/.stanchion/leave", "DELETE", "POST"],
    ["/.stanchion/status", "POST", "GET, HEAD"],
    ["/.stanchion/jwks.json", "PATCH", "GET, HEAD"],
    ["/.stanchion/draw", "POST", "GET, HEAD"],
    ["/.stanchion/invitation", "PUT", "GET, POST, HEAD"],
    ["/.stanchion/health", "POST", "GET, HEAD"],
    ["/.stanchion/admin/", "POST", "GET, HEAD"],
  ])("%s takes no %s, and says what it takes", async (path, method, allowed) => {
    const gateway = await createTestGateway();
    const answer = await gateway.ask(path, { method });
    expect([answer.status, answer.headers.get("Allow")]).toEqual([405, allowed]);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect([gateway.calls, gateway.atShop]).toEqual([[], []]);
  });

  test.each(["/.stanchion/", "/.stanchion/joinn", "/.stanchion/join/", "/.stanchion/status/a"])(
    "that there is not is not there, whatever the method: %s",
    async (path) => {
      const gateway = await createTestGateway();
      for (const method of ["GET", "POST", "DELETE"]) {
        expect((await gateway.ask(path, { method })).status).toBe(404);
      }
    },
  );

  test("of the management says nothing without the token", async () => {
    const gateway = await createTestGateway();
    for (const path of ["rooms/default", "rooms/default/live", "keys", "nothing"]) {
      const answer = await gateway.ask(`/.stanchion/api/v1/${path}`, { method: "DELETE" });
      expect([answer.status, answer.headers.get("Allow")]).toEqual([403, null]);
    }
  });
});
