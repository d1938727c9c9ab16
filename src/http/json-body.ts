/** The bodies that the management API takes: JSON, of a known form, or refused field by field. */

import { sValidator } from "@hono/standard-validator";
import type { Context, Next } from "hono";
import type * as v from "valibot";
import type { FieldProblem } from "../protocol.ts";
import { ownProblem } from "./own-problems.ts";

/** The validator takes a body of another type for an empty one, and a PUT of nothing resets a room. */
export async function jsonOnly(c: Context, next: Next): Promise<Response | undefined> {
  const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return ownProblem("not-json");
  await next();
  return undefined;
}

export function checked<Schema extends v.GenericSchema>(schema: Schema) {
  return sValidator("json", schema, (result) =>
    result.success
      ? undefined
      : ownProblem("invalid-settings", { errors: fieldProblems(result.error) }),
  );
}

/** One entry for each thing that is wrong, by the field's name. */
export const fieldProblems = (issues: readonly Issue[]): readonly FieldProblem[] =>
  issues.map(({ path, message }) => ({
    field:
      path?.map((part) => String(typeof part === "object" ? part.key : part)).join(".") || "(body)",
    detail: message,
  }));

/** What schema libraries have in common. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: unknown })[] | undefined;
}
