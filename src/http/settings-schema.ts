/** What a room's settings must look like when they come from outside, and how to say that they do not. */

import * as v from "valibot";
import { publicRandomnessForm } from "../domain/draw-rounds.ts";
import {
  admissionShardCounts,
  batcherCounts,
  challengeSettings,
  queuedStatuses,
  type RoomSettings,
} from "../domain/settings.ts";
import { roomStates } from "../protocol.ts";
import { parseInvitationKeys } from "../tokens/invitation-keys.ts";
import { objectOf } from "./object-schema.ts";
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

/** RFC 3339 with its zone: a time without one would be somebody else's noon. */
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;
const instantMessage =
  "must be an instant with its zone, such as 2026-11-27T15:00:00Z or 2026-11-27T16:00:00+01:00, or null";

const instant = v.pipe(
  v.string(instantMessage),
  v.check((text) => instantForm.test(text) && !Number.isNaN(Date.parse(text)), instantMessage),
  v.check(isDay, "must be a day that there is"),
  v.transform((text) => Date.parse(text)),
);

const timeZone = v.pipe(
  v.string("must be the name of a time zone such as Europe/London, or null"),
  v.check(isTimeZone, "must be the IANA name of a time zone, such as Europe/London"),
);

const line = objectOf("a line", {
  name: v.pipe(
    v.string("must be a name"),
    v.regex(
      /^[A-Za-z0-9][\w-]{0,63}$/,
      "must have letters, digits, hyphens and underscores only, begin with a letter or digit, and have at most 64 of them",
    ),
  ),
  weight: number(0.001, 1_000_000),
});

const lines = v.pipe(
  v.array(line, 'must be a list of lines such as [{"name": "general", "weight": 1}]'),
  v.minLength(1, "must have at least one line"),
  v.maxLength(20, "must have at most 20 lines"),
  v.check(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    "must have no two lines of the same name",
  ),
);

const stock = objectOf("the stock", {
  units: wholeNumber(0, 1_000_000_000),
  perOrder: wholeNumber(1, 1_000_000),
});

const originHealthForm = 'must be "off", or an object of targetMilliseconds and floorPerMinute';

const originHealth = v.union(
  [
    v.pipe(
      v.nullable(v.literal("off")),
      v.transform(() => "off" as const),
    ),
    objectOf("originHealth", {
      targetMilliseconds: number(1, 600_000),
      floorPerMinute: number(0, 6_000_000),
    }),
  ],
  originHealthForm,
);

const invitations = objectOf("invitations", {
  keys: v.pipe(
    v.array(v.unknown(), "must be a list of public JSON Web Keys"),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parseInvitationKeys(dataset.value);
      if (parsed.kind === "invitation-keys") return parsed.keys.map((key) => ({ ...key }));
      addIssue({ message: parsed.detail });
      return NEVER;
    }),
  ),
  required: v.boolean("must be true or false"),
});

const orderStatusPath = v.pipe(
  v.string("must be a path such as /account/orders, or null"),
  v.maxLength(500, "must have at most 500 characters"),
  v.check(
    isPlainPath,
    "must begin with a slash and have only letters, digits and . _ ~ - between slashes",
  ),
);

const lineDocumentMessage =
  "must be an https URL of plain characters such as https://line.example/launch.json, a path such as /.stanchion/line, or null";

/** It becomes part of a security policy, and its path the name of a file: neither can quote anything. */
const lineDocument = v.pipe(
  v.string(lineDocumentMessage),
  v.maxLength(500, "must have at most 500 characters"),
  v.check(
    (address) => address === "/.stanchion/line" || isPlainPath(address) || isPlainUrl(address),
    lineDocumentMessage,
  ),
);

const turnstile = objectOf("turnstile", {
  siteKey: v.pipe(
    v.string("must be the site key that Cloudflare shows"),
    v.regex(/^[\w.-]{1,100}$/, "must be a site key such as 0x4AAAAAAABkMYinukE8nzY-"),
  ),
});

const onUnavailable = v.union(
  [
    v.pipe(
      v.nullable(v.literal("hold")),
      v.transform(() => "hold" as const),
    ),
    v.strictObject({ tricklePerMinute: number(0, 600) }),
  ],
  'must be "hold", or an object of tricklePerMinute, from 0 to 600',
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
  order: oneOf(["first-come", "draw"]),
  preQueueAt: v.nullable(instant),
  opensAt: v.nullable(instant),
  closesAt: v.nullable(instant),
  timeZone: v.nullable(timeZone),
  publicRandomness: v.nullable(
    v.pipe(
      v.string("must be text, or null"),
      v.regex(
        publicRandomnessForm,
        "must be at most 1000 plain characters, from space to ~, so that it is hashed the same everywhere",
      ),
    ),
  ),
  lines,
  stock: v.nullable(stock),
  originHealth,
  invitations: v.nullable(invitations),
  challenge: oneOf(challengeSettings),
  turnstile: v.nullable(turnstile),
  originTimeoutSeconds: number(1, 600),
  assertions: oneOf(["reusable", "per-request"]),
  orderStatusPath: v.nullable(orderStatusPath),
  ordersPerAdmission: wholeNumber(1, 1_000),
  graceMinutes: number(0, 60),
  batchers: oneOf(batcherCounts),
  admissionShards: oneOf(admissionShardCounts),
  lineDocument: v.nullable(lineDocument),
  onUnavailable,
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

/** `2026-02-30` would be read as the second of March. */
function isDay(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(midnight) || new Date(midnight).toISOString().startsWith(day);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function isPlainUrl(url: string): boolean {
  const [, authority = "", path = ""] = /^https:\/\/([^/]*)(\/.*)$/.exec(url) ?? [];
  return v.is(host, authority) && path !== "/" && isPlainPath(path);
}

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
