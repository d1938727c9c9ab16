/**
 * The one list of what exists: which host belongs to which room, and the keys that sign. Small, seldom
 * changed, and asked by every gateway every few seconds, never on the way of a request.
 */

import { DurableObject } from "cloudflare:workers";
import type { RoomEnv } from "../src/env.ts";

/** A private key as JSON Web Key; what is in it is the tokens' business. */
export type StoredKey = Readonly<Record<string, string | number>>;

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

export class Directory extends DurableObject<RoomEnv> {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    ctx.storage.transactionSync(() => {
      this.#sql.exec(`
        CREATE TABLE IF NOT EXISTS rooms (room TEXT PRIMARY KEY) STRICT;
        CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, room TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS keys (
          id INTEGER PRIMARY KEY, kid TEXT NOT NULL UNIQUE, jwk TEXT NOT NULL
        ) STRICT;
      `);
    });
  }

  entries(): DirectoryEntries {
    const hosts = this.#sql.exec<{ host: string; room: string }>("SELECT host, room FROM hosts");
    const rooms = this.#sql.exec<{ room: string }>("SELECT room FROM rooms ORDER BY room");
    const keys = this.#sql.exec<{ jwk: string }>("SELECT jwk FROM keys ORDER BY id");
    return {
      hosts: Object.fromEntries([...hosts].map(({ host, room }) => [host, room])),
      rooms: [...rooms].map(({ room }) => room),
      keys: [...keys].map(({ jwk }) => JSON.parse(jwk) as StoredKey),
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
    this.ctx.storage.transactionSync(() => {
      const [row] = this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM keys");
      if (row?.count === 0) this.#keep(kid, key);
    });
    return this.entries();
  }

  addKey(kid: string, key: StoredKey): DirectoryEntries {
    this.#keep(kid, key);
    return this.entries();
  }

  /** Whatever it signed is void as soon as the gateways hear of it. */
  removeKey(kid: string): DirectoryEntries {
    this.#sql.exec("DELETE FROM keys WHERE kid = ?", kid);
    return this.entries();
  }

  #ownerOf(host: string): string | undefined {
    const [row] = this.#sql.exec<{ room: string }>("SELECT room FROM hosts WHERE host = ?", host);
    return row?.room;
  }

  #keep(kid: string, key: StoredKey): void {
    this.#sql.exec("INSERT OR IGNORE INTO keys (kid, jwk) VALUES (?, ?)", kid, JSON.stringify(key));
  }
}
