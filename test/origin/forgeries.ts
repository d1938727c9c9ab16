/** Every way to write an assertion that the gateway did not write, as tokens ready to be sent. */

import { createHmac } from "node:crypto";
import { CompactSign, generateKeyPair, UnsecuredJWT } from "jose";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import { encode, forge, partsOf, signBytes } from "../tokens/forgery.ts";
import { assertionHeader, payloadAt } from "./bench.ts";

/** Each with what is wrong about it; most of them are genuinely signed all the same. */
export type Forgery = readonly [fault: string, token: string];

export async function forgeries(jwk: PrivateJwk, now: number): Promise<readonly Forgery[]> {
  const genuine = await forge(assertionHeader(jwk.kid), payloadAt(now), jwk);
  return [
    ...(await algorithms(jwk, now, genuine)),
    ...(await headers(jwk, now)),
    ...(await payloads(jwk, now)),
    ...(await claims(jwk, now)),
    ...(await signatures(jwk, now, genuine)),
    ...spellings(genuine),
  ];
}

async function algorithms(jwk: PrivateJwk, now: number, genuine: string): Promise<Forgery[]> {
  const header = assertionHeader(jwk.kid);
  const payload = payloadAt(now);
  const [, encoded, signature] = partsOf(genuine);
  const found: Forgery[] = [["no algorithm", new UnsecuredJWT(payload).encode()]];
  for (const alg of ["none", "None", "NONE", ""]) {
    const unsigned = encode(JSON.stringify({ ...header, alg }));
    found.push([`alg ${alg}, no signature`, `${unsigned}.${encoded}.`]);
    found.push([`alg ${alg}, a signature`, `${unsigned}.${encoded}.${signature}`]);
  }
  for (const alg of ["HS256", "ES256"]) {
    const input = `${encode(JSON.stringify({ ...header, alg }))}.${encoded}`;
    const { d, ...publicHalf } = jwk;
    for (const secret of [JSON.stringify(publicHalf), Buffer.from(jwk.x, "base64url"), ""]) {
      const mac = createHmac("sha256", secret).update(input).digest();
      found.push([`${alg} by the public key`, `${input}.${encode(mac)}`]);
      found.push([`${alg} by it twice`, `${input}.${encode(Buffer.concat([mac, mac]))}`]);
    }
  }
  for (const alg of ["ES384", "RS256", "PS256", "EdDSA", "ES256K", "es256"]) {
    found.push([`alg ${alg}`, await forge({ ...header, alg }, payload, jwk)]);
  }
  const { privateKey } = await generateKeyPair("ES384");
  const es384 = new CompactSign(Buffer.from(JSON.stringify(payload)));
  es384.setProtectedHeader({ ...header, alg: "ES384" });
  found.push(["a key of another curve", await es384.sign(privateKey)]);
  return found;
}

async function headers(jwk: PrivateJwk, now: number): Promise<Forgery[]> {
  const { d, ...publicHalf } = jwk;
  const { kid } = jwk;
  const { alg, typ } = assertionHeader(kid);
  const written: readonly (string | object)[] = [
    { jwk: publicHalf },
    { jku: "https://evil.example/jwks.json" },
    { x5u: "https://evil.example/chain.pem" },
    { x5c: ["MIIB"] },
    { crit: ["exp"] },
    { b64: true },
    { cty: "JWT" },
    { zip: "DEF" },
    ...[undefined, null, "", [kid], { kid }, 1, "../../dev/null", "' OR 1=1 --"].map((value) => ({
      kid: value,
    })),
    ...["k".repeat(65), `${kid}\0`, `${kid}\n`].map((value) => ({ kid: value })),
    ...["__proto__", "constructor", "toString", "size"].map((value) => ({ kid: value })),
    ...["JWT", "stanchion-pass+jwt", "stanchion-ticket+jwt", "STANCHION-ASSERTION+JWT", ""].map(
      (value) => ({ typ: value }),
    ),
  ].map((extra) => ({ alg, kid, typ, ...extra }));
  const texts = [
    ...written,
    `{"alg":"none","alg":"${alg}","kid":"${kid}","typ":"${typ}"}`,
    `{"alg":"${alg}","kid":"x","kid":"${kid}","typ":"${typ}"}`,
    `{"kid":"${kid}","alg":"${alg}","typ":"${typ}"}`,
    `{ "alg":"${alg}","kid":"${kid}","typ":"${typ}"}`,
    `{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}\n`,
    `{"\\u0061lg":"${alg}","kid":"${kid}","typ":"${typ}"}`,
    `\uFEFF{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}`,
    `{"alg":"${alg}","kid":"${kid}","typ":"${typ}","__proto__":{}}`,
    `{"kid":"${kid}","typ":"${typ}"}`,
    `{"alg":"${alg}","kid":"${kid}"}`,
    `[{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}]`,
    "null",
    "\xff\xfe",
  ];
  return Promise.all(
    texts.map(async (text): Promise<Forgery> => {
      const name = typeof text === "string" ? text : JSON.stringify(text);
      return [`header ${name}`, await forge(text, payloadAt(now), jwk)];
    }),
  );
}

async function payloads(jwk: PrivateJwk, now: number): Promise<Forgery[]> {
  const payload = payloadAt(now);
  const text = JSON.stringify(payload);
  const body = text.slice(1, -1);
  const { number, ...rest } = payload;
  const texts = [
    `{"number":1,${body}}`,
    `{"room":"other",${body}}`,
    `{${body},"exp":${payload.exp}}`,
    text.replaceAll(",", ", "),
    `${text}\n`,
    text.replace("default", "\\u0064efault"),
    text.replace('"number":4711', '"number":4711.0'),
    text.replace('"number":4711', '"number":4.711e3'),
    text.replace(`"exp":${payload.exp}`, '"exp":1e999'),
    text.replace(`"exp":${payload.exp}`, '"exp":1e308'),
    `${text}{}`,
    `\uFEFF${text}`,
    `[${text}]`,
    JSON.stringify(text),
    "null",
    `${"[".repeat(1_000)}${"]".repeat(1_000)}`,
    `${JSON.stringify(rest).slice(0, -1)},"__proto__":{"number":1}}`,
  ];
  return Promise.all(
    texts.map(async (said): Promise<Forgery> => {
      return [`payload ${said.slice(0, 60)}`, await forge(assertionHeader(jwk.kid), said, jwk)];
    }),
  );
}

async function claims(jwk: PrivateJwk, now: number): Promise<Forgery[]> {
  const payload = payloadAt(now);
  const { iat } = payload;
  const wrong: (readonly [string, unknown])[] = [
    ...Object.keys(payload).flatMap((name) =>
      [undefined, null, true, [], {}, "", " ", 0.5, -1].map((value) => [name, value] as const),
    ),
    ["iss", "https://evil.example"],
    ["aud", ["stanchion-origin"]],
    ["aud", ["stanchion-origin", "stanchion-pass"]],
    ["aud", "stanchion-pass"],
    ["room", "../other"],
    ["room", "default\n"],
    ["line", "général"],
    ["line", "__proto__"],
    ["number", 2 ** 53],
    ["epoch", 0],
    ["jti", "short"],
    ["pass", "AAECAwQFBgcICQoLDA0OD="],
    ["host", "shop.example/path"],
    ["host", "user@shop.example"],
    ["host", "shop.example\r\n"],
    ["iat", iat + 0.5],
    ["iat", iat + 3_600],
    ["iat", 2 ** 53],
    ["nbf", iat + 3_000],
    ["exp", iat + 3_600],
    ["exp", 1e20],
    ["exp", Number.MAX_SAFE_INTEGER],
    ["exp", String(iat + 61)],
    ["exp", iat - 3_600],
    ["exp", 0],
  ];
  return Promise.all(
    wrong.map(async ([name, value]): Promise<Forgery> => {
      const said = { ...payload, [name]: value };
      const token = await forge(assertionHeader(jwk.kid), said, jwk);
      return [`${name} of ${JSON.stringify(value)}`, token];
    }),
  );
}

async function signatures(jwk: PrivateJwk, now: number, genuine: string): Promise<Forgery[]> {
  const [header, payload, signature] = partsOf(genuine);
  const bytes = Buffer.from(signature, "base64url");
  const zero = Buffer.alloc(32);
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ["of zeros", Buffer.alloc(64)],
    ["with r = 0", Buffer.concat([zero, bytes.subarray(32)])],
    ["with s = 0", Buffer.concat([bytes.subarray(0, 32), zero])],
    ["of ones", Buffer.alloc(64, 0xff)],
    ["with r and s exchanged", Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])],
    ["cut short", bytes.subarray(0, 63)],
    ["of 96 bytes", Buffer.concat([bytes, zero])],
    ["over the payload alone", await signBytes(payload, jwk)],
  ];
  const better = encode(JSON.stringify({ ...payloadAt(now), number: 1 }));
  const impostor = { ...(await generateSigningKey()), kid: jwk.kid };
  return [
    ...wrong.map(
      ([fault, forged]): Forgery => [
        `signature ${fault}`,
        `${header}.${payload}.${encode(forged)}`,
      ],
    ),
    ["a signature over other words", `${header}.${better}.${signature}`],
    [
      "a key of another that has taken the name",
      await forge(assertionHeader(jwk.kid), payloadAt(now), impostor),
    ],
    [
      "a key that nobody knows",
      await forge(assertionHeader("stranger"), payloadAt(now), await generateSigningKey()),
    ],
  ];
}

function spellings(genuine: string): Forgery[] {
  const [header, payload, signature] = partsOf(genuine);
  const spelled = [
    "",
    "..",
    header,
    `${header}.${payload}`,
    `${genuine}.${signature}`,
    `${genuine}.`,
    `.${genuine}`,
    `.${payload}.${signature}`,
    `${header}..${signature}`,
    `${genuine}==`,
    `${genuine}=`,
    `${header}=.${payload}.${signature}`,
    `${header}.\t${payload}.${signature}`,
    `"${genuine}"`,
    `Bearer ${genuine}`,
    `${header}.${payload}.${"+/".repeat(43)}`,
    JSON.stringify({ protected: header, payload, signature }),
    genuine.padEnd(4_097, "A"),
    genuine.padEnd(200_000, "A"),
    ".".repeat(200_000),
    ...otherLastCharacters(signature).map((twin) => `${header}.${payload}.${twin}`),
  ];
  return spelled.map((token): Forgery => [`spelling ${token.slice(0, 40)}`, token]);
}

/** The same bytes with other unused bits. */
function otherLastCharacters(part: string): string[] {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const bytes = Buffer.from(part, "base64url");
  return [...alphabet]
    .map((last) => part.slice(0, -1) + last)
    .filter((twin) => twin !== part && Buffer.from(twin, "base64url").equals(bytes));
}
