/**
 * The rows of the signing keys, and of who did what to them. Callers hold the transaction: a change and
 * its record are written together or not at all.
 */

import { isLastToSign, type KeyLife, keyLives } from "../src/domain/key-life.ts";
import type { Instant } from "../src/domain/time.ts";

/** A private key as JSON Web Key; what is in it is the tokens' business. */
export type StoredKey = Readonly<Record<string, string | number>>;

/** One line of the record. Never holds anything of a key but its name. */
export interface KeyChange {
  readonly at: Instant;
  readonly who: string;
  /** `ended`: nothing that it signed can be alive any more. */
  readonly what: "made" | "revoked" | "ended";
  readonly kid: string;
}

export interface NamedKey {
  readonly kid: string;
  readonly key: StoredKey;
}

/** Who does it, and when. */
export interface Act {
  readonly who: string;
  readonly now: Instant;
}

export type RotateAnswer = { readonly kind: "rotated" } | { readonly kind: "too-many" };

export type RevokeAnswer =
  /** `replacedBy` is null when another key was there to sign. */
  { readonly kind: "revoked"; readonly replacedBy: string | null } | { readonly kind: "unknown" };

/** Every gateway and every shop reads them all: a clock that rotates each minute must not drown them. */
const mostKeys = 100;
const recordLength = 100;

export class KeyStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS keys (
        id INTEGER PRIMARY KEY, kid TEXT NOT NULL UNIQUE, jwk TEXT NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS key_changes (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, kid TEXT NOT NULL
      ) STRICT;
    `);
  }

  /** Oldest first. */
  all(): readonly StoredKey[] {
    const rows = this.#sql.exec<{ jwk: string }>("SELECT jwk FROM keys ORDER BY id");
    return [...rows].map(({ jwk }) => JSON.parse(jwk) as StoredKey);
  }

  lives(now: Instant): readonly KeyLife[] {
    const times = this.all().map(({ kid, stanchion_active_from: activeFrom }) => ({
      kid: String(kid),
      activeFrom: Number(activeFrom ?? 0),
    }));
    return keyLives(times, now);
  }

  /** Newest first. */
  changes(): readonly KeyChange[] {
    type Row = { at: number; who: string; what: KeyChange["what"]; kid: string };
    return this.#sql
      .exec<Row>(
        "SELECT at, who, what, kid FROM key_changes ORDER BY id DESC LIMIT ?",
        recordLength,
      )
      .toArray();
  }

  offerFirst(offered: NamedKey, now: Instant): void {
    if (this.all().length === 0) this.#add(offered, { who: "gateway", now });
  }

  rotate(next: NamedKey, act: Act): RotateAnswer {
    if (this.all().length >= mostKeys) return { kind: "too-many" };
    this.#add(next, act);
    return { kind: "rotated" };
  }

  /** @param spare takes over where no other key would sign */
  revoke(kid: string, spare: NamedKey, act: Act): RevokeAnswer {
    const lives = this.lives(act.now);
    if (!lives.some((life) => life.kid === kid)) return { kind: "unknown" };
    const takesOver = isLastToSign(lives, kid);
    if (takesOver) this.#add(spare, act);
    this.#remove(kid, "revoked", act);
    return { kind: "revoked", replacedBy: takesOver ? spare.kid : null };
  }

  /** @returns when the next one ends; null: none does */
  endOld(now: Instant): Instant | null {
    for (const { kid, endsAt } of this.lives(now)) {
      if (endsAt !== null && endsAt <= now) this.#remove(kid, "ended", { who: "gateway", now });
    }
    return this.lives(now)[0]?.endsAt ?? null;
  }

  #add({ kid, key }: NamedKey, act: Act): void {
    this.#sql.exec("INSERT INTO keys (kid, jwk) VALUES (?, ?)", kid, JSON.stringify(key));
    this.#record("made", kid, act);
  }

  #remove(kid: string, what: KeyChange["what"], act: Act): void {
    this.#sql.exec("DELETE FROM keys WHERE kid = ?", kid);
    this.#record(what, kid, act);
  }

  #record(what: KeyChange["what"], kid: string, { who, now }: Act): void {
    this.#sql.exec(
      "INSERT INTO key_changes (at, who, what, kid) VALUES (?, ?, ?, ?)",
      now,
      who,
      what,
      kid,
    );
  }
}
