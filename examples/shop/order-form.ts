/** What a customer must fill in, as a form or as JSON, and what to say when something is missing. */

import type { HonoRequest } from "hono";
import * as v from "valibot";
import type { OrderRequest } from "./order-book.ts";

export type FormField = "name" | "address" | "email" | "quantity";

/** What the customer typed, to be shown again. */
export type FormValues = Readonly<Partial<Record<FormField, string>>>;
export type FormErrors = Readonly<Partial<Record<FormField, string>>>;

export type OrderForm =
  | { readonly kind: "complete"; readonly request: OrderRequest }
  | {
      readonly kind: "incomplete";
      readonly values: FormValues;
      readonly errors: FormErrors;
      readonly key: string;
    };

/** Two at most, so that more people get one. */
export const mostPerOrder = 2;

const line = (missing: string) =>
  v.optional(v.pipe(v.string(missing), v.trim(), v.nonEmpty(missing), v.maxLength(500)), "");

const quantityMessage = `Please choose 1 to ${mostPerOrder}.`;

const orderSchema = v.object({
  name: line("Please tell us your name."),
  address: line("Please tell us where to send it."),
  email: v.pipe(line("Please tell us your e-mail address."), v.email("Please check this address.")),
  quantity: v.pipe(
    v.optional(v.union([v.number(), v.string()], quantityMessage), 1),
    v.transform(Number),
    v.integer(quantityMessage),
    v.minValue(1, quantityMessage),
    v.maxValue(mostPerOrder, quantityMessage),
  ),
  key: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(100))),
});

export async function readOrder(request: HonoRequest): Promise<OrderForm> {
  const given = await readBody(request);
  const result = v.safeParse(orderSchema, given);
  if (result.success) {
    return { kind: "complete", request: { ...result.output, key: result.output.key ?? null } };
  }
  const { nested = {} } = v.flatten<typeof orderSchema>(result.issues);
  const { name, address, email, quantity } = nested;
  return {
    kind: "incomplete",
    values: textsOf(given),
    errors: firstOf({ name, address, email, quantity }),
    key: crypto.randomUUID(),
  };
}

async function readBody(request: HonoRequest): Promise<Record<string, unknown>> {
  try {
    if (!request.header("content-type")?.startsWith("application/json")) {
      return await request.parseBody();
    }
    const json: unknown = await request.json();
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

function textsOf(given: Record<string, unknown>): FormValues {
  const texts = Object.entries(given).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts);
}

function firstOf(messages: Partial<Record<FormField, readonly string[] | undefined>>): FormErrors {
  const wrong = Object.entries(messages).filter(([, list]) => list !== undefined);
  return Object.fromEntries(wrong.map(([field, list]) => [field, list?.[0] ?? ""]));
}
