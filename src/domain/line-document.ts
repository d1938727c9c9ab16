/**
 * What is published of a room, the same for everybody: as much as a page needs to work out by itself where a
 * place stands. Field by field, so that nothing that a snapshot comes to hold is published by being forgotten.
 */

import type { RoomSettings } from "./settings.ts";
import type { LineInSight, LineSnapshot, RoomInSight, RoomSnapshot } from "./snapshot.ts";

export interface LineDocument extends RoomInSight {
  readonly room: string;
  readonly epoch: number;
  readonly lines: Readonly<Record<string, PublishedLine>>;
  readonly settings: RoomInSight["settings"] & Pick<RoomSettings, "timeZone" | "message">;
}

/** With the last number given: from it one that was written before a ticket was is known. */
export type PublishedLine = LineInSight & Pick<LineSnapshot, "issued">;

export function lineDocumentOf(
  room: string,
  { asOf, epoch, access, lines, draw, supply, settings }: RoomSnapshot,
): LineDocument {
  const { order, preQueueAt, opensAt, closesAt, timeZone, message } = settings;
  return {
    room,
    epoch,
    asOf,
    access,
    lines: Object.fromEntries(
      Object.entries(lines).map(([name, { issued, serving, pace }]) => [
        name,
        { issued, serving, pace },
      ]),
    ),
    draw,
    supply,
    settings: { order, preQueueAt, opensAt, closesAt, timeZone, message },
  };
}

/** How a cache is to keep one that comes from a gateway or a bucket: a second, for everybody, and a browser not at all. */
export const lineDocumentCaching = "public, max-age=0, s-maxage=1";
