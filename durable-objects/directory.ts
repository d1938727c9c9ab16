/**
 * The one list of what exists: which host belongs to which room, what a gateway goes by when the room does
 * not answer, and the keys that sign. Small, seldom changed, and asked by every gateway every few seconds,
 * never on the way of a request.
 */

import { DurableObject } from "cloudflare:workers";
import { type KeptSettings, keptOf } from "../src/domain/kept-settings.ts";
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
  /** By room; none of a room that was last changed under an earlier release and has not answered since. */
  readonly kept: Readonly<Record<string, KeptSettings>>;
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
      const columns = this.#sql.exec(
        "SELECT 1 FROM pragma_table_info('rooms') WHERE name = 'kept'",
      );
      if ([...columns].length === 0) this.#sql.exec("ALTER TABLE rooms ADD COLUMN kept TEXT");
      return new KeyStore(this.#sql);
    });
    ctx.waitUntil(this.#askForMissing());
  }

  entries(): DirectoryEntries {
    const hosts = this.#sql.exec<{ host: string; room: string }>("SELECT host, room FROM hosts");
    const rooms = [
      ...this.#sql.exec<{ room: string; kept: string | null }>(
        "SELECT room, kept FROM rooms ORDER BY room",
      ),
    ];
    return {
      hosts: Object.fromEntries([...hosts].map(({ host, room }) => [host, room])),
      rooms: rooms.map(({ room }) => room),
      kept: Object.fromEntries(
        rooms.flatMap(({ room, kept }) =>
          kept === null ? [] : [[room, JSON.parse(kept) as KeptSettings]],
        ),
      ),
      keys: this.#keys.all(),
    };
  }

  /**
   * Gives a room these hosts and no others, and keeps what gateways must know of it. A host belongs to
   * one room: when one is taken nothing changes, and the answer names it.
   */
  keepRoom(room: string, hosts: readonly string[], kept: KeptSettings): HostsAnswer {
    for (const host of hosts) {
      const owner = this.#ownerOf(host);
      if (owner !== undefined && owner !== room) return { kind: "taken", host, room: owner };
    }
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec("INSERT OR REPLACE INTO rooms VALUES (?, ?)", room, JSON.stringify(kept));
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

  /**
   * What an earlier release did not keep, asked of the rooms themselves. Nobody waits for it: a room that
   * does not answer now is asked in the Directory's next life, or changed before.
   */
  async #askForMissing(): Promise<void> {
    const rows = this.#sql.exec<{ room: string }>("SELECT room FROM rooms WHERE kept IS NULL");
    for (const { room } of [...rows]) {
      try {
        const { chosen } = await this.env.WAITING_ROOM.getByName(room).settings();
        this.#sql.exec(
          "UPDATE rooms SET kept = ? WHERE room = ? AND kept IS NULL",
          JSON.stringify(keptOf(chosen)),
          room,
        );
      } catch {
        // As before: the shop that the gateway was started with, and nobody in who has no pass.
      }
    }
  }

  #ownerOf(host: string): string | undefined {
    const [row] = this.#sql.exec<{ room: string }>("SELECT room FROM hosts WHERE host = ?", host);
    return row?.room;
  }
}
