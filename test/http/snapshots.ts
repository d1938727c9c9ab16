/** Snapshots of a room with so many who joined and were called. */

import { newLine, withLineState } from "../../src/domain/line.ts";
import { newRoom, withLine } from "../../src/domain/room-state.ts";
import { snapshotOf } from "../../src/domain/room-view.ts";
import { defaultSettings } from "../../src/domain/settings.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";
import { drawChance } from "../../src/hash.ts";

export interface Numbers {
  readonly epoch?: number;
  readonly issued: number;
  readonly serving: number;
}

export function snapshotWith(
  { epoch = 1, ...numbers }: Numbers,
  settingsVersion = 1,
  now = Date.now(),
): RoomSnapshot {
  const room = newRoom(
    epoch,
    drawChance((count) => new Uint8Array(count)),
    now,
  );
  const settings = defaultSettings;
  const line = withLineState(newLine("general"), numbers);
  const base = snapshotOf(withLine(room, line), { settings, now });
  return { ...base, settings, settingsVersion, revoked: [], arrivalsLastMinute: 0 };
}
