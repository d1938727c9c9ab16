import { createHmac } from "node:crypto";
import { CompactSign, generateKeyPair, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { assertionToken, signAssertion } from "../../src/tokens/assertion-token.ts";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { passToken, signPass } from "../../src/tokens/pass-token.ts";
import { signTicket, ticketToken } from "../../src/tokens/ticket-token.ts";
import { createVerifier } from "../../src/tokens/verification.ts";
import {
  encode,
  forge,
  iat,
  makeBench,
  now,
  outcome,
  partsOf,
  signBytes,
  ticketClaims,
  ticketHeader,
  ticketPayload,
} from "./forgery.ts";

const { jwk, keyring } = await makeBench();
const { kid } = jwk;
const genuine = await signTicket(keyring, ticketClaims, now);
const tickets = createVerifier({ kind: ticketToken });

const judge = async (token: string, at = now): Promise<string> =>
  outcome(await tickets.verify(token, keyring, at));

describe("a genuine ticket", () => {
  test("is verified, and its claims are told", async () => {
    expect(await tickets.verify(genuine, keyring, now)).toEqual({
      kind: "verified",
      claims: { ...ticketClaims, issuedAt: iat * 1_000 },
      kid,
    });
  });

  test("is what the forger's bench writes, too: the attacks below differ from it in one thing", async () => {
    expect(await judge(await forge(ticketHeader(kid), ticketPayload, jwk))).toBe("verified");
  });

  test("has claims that no request can change for the next", async () => {
    const verification = await tickets.verify(genuine, keyring, now);
    expect(verification).toHaveProperty("claims", expect.toSatisfy(Object.isFrozen));
    expect(verification).toHaveProperty("claims.told", expect.toSatisfy(Object.isFrozen));
  });
});

describe("the algorithm", () => {
  test("none, with an empty signature, is refused", async () => {
    const unsecured = new UnsecuredJWT(ticketPayload).encode();
    expect(await judge(unsecured)).toBe("malformed");
    const [, payload, signature] = partsOf(genuine);
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      const header = encode(JSON.stringify({ ...ticketHeader(kid), alg }));
      expect(await judge(`${header}.${payload}.`)).toBe("malformed");
      expect(await judge(`${header}.${payload}.${signature}`)).toBe("header");
    }
  });

  test("HS256 with the public key as its secret is refused", async () => {
    const { d, ...publicHalf } = jwk;
    const x = Buffer.from(jwk.x, "base64url");
    const y = Buffer.from(jwk.y, "base64url");
    const point = Buffer.concat([Buffer.of(4), x, y]);
    for (const alg of ["HS256", "ES256"]) {
      const header = encode(JSON.stringify({ ...ticketHeader(kid), alg }));
      const input = `${header}.${encode(JSON.stringify(ticketPayload))}`;
      for (const secret of [JSON.stringify(publicHalf), point, x, ""]) {
        const mac = createHmac("sha256", secret).update(input).digest();
        expect(await judge(`${input}.${encode(mac)}`)).toMatch(/^(header|signature)$/);
        expect(await judge(`${input}.${encode(Buffer.concat([mac, mac]))}`)).toMatch(
          /^(header|signature)$/,
        );
      }
    }
  });

  test.each(["ES384", "ES512", "RS256", "PS256", "EdDSA", "Ed25519", "ES256K", "es256"])(
    "%s is refused, whatever the signature",
    async (alg) => {
      expect(await judge(await forge({ ...ticketHeader(kid), alg }, ticketPayload, jwk))).toBe(
        "header",
      );
    },
  );

  test("ES384 with a genuine key of that curve is refused", async () => {
    const { privateKey } = await generateKeyPair("ES384");
    const token = await new CompactSign(Buffer.from(JSON.stringify(ticketPayload)))
      .setProtectedHeader({ ...ticketHeader(kid), alg: "ES384" })
      .sign(privateKey);
    expect(await judge(token)).toBe("header");
  });
});

describe("the header", () => {
  const { d, ...publicHalf } = jwk;
  test.each<readonly [string, object]>([
    ["an embedded jwk", { jwk: publicHalf }],
    ["a jku", { jku: "https://evil.example/jwks.json" }],
    ["an x5u", { x5u: "https://evil.example/chain.pem" }],
    ["an x5c", { x5c: ["MIIB"] }],
    ["an x5t", { x5t: "AAAA" }],
    ["a crit", { crit: ["exp"] }],
    ["an empty crit", { crit: [] }],
    ["b64 false", { b64: false, crit: ["b64"] }],
    ["b64 true", { b64: true }],
    ["a cty", { cty: "JWT" }],
    ["a zip", { zip: "DEF" }],
    ["a nonce", { nonce: "1" }],
  ])("with %s is refused though genuinely signed", async (_, extra) => {
    const header = { ...ticketHeader(kid), ...extra };
    expect(await judge(await forge(header, ticketPayload, jwk))).toBe("header");
  });

  test.each<readonly [string, unknown]>([
    ["absent", undefined],
    ["null", null],
    ["empty", ""],
    ["a list", [kid]],
    ["an object", { kid }],
    ["a number", 1],
    ["a path", "../../../../dev/null"],
    ["an SQL fragment", "' OR 1=1 --"],
    ["an address", "https://evil.example/key"],
    ["a very long one", "k".repeat(65)],
    ["one with a null character", `${kid}\0`],
    ["one with a line feed", `${kid}\n`],
  ])("with a kid that is %s is refused", async (_, value) => {
    const header = { alg: "ES256", kid: value, typ: "stanchion-ticket+jwt" };
    expect(await judge(await forge(header, ticketPayload, jwk))).toBe("header");
  });

  test.each(["__proto__", "constructor", "toString", "unknown", "size"])(
    "with the kid %s finds no key",
    async (name) => {
      expect(await judge(await forge(ticketHeader(name), ticketPayload, jwk))).toBe("unknown-key");
    },
  );

  const { alg, typ } = ticketHeader(kid);
  test.each<readonly [string, string]>([
    ["a doubled alg", `{"alg":"none","alg":"${alg}","kid":"${kid}","typ":"${typ}"}`],
    ["a doubled kid", `{"alg":"${alg}","kid":"x","kid":"${kid}","typ":"${typ}"}`],
    ["a doubled typ", `{"alg":"${alg}","kid":"${kid}","typ":"x","typ":"${typ}"}`],
    ["another order", `{"kid":"${kid}","alg":"${alg}","typ":"${typ}"}`],
    ["spaces", `{ "alg":"${alg}","kid":"${kid}","typ":"${typ}"}`],
    ["a line feed at its end", `{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}\n`],
    ["an escaped letter", `{"\\u0061lg":"${alg}","kid":"${kid}","typ":"${typ}"}`],
    ["a byte order mark", `\uFEFF{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}`],
    ["a __proto__", `{"alg":"${alg}","kid":"${kid}","typ":"${typ}","__proto__":{}}`],
    ["a second document", `{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}{}`],
    ["no alg", `{"kid":"${kid}","typ":"${typ}"}`],
    ["no typ", `{"alg":"${alg}","kid":"${kid}"}`],
    ["a typ in a list", `{"alg":"${alg}","kid":"${kid}","typ":["${typ}"]}`],
    ["a list around it", `[{"alg":"${alg}","kid":"${kid}","typ":"${typ}"}]`],
    ["a string for all", `"${alg}"`],
    ["null", "null"],
    ["bytes that are no text", "\xff\xfe"],
  ])("with %s is refused though genuinely signed", async (_, header) => {
    expect(await judge(await forge(header, ticketPayload, jwk))).toBe("header");
  });

  test.each(["JWT", "application/stanchion-ticket+jwt", "STANCHION-TICKET+JWT", ""])(
    "with the typ %j is refused",
    async (other) => {
      const header = { ...ticketHeader(kid), typ: other };
      expect(await judge(await forge(header, ticketPayload, jwk))).toBe("header");
    },
  );
});

const { target, ...place } = ticketClaims;
const host = "shop.example";
const tokens = {
  ticket: genuine,
  pass: await signPass(keyring, place, now),
  assertion: await signAssertion(keyring, { ...place, pass: place.jti, host }, now),
};

describe("a token of one kind used as another", () => {
  const verifiers = {
    ticket: tickets,
    pass: createVerifier({ kind: passToken }),
    assertion: createVerifier({ kind: assertionToken }),
  };
  const kinds = ["ticket", "pass", "assertion"] as const;
  const pairs = kinds.flatMap((token) => kinds.map((verifier) => [token, verifier] as const));

  test.each(pairs)("a %s presented as a %s", async (token, verifier) => {
    const verification = await verifiers[verifier].verify(tokens[token], keyring, now);
    expect(outcome(verification)).toBe(token === verifier ? "verified" : "other-kind");
  });

  test("is refused by its audience when only the typ was changed", async () => {
    const payload = { ...ticketPayload, aud: "stanchion-pass" };
    expect(await judge(await forge(ticketHeader(kid), payload, jwk))).toBe("claims: aud");
  });

  test("is refused by its typ when only the audience was changed", async () => {
    const header = { ...ticketHeader(kid), typ: "stanchion-pass+jwt" };
    expect(await judge(await forge(header, ticketPayload, jwk))).toBe("other-kind");
  });
});

describe("a claim", () => {
  const withClaim = (name: string, value: unknown): Promise<string> =>
    forge(ticketHeader(kid), { ...ticketPayload, [name]: value }, jwk);

  const laterNames = Object.keys(ticketToken.absent ?? {});
  const firstNames = Object.keys(ticketPayload).filter((name) => !laterNames.includes(name));

  test.each(firstNames)("%s that is missing is noticed", async (name) => {
    expect(await judge(await withClaim(name, undefined))).toBe(`claims: ${name}`);
  });

  test("that came later may be missing: who is in line stays there over a deploy", async () => {
    const payload = { ...ticketPayload, told: undefined, wave: undefined };
    const token = await forge(ticketHeader(kid), payload, jwk);
    expect(await tickets.verify(token, keyring, now)).toMatchObject({
      kind: "verified",
      claims: { told: null, wave: null },
    });
  });

  test.each(Object.keys(ticketPayload))("%s of another type is noticed", async (name) => {
    for (const wrong of [
      null,
      true,
      [],
      {},
      ["stanchion"],
      { toString: 1 },
      "",
      "1 or 1",
      0.5,
      -1,
    ]) {
      const verdict = await judge(await withClaim(name, wrong));
      if (name === "exp" && wrong === 0.5) expect(verdict).toBe("expired");
      else if (name === "exp" && wrong === -1) expect(verdict).toBe("expired");
      else if (["told", "wave"].includes(name) && wrong === null) expect(verdict).toBe("verified");
      else expect(verdict).toBe(`claims: ${name}`);
    }
  });

  test.each<readonly [string, unknown]>([
    ["iss", "https://evil.example"],
    ["iss", "stanchion "],
    ["iss", "Stanchion"],
    ["aud", ["stanchion-ticket"]],
    ["aud", ["stanchion-ticket", "stanchion-pass"]],
    ["aud", "stanchion-origin"],
    ["room", "../other"],
    ["room", "default\n"],
    ["room", "r".repeat(64)],
    ["room", "Default"],
    ["epoch", 0],
    ["epoch", 2 ** 53],
    ["epoch", "1"],
    ["line", "__proto__"],
    ["line", "général"],
    ["number", 0],
    ["number", 1.5],
    ["number", 2 ** 53],
    ["number", "4711"],
    ["jti", "short"],
    ["jti", "j".repeat(65)],
    ["jti", "AAECAwQFBgcICQoLDA0OD="],
    ["target", "https://evil.example/"],
    ["target", "//evil.example/"],
    ["target", "/\\evil.example/"],
    ["target", "/checkout\r\nSet-Cookie: a=b"],
    ["target", "/check out"],
    ["target", "/ticket-\u{1F3AB}"],
    ["told", [1]],
    ["told", [1, 2, 3]],
    ["told", [0, -1]],
    ["told", [0.5, 1]],
    ["told", ["1", "2"]],
    ["told", [0, 2 ** 53]],
    ["wave", "two words"],
    ["wave", "w".repeat(65)],
    ["iat", 0.5],
    ["iat", "1790000000"],
    ["iat", -1],
    ["iat", 2 ** 53],
    ["exp", iat + 3_600.5],
    ["exp", String(iat + 3_600)],
    ["exp", iat + 91 * 86_400],
    ["exp", Number.MAX_SAFE_INTEGER],
    ["exp", 1e20],
    ["exp", 1e308],
  ])("%s of %j is refused though genuinely signed", async (name, value) => {
    expect(await judge(await withClaim(name, value))).toBe(`claims: ${name}`);
  });

  test("target that would fill a cookie is refused though genuinely signed", async () => {
    for (const target of [`/${"a".repeat(2_000)}`, `/?${'"'.repeat(1_000)}`]) {
      expect(await judge(await withClaim("target", target))).toBe("claims: target");
    }
  });

  test("that is missing is not taken from what all objects inherit", async () => {
    const token = await withClaim("number", undefined);
    Object.defineProperty(Object.prototype, "number", { value: 1, configurable: true });
    try {
      expect(await judge(token)).toBe("claims: number");
    } finally {
      Reflect.deleteProperty(Object.prototype, "number");
    }
  });

  test.each(["nbf", "sub", "admin", "pass", "host", "room2", "constructor"])(
    "%s that a ticket does not have is refused though genuinely signed",
    async (name) => {
      expect(await judge(await withClaim(name, 1))).toMatch(/^claims: \(unexpected\)$/);
    },
  );

  test("nbf in the future is refused as well", async () => {
    expect(await judge(await withClaim("nbf", iat + 3_000))).toBe("claims: nbf");
  });
});

describe("a payload", () => {
  const text = JSON.stringify(ticketPayload);
  const body = text.slice(1, -1);
  const spelledOut = text.replace("default", "\\u0064efault");

  test.each<readonly [string, string]>([
    ["a number said twice", `{"number":1,${body}}`],
    ["a room said twice, the right one last", `{"room":"other",${body}}`],
    ["an exp said twice", `{${body},"exp":${iat + 3_600}}`],
    ["spaces in it", text.replaceAll(",", ", ")],
    ["a line feed after it", `${text}\n`],
    ["an escaped letter", spelledOut],
    ["a number with a point", text.replace('"number":4711', '"number":4711.0')],
    ["a number with an exponent", text.replace('"number":4711', '"number":4.711e3')],
    ["an absurd exp", text.replace(`"exp":${iat + 3_600}`, '"exp":1e308')],
    ["a minus zero", text.replace('"epoch":1', '"epoch":-0')],
    ["a second document behind it", `${text}{}`],
    ["a byte order mark before it", `\uFEFF${text}`],
    ["a comment", `${text}//`],
    ["bytes that are no text", "\xff\xfe{}"],
    ["a list", `[${text}]`],
    ["a string", JSON.stringify(text)],
    ["null", "null"],
    ["a depth that swallows stacks", `${"[".repeat(1_400)}${"]".repeat(1_400)}`],
  ])("with %s is refused though genuinely signed", async (_, payload) => {
    expect(await judge(await forge(ticketHeader(kid), payload, jwk))).toBe("malformed");
  });

  test("with exp beyond every number is refused", async () => {
    const endless = text.replace(`"exp":${iat + 3_600}`, '"exp":1e999');
    expect(await judge(await forge(ticketHeader(kid), endless, jwk))).toMatch(
      /^(malformed|claims: exp)$/,
    );
  });

  test("with a __proto__ is refused, and no object inherits from it", async () => {
    const poisoned = `{${body},"__proto__":{"admitted":true}}`;
    expect(await judge(await forge(ticketHeader(kid), poisoned, jwk))).toBe("claims: (unexpected)");
    expect({}).not.toHaveProperty("admitted");
  });

  test("whose claims come from a __proto__ has none of them", async () => {
    const { number, ...rest } = ticketPayload;
    const inherited = `${JSON.stringify(rest).slice(0, -1)},"__proto__":{"number":1}}`;
    expect(await judge(await forge(ticketHeader(kid), inherited, jwk))).toBe("claims: number");
  });
});

describe("a spelling", () => {
  const [header, payload, signature] = partsOf(genuine);

  test.each<readonly [string, string]>([
    ["nothing", ""],
    ["dots", ".."],
    ["one part", header],
    ["two parts", `${header}.${payload}`],
    ["four parts", `${genuine}.${signature}`],
    ["five parts, as encrypted tokens have", `${genuine}.${signature}.${signature}`],
    ["a dot at the end", `${genuine}.`],
    ["a dot at the start", `.${genuine}`],
    ["no header", `.${payload}.${signature}`],
    ["no payload", `${header}..${signature}`],
    ["no signature", `${header}.${payload}.`],
    ["padding", `${genuine}==`],
    ["padding of the header", `${header}=.${payload}.${signature}`],
    ["a space before", ` ${genuine}`],
    ["a space behind", `${genuine} `],
    ["a line feed behind", `${genuine}\n`],
    ["a null character behind", `${genuine}\0`],
    ["a tab within", `${header}.\t${payload}.${signature}`],
    ["a quote around", `"${genuine}"`],
    ["a scheme before", `Bearer ${genuine}`],
    ["plus and slash for minus and underscore", `${header}.${payload}.${"+/".repeat(43)}`],
    ["per-cent encoding", encodeURIComponent(`${genuine}=`)],
    ["the JSON form, flattened", JSON.stringify({ protected: header, payload, signature })],
    [
      "the JSON form, general",
      JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    ],
    ["letters that only look like it", genuine.replace("e", "\u0435")],
  ])("with %s is refused", async (_, token) => {
    expect(await judge(token)).toBe("malformed");
  });

  test("with other unused bits at the end of any part is refused", async () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let respellings = 0;
    // Payloads of three lengths in a row: with no, two and four bits unused.
    for (const number of [1, 10, 100]) {
      const parts = partsOf(await signTicket(keyring, { ...ticketClaims, number }, now));
      for (const [index, part] of parts.entries()) {
        const bytes = Buffer.from(part, "base64url");
        for (const last of alphabet) {
          const respelled = part.slice(0, -1) + last;
          const sameBytes = Buffer.from(respelled, "base64url").equals(bytes);
          if (respelled === part || !sameBytes) continue;
          respellings++;
          expect(await judge(parts.with(index, respelled).join("."))).toBe("malformed");
        }
      }
    }
    // The signature alone has 15 each time, the two payloads 15 and 3.
    expect(respellings).toBeGreaterThanOrEqual(3 * 15 + 15 + 3);
  });

  test.each([4_097, 200_000, 5_000_000])("of %i characters is refused unread", async (length) => {
    expect(await judge(genuine.padEnd(length, "A"))).toBe("too-long");
    expect(await judge(".".repeat(length))).toBe("too-long");
  });
});

describe("a signature", () => {
  const [header, payload, signature] = partsOf(genuine);
  const signed = (bytes: Uint8Array): string => `${header}.${payload}.${encode(bytes)}`;
  const bytes = Buffer.from(signature, "base64url");
  const zero = Buffer.alloc(32);

  test.each<readonly [string, Uint8Array]>([
    ["of zeros", Buffer.alloc(64)],
    ["with r = 0", Buffer.concat([zero, bytes.subarray(32)])],
    ["with s = 0", Buffer.concat([bytes.subarray(0, 32), zero])],
    ["of ones", Buffer.alloc(64, 0xff)],
    ["with r and s exchanged", Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)])],
    ["cut short", bytes.subarray(0, 63)],
    ["with a byte more", Buffer.concat([bytes, Buffer.of(0)])],
    ["of 96 bytes, as ES384 has", Buffer.concat([bytes, zero])],
    ["of a single byte", Buffer.of(1)],
    ["in DER", toDer(bytes)],
  ])("%s is refused", async (_, wrong) => {
    expect(await judge(signed(wrong))).toBe("signature");
  });

  const order = Buffer.from(
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    "hex",
  );

  test("with r or s at the order of the curve is refused", async () => {
    expect(await judge(signed(Buffer.concat([order, bytes.subarray(32)])))).toBe("signature");
    expect(await judge(signed(Buffer.concat([bytes.subarray(0, 32), order])))).toBe("signature");
  });

  test("mirrored is genuine, too, but names the same ticket: what happens once goes by jti", async () => {
    const [half, n] = [bytes.subarray(32), order].map((part) =>
      BigInt(`0x${part.toString("hex")}`),
    );
    if (half === undefined || n === undefined) throw new Error("no number");
    const mirrored = Buffer.from((n - half).toString(16).padStart(64, "0"), "hex");
    const twin = signed(Buffer.concat([bytes.subarray(0, 32), mirrored]));
    expect(twin).not.toBe(genuine);
    expect(await tickets.verify(twin, keyring, now)).toEqual(
      await tickets.verify(genuine, keyring, now),
    );
  });

  test("of another token is refused", async () => {
    const other = await signTicket(keyring, { ...ticketClaims, number: 1 }, now);
    expect(await judge(`${header}.${payload}.${partsOf(other)[2]}`)).toBe("signature");
  });

  test("over other words is refused", async () => {
    const better = encode(JSON.stringify({ ...ticketPayload, number: 1 }));
    expect(await judge(`${header}.${better}.${signature}`)).toBe("signature");
  });

  test("over the payload alone is refused", async () => {
    expect(await judge(signed(await signBytes(payload, jwk)))).toBe("signature");
  });

  test("by another key of the same name is refused", async () => {
    const impostor = { ...(await generateSigningKey()), kid };
    const keyringOfImpostor = await importKeyring({ keys: [impostor] });
    expect(await judge(await signTicket(keyringOfImpostor, ticketClaims, now))).toBe("signature");
  });

  test("by another key of the same ring is refused", async () => {
    const other = await generateSigningKey();
    const both = await importKeyring({ keys: [jwk, other] });
    const crossed = await forge(ticketHeader(kid), ticketPayload, other);
    expect(outcome(await tickets.verify(crossed, both, now))).toBe("signature");
  });
});

describe("the times", () => {
  const { expiresAt } = ticketClaims;

  test("a ticket is good up to its last millisecond, and not at its end", async () => {
    expect(await judge(genuine, expiresAt - 1)).toBe("verified");
    expect(await judge(genuine, expiresAt)).toBe("expired");
    expect(await judge(genuine, expiresAt + 86_400_000)).toBe("expired");
  });

  test.each([-1, 0, 1, -1e15])("a ticket with an exp of %i is refused", async (exp) => {
    const token = await forge(ticketHeader(kid), { ...ticketPayload, exp }, jwk);
    expect(await judge(token)).toBe("expired");
  });

  test("a ticket from a machine whose clock is 30 s ahead is accepted", async () => {
    expect(await judge(genuine, now - 30_000)).toBe("verified");
  });

  test("a ticket from a minute ahead is the last that is accepted", async () => {
    const issuedAt = iat * 1_000;
    expect(await judge(genuine, issuedAt - 60_000)).toBe("verified");
    expect(await judge(genuine, issuedAt - 60_001)).toBe("issued-in-future");
  });
});

describe("the issuer", () => {
  test("may be named otherwise, on both sides", async () => {
    const issuer = "https://shop.example";
    const token = await signTicket(keyring, ticketClaims, now, issuer);
    const own = createVerifier({ kind: ticketToken, issuer });
    expect(outcome(await own.verify(token, keyring, now))).toBe("verified");
    expect(await judge(token)).toBe("claims: iss");
    expect(outcome(await own.verify(genuine, keyring, now))).toBe("claims: iss");
  });
});

/** The ASN.1 form of a signature, which OpenSSL writes. */
function toDer(bytes: Buffer): Buffer {
  const integer = (part: Buffer): Buffer => {
    const value = (part[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), part]) : part;
    return Buffer.concat([Buffer.of(2, value.length), value]);
  };
  const both = Buffer.concat([integer(bytes.subarray(0, 32)), integer(bytes.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
