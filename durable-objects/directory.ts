/**
 * The one list of what exists: which host belongs to which room, and the keys that sign. Small, seldom
 * changed, and asked by every gateway every few seconds, never on the way of a request.
 */

import { DurableObject } from "cloudflare:workers";
import type { KeyLife } from "../src/domain/key-life.ts";
import type { RoomEnv } from "../src/env.ts";
import {
  type KeyChange,
  KeyStore,
  type RevokeAnswer,
  type RotateAnswer,
  type StoredKey,
} from "./key-store.ts";

export interface DirectoryEntries {
  /** Host name, with the port where it is not the default one → room. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Every room that was ever set up, in order of its name. */
  readonly rooms: readonly string[];
  /** Oldest first; empty before the first gateway has offered one. */
  readonly keys: readonly StoredKey[];
}

export type HostsAnswer =
  | { readonly kind: "assigned" }
  | { readonly kind: "taken"; readonly host: string; readonly room: string };

/** The keys by name, and what was done to them, newest first. */
export interface KeyRecord {
  readonly lives: readonly KeyLife[];
  readonly changes: readonly KeyChange[];
}

export class Directory extends DurableObject<RoomEnv> {
  readonly #sql: SqlStorage;
  readonly #keys: KeyStore;

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#keys = ctx.storage.transactionSync(() => {
      this.#sql.exec(`
        CREATE TABLE IF NOT EXISTS rooms (room TEXT PRIMARY KEY) STRICT;
        CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, room TEXT NOT NULL) STRICT;
      `);
      return new KeyStore(this.#sql);
    });
  }

  entries(): DirectoryEntries {
    const hosts = this.#sql.exec<{ host: string; room: string }>("SELECT host, room FROM hosts");
    const rooms = this.#sql.exec<{ room: string }>("SELECT room FROM rooms ORDER BY room");
    return {
      hosts: Object.fromEntries([...hosts].map(({ host, room }) => [host, room])),
      rooms: [...rooms].map(({ room }) => room),
      keys: this.#keys.all(),
    };
  }

  /**
   * Gives a room these hosts and no others. A host belongs to one room: when one is taken nothing
   * changes, and the answer names it.
   */
  assignHosts(room: string, hosts: readonly string[]): HostsAnswer {
    for (const host of hosts) {
      const owner = this.#ownerOf(host);
      if (owner !== undefined && owner !== room) return { kind: "taken", host, room: owner };
    }
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec("INSERT OR IGNORE INTO rooms VALUES (?)", room);
      this.#sql.exec("DELETE FROM hosts WHERE room = ?", room);
      for (const host of new Set(hosts)) {
        this.#sql.exec("INSERT INTO hosts VALUES (?, ?)", host, room);
      }
    });
    return { kind: "assigned" };
  }

  /** Keeps this key if there is none yet: of all gateways that start at once, one wins. */
  offerFirstKey(kid: string, key: StoredKey): DirectoryEntries {
    this.ctx.storage.transactionSync(() => this.#keys.offerFirst({ kid, key }, Date.now()));
    return this.entries();
  }

  /** Every gateway hears of the key before it signs; what older keys signed stays good. */
  rotateKey(kid: string, key: StoredKey, who: string): RotateAnswer {
    return this.#changeKeys((now) => this.#keys.rotate({ kid, key }, { who, now }));
  }

  /**
   * Whatever it signed is void as soon as the gateways hear of it.
   * @param spare kept in its place if no other key would sign
   */
  revokeKey(
    kid: string,
    spare: { readonly kid: string; readonly key: StoredKey },
    who: string,
  ): RevokeAnswer {
    return this.#changeKeys((now) => this.#keys.revoke(kid, spare, { who, now }));
  }

  keyRecord(): KeyRecord {
    return { lives: this.#keys.lives(Date.now()), changes: this.#keys.changes() };
  }

  /** Late, lost or doubled it only keeps an old key for longer. */
  override alarm(): void {
    this.#changeKeys(() => undefined);
  }

  #changeKeys<Answer>(change: (now: number) => Answer): Answer {
    const now = Date.now();
    const { answer, nextEnd } = this.ctx.storage.transactionSync(() => {
      const answer = change(now);
      return { answer, nextEnd: this.#keys.endOld(now) };
    });
    if (nextEnd !== null) void this.ctx.storage.setAlarm(nextEnd);
    return answer;
  }

  #ownerOf(host: string): string | undefined {
    const [row] = this.#sql.exec<{ room: string }>("SELECT room FROM hosts WHERE host = ?", host);
    return row?.room;
  }
}
