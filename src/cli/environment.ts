/** What `npm start` is told through the environment, checked before anything starts. */

import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { isLoopback } from "../http/loopback.ts";
import { portOf } from "../http/port-of.ts";
import { importKeyring } from "../tokens/keyring.ts";
import { parseSigningKeys } from "../tokens/signing-keys.ts";
import { reasonOf } from "./cannot-start.ts";

export interface StartSettings {
  /** 0 lets the system pick one. */
  readonly port: number;
  readonly listenHost: string;
  /** Null: the demo shop. */
  readonly origin: URL | null;
  /** Null: one is made for this run. */
  readonly adminToken: string | null;
  /** A private JWKS; null: the Directory makes one and keeps it. */
  readonly signingKeys: string | null;
  readonly dataDirectory: string;
  /** Whether the demo shop serves only whom this gateway let through, as a real one should. */
  readonly shopVerifies: boolean;
}

export type StartEnvironment =
  | { readonly kind: "settings"; readonly settings: StartSettings }
  | { readonly kind: "problem"; readonly sentence: string };

export type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as one that is not set. */
export async function readEnvironment(variables: Variables): Promise<StartEnvironment> {
  const { PORT, HOST, ORIGIN, ADMIN_TOKEN, SIGNING_KEYS, DATA_DIR } = variables;
  const port = readPort(PORT || "8787");
  if (port === null) {
    return problem(
      `PORT is ${quote(PORT)}; set it to a whole number from 1 to 65535, or 0 for any free one.`,
    );
  }
  const origin = ORIGIN ? readOrigin(ORIGIN, port) : null;
  if (typeof origin === "string") return problem(`ORIGIN is ${quote(ORIGIN)}; ${origin}`);
  if (ADMIN_TOKEN && !/^[!-~]+$/.test(ADMIN_TOKEN)) {
    return problem("ADMIN_TOKEN holds a space or a special character; use letters and digits.");
  }
  const keyProblem = SIGNING_KEYS ? await findKeyProblem(SIGNING_KEYS) : null;
  if (keyProblem !== null) return problem(`SIGNING_KEYS cannot be used: ${keyProblem}`);
  const header = proxyHeaders.find((name) => variables[name] && !headerForm.test(variables[name]));
  if (header) {
    return problem(
      `${header} is ${quote(variables[header])}; set it to the name of one header, such as X-Real-IP.`,
    );
  }
  const { SHOP_VERIFY = "" } = variables;
  if (!["", "0", "1"].includes(SHOP_VERIFY)) {
    return problem(
      `SHOP_VERIFY is ${quote(SHOP_VERIFY)}; set it to 1 to have the demo shop turn strangers away.`,
    );
  }
  const verifyUrl = variables["TURNSTILE_VERIFY_URL"];
  if (verifyUrl && !isWebAddress(verifyUrl)) {
    return problem(
      `TURNSTILE_VERIFY_URL is ${quote(verifyUrl)}; leave it out, or set it to an absolute address.`,
    );
  }
  const settings: StartSettings = {
    port,
    listenHost: HOST || "127.0.0.1",
    origin,
    adminToken: ADMIN_TOKEN || null,
    signingKeys: SIGNING_KEYS || null,
    dataDirectory: resolve(DATA_DIR || ".data"),
    shopVerifies: SHOP_VERIFY === "1",
  };
  return { kind: "settings", settings };
}

const problem = (sentence: string): StartEnvironment => ({ kind: "problem", sentence });
const quote = (value: string | undefined): string => JSON.stringify(value ?? "");

const proxyHeaders = ["CLIENT_ADDRESS_HEADER", "CLIENT_PROTOCOL_HEADER"] as const;
/** RFC 9110, 5.1: anything else would fail at each request. */
const headerForm = /^[\w!#$%&'*+.^`|~-]+$/;

const isWebAddress = (given: string): boolean => /^https?:\/\//i.test(given) && URL.canParse(given);

function readPort(given: string): number | null {
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  return port <= 65_535 ? port : null;
}

/** The origin's URL, or what to do about it. */
function readOrigin(given: string, gatewayPort: number): URL | string {
  if (!isWebAddress(given)) {
    return "set it to an absolute address such as https://shop.example.";
  }
  const origin = new URL(given);
  if (origin.username !== "" || origin.password !== "") {
    return "leave out the user name and password.";
  }
  if (origin.pathname !== "/" || /[?#]/.test(given)) {
    return `leave out what follows the host, as in ${origin.origin}.`;
  }
  if (isThisMachine(origin.hostname) && portOf(origin) === gatewayPort) {
    return "that is the gateway itself; set it to the shop's address or PORT to another number.";
  }
  return origin;
}

const isThisMachine = (hostname: string): boolean =>
  isLoopback(hostname) || ownAddresses().includes(hostname.replace(/^\[|\]$/g, ""));

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((one) => one?.map(({ address }) => address) ?? []);

/** One sentence that says what is wrong with the keys, or null. */
async function findKeyProblem(json: string): Promise<string | null> {
  const keys = parseSigningKeys(json);
  if (keys.kind === "signing-keys-refused") return `${keys.detail} ${adviceOnKeys(json)}`;
  try {
    await importKeyring(keys);
    return null;
  } catch (error) {
    return `${reasonOf(error)}. ${adviceOnKeys(json)}`;
  }
}

/** Never repeats what was given: it may hold a key. */
const adviceOnKeys = (given: string): string =>
  /^\s*[{[]/.test(given)
    ? "Or leave SIGNING_KEYS out: the gateway makes keys and keeps them."
    : 'Set it to the JSON itself, as in SIGNING_KEYS="$(cat keys.json)"; npx stanchion keys new makes one.';
