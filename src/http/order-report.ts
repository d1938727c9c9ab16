/** An order that the merchant reports by the management API. */

import * as v from "valibot";

const wholeNumber = (least: number) =>
  v.pipe(
    v.number(`must be a whole number of at least ${least}`),
    v.safeInteger(`must be a whole number of at least ${least}`),
    v.minValue(least, `must be at least ${least}`),
  );

export const orderReport = v.strictObject(
  {
    /** The merchant's own name of the order: reported twice, it counts once. */
    order: v.pipe(
      v.string("must be the order's own number, as text"),
      v.minLength(1, "must not be empty"),
      v.maxLength(200, "must have at most 200 characters"),
    ),
    units: v.pipe(wholeNumber(0), v.maxValue(1_000_000_000, "must be at most 1000000000")),
    /** Whose order it was, as the assertion tells; without it, it was sold elsewhere. */
    session: v.optional(
      v.strictObject(
        { epoch: wholeNumber(1), line: v.string("must be a line's name"), number: wholeNumber(1) },
        "is not a part of a session; it has epoch, line and number, as the assertion tells them",
      ),
    ),
  },
  "is not a part of an order; it has order, units and session",
);
