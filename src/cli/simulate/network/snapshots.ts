/**
 * How the gateways keep knowing a room: each asks about once a second while it has visitors, by the figures
 * of src/http/gateway-pace.ts, and where they share, by the rule that stands there.
 */

import { isToBeTaken, sharing, snapshotPace } from "../../../http/gateway-pace.ts";
import type { Random } from "../../rush/random.ts";
import type { Clockwork } from "./clockwork.ts";
import { network } from "./inputs.ts";

export interface Snapshots {
  /** A request comes to a gateway, and is answered from what it knows. */
  touch(gateway: number, now: number): void;
  /** A snapshot came with another answer. */
  offer(gateway: number, now: number): void;
}

export interface SnapshotsOptions {
  readonly clockwork: Clockwork;
  readonly random: Random;
  readonly gateways: number;
  readonly isShared: boolean;
  /** Asks the room. */
  readonly ask: (now: number, answered: (now: number) => void) => void;
}

interface Entry {
  readonly takenAt: number;
  readonly askedAt: number | null;
}

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { clockwork, random, gateways, isShared, ask } = options;
  // Each knows the room for some time when it begins: they did not all start at once.
  const knownSince = Float64Array.from(
    { length: gateways },
    () => -snapshotPace.freshMs * random(),
  );
  const olderByMs = Float64Array.from({ length: gateways }, () =>
    isShared ? sharing.spreadMs * random() : 0,
  );
  const isAsking = new Uint8Array(gateways);
  const entries: Entry[] = [];

  function learn(gateway: number, since: number): void {
    isAsking[gateway] = 0;
    knownSince[gateway] = Math.max(knownSince[gateway] ?? 0, since - (olderByMs[gateway] ?? 0));
  }

  const put = (colo: number, entry: Entry, now: number) =>
    clockwork.at(now + network.cacheWriteMs, () => {
      entries[colo] = entry;
    });

  function look(gateway: number, now: number): void {
    const colo = gateway % network.colos;
    const entry = entries[colo];
    if (entry && isToBeTaken(entry, now, olderByMs[gateway] ?? 0)) {
      learn(gateway, entry.takenAt);
      return;
    }
    const goAndAsk = (takenAt: number) =>
      ask(takenAt, (answeredAt) => {
        learn(gateway, answeredAt);
        put(colo, { takenAt, askedAt: null }, answeredAt);
      });
    if (!entry) goAndAsk(now);
    else {
      put(colo, { ...entry, askedAt: now }, now);
      clockwork.at(now + network.cacheWriteMs, goAndAsk);
    }
  }

  return {
    touch(gateway, now) {
      if (isAsking[gateway] === 1 || now - (knownSince[gateway] ?? 0) <= snapshotPace.freshMs)
        return;
      isAsking[gateway] = 1;
      if (isShared) clockwork.at(now + network.cacheReadMs, (at) => look(gateway, at));
      else ask(now, (at) => learn(gateway, at));
    },
    offer(gateway, now) {
      knownSince[gateway] = Math.max(knownSince[gateway] ?? 0, now);
    },
  };
}
