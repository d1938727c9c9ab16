/** What a room's settings must look like when they come from outside, and how to say that they do not. */

import * as v from "valibot";
import { queuedStatuses, type RoomSettings } from "../domain/settings.ts";
import { roomStates } from "../protocol.ts";
import { isPlainPath } from "./public-paths.ts";

const number = (least: number, most: number) =>
  v.pipe(
    v.number(`must be a number from ${least} to ${most}`),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );

const wholeNumber = (least: number, most: number) =>
  v.pipe(number(least, most), v.integer("must be a whole number"));

const oneOf = <const Options extends readonly (string | number)[]>(options: Options) =>
  v.picklist(options, `must be one of ${options.join(", ")}`);

const host = v.pipe(
  v.string("must be a host name"),
  v.toLowerCase(),
  v.regex(
    /^(?=.{1,253}(:|$))[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/,
    "must be a host name such as shop.example or localhost:8787, without scheme or path",
  ),
);

const origin = v.pipe(
  v.string("must be an absolute URL such as https://shop-origin.example, or null"),
  v.check(
    isOrigin,
    "must be an absolute http or https URL without path, query or credentials, such as https://shop-origin.example",
  ),
  v.transform((url) => new URL(url).origin),
);

const publicPath = v.pipe(
  v.string("must be a path such as /logo.svg"),
  v.maxLength(500, "must have at most 500 characters"),
  v.check(
    isPlainPath,
    "must begin with a slash and have only letters, digits and . _ ~ - between slashes; patterns are not taken",
  ),
);

const text = v.pipe(
  v.string("must be text"),
  v.maxLength(1_000, "must have at most 1000 characters"),
);

const languageTag = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, "must be a language tag such as en or pt-BR"),
);

/** Valibot counts a list as an object, and nothing that is set here is one. */
const jsonObject = (message: string) =>
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    message,
  );

const messageForm = "must be a text, or an object of texts by language tag, or null";

const fields = {
  hosts: v.pipe(
    v.array(host, "must be a list of host names"),
    v.maxLength(100, "must have at most 100 entries"),
    v.transform((hosts) => [...new Set(hosts)]),
  ),
  origin: v.nullable(origin),
  publicPaths: v.pipe(
    v.array(publicPath, "must be a list of paths"),
    v.maxLength(500, "must have at most 500 entries"),
  ),
  queue: oneOf(["when-needed", "always"]),
  state: oneOf(roomStates),
  admissionsPerMinute: number(0, 6_000_000),
  capacity: v.nullable(wholeNumber(0, 100_000_000)),
  sessionMinutes: number(0.1, 10_080),
  sessionRenewal: oneOf(["while-active", "fixed"]),
  claimWindowSeconds: number(10, 3_600),
  queuedStatus: oneOf(queuedStatuses),
  message: v.nullable(
    v.union([text, v.pipe(jsonObject(messageForm), v.record(languageTag, text))], messageForm),
  ),
} satisfies Record<keyof RoomSettings, v.GenericSchema>;

/** Any of the settings; a name that is not one of them is an error, so that a slip of the pen is noticed. */
export const settingsSchema = v.pipe(
  jsonObject("must be a JSON object of settings"),
  v.partial(
    v.strictObject(fields, `is not a setting; the settings are ${Object.keys(fields).join(", ")}`),
  ),
);

function isOrigin(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return false;
  return (
    parsed.pathname === "/" &&
    !/[?#@]/.test(url) &&
    parsed.username === "" &&
    parsed.hostname !== ""
  );
}
