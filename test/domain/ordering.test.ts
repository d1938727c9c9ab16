import { describe, expect, test } from "vitest";
import type { Admission } from "../../src/domain/admission.ts";
import { countOrderOf, rightToOrder } from "../../src/domain/ordering.ts";
import { minuteMs } from "../../src/domain/time.ts";
import { memoryRegister } from "../support/memory-register.ts";

const endsAt = 1_000_000_000;
const admission: Admission = {
  line: "general",
  number: 7,
  passId: "of-seven",
  admittedAt: endsAt - 15 * minuteMs,
  endsAt,
  fetched: true,
  ended: null,
  endedAt: null,
  units: null,
  way: { place: 7, joinedAt: 0, calledAt: null, cameAt: 0, told: null, wave: null },
};
const settings = { ordersPerAdmission: 1, graceMinutes: 5 };

describe("rightToOrder()", () => {
  test("lasts as long as the session, and for the grace after it ran out", () => {
    const right = (ended: Admission["ended"], now: number) =>
      rightToOrder({ ...admission, ended, endedAt: ended && endsAt }, { settings, now });
    expect(right(null, endsAt - 1)).toEqual({ kind: "may-order", until: endsAt });
    const until = endsAt + 5 * minuteMs;
    expect(right("expired", endsAt)).toEqual({ kind: "may-order", until });
    expect(right("expired", until - 1)).toEqual({ kind: "may-order", until });
    expect(right("expired", until)).toEqual({ kind: "ended", reason: "expired" });
    for (const reason of ["complete", "revoked", "left"] as const) {
      expect(right(reason, endsAt - 1)).toEqual({ kind: "ended", reason });
    }
  });

  test("is used up by an order that was told after the session had run out", () => {
    const late: Admission = { ...admission, ended: "expired", endedAt: endsAt, units: 1 };
    const turn = { settings, now: endsAt + 1 };
    expect(rightToOrder(late, turn)).toEqual({ kind: "ended", reason: "complete" });
    const confirmation = { order: "A-1", page: "/thanks" };
    expect(rightToOrder({ ...late, confirmation }, turn)).toEqual({
      ...{ kind: "ended", reason: "complete" },
      confirmation,
    });
  });
});

describe("countOrderOf()", () => {
  const place = { epoch: 1, line: "general", number: 7 };

  test("is the last at once where one order is all there is, with or without a name", () => {
    const register = memoryRegister();
    const turn = { settings, register, now: endsAt };
    expect(["a", "a", undefined].map((order) => countOrderOf(place, order, turn))).toEqual(
      new Array(3).fill("last"),
    );
  });

  test("counts each order once, up to the last", () => {
    const register = memoryRegister();
    const turn = { settings: { ...settings, ordersPerAdmission: 3 }, register, now: endsAt };
    const said = ["a", "a", "b", "a", "b", "c"].map((order) => countOrderOf(place, order, turn));
    expect(said).toEqual(["further", "known", "further", "known", "known", "last"]);
    expect(countOrderOf({ ...place, number: 8 }, "a", turn)).toBe("further");
  });
});
