/** An order that the merchant reports by the management API. */

import * as v from "valibot";
import { isTokenId } from "../tokens/claims.ts";
import { objectOf } from "./object-schema.ts";

const passForm = "must be a pass's name, as the assertion has it";

const wholeNumber = (least: number) =>
  v.pipe(
    v.number(`must be a whole number of at least ${least}`),
    v.safeInteger(`must be a whole number of at least ${least}`),
    v.minValue(least, `must be at least ${least}`),
  );

/** As the assertion names it. */
const reportedSession = objectOf("a session", {
  epoch: wholeNumber(1),
  line: v.string("must be a line's name"),
  number: wholeNumber(1),
  /** Of one that the room let in itself, its place says enough. */
  pass: v.optional(
    v.pipe(
      v.string(passForm),
      v.check((name) => isTokenId(name), passForm),
    ),
  ),
});

export type ReportedSession = v.InferOutput<typeof reportedSession>;

export const orderReport = objectOf("an order", {
  /** The merchant's own name of the order: reported twice, it counts once. */
  order: v.pipe(
    v.string("must be the order's own number, as text"),
    v.minLength(1, "must not be empty"),
    v.maxLength(200, "must have at most 200 characters"),
  ),
  units: v.pipe(wholeNumber(0), v.maxValue(1_000_000_000, "must be at most 1000000000")),
  /** Whose order it was, as the assertion tells; without it, it was sold elsewhere. */
  session: v.optional(reportedSession),
});
