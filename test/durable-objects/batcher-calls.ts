/** What a gateway would ask of the batchers of a room: a new room, with all its batchers, for each test. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { TicketBatcher } from "../../durable-objects/ticket-batcher.ts";
import type { JoinCall, RoomAnswer } from "../../src/domain/calls.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import type { BatcherAddress } from "../../src/domain/ticket-batcher.ts";
import { letPass, newRoom, outcomeOf, type RoomStub } from "./room-calls.ts";

/** A room with 16 batchers, in its second epoch: the first began before they were set. */
export interface SurgeRoom {
  readonly room: RoomStub;
  readonly address: (batcher: number) => BatcherAddress;
  readonly batcher: (index: number) => DurableObjectStub<TicketBatcher>;
  /** Joins through one of them, which has gathered long enough by the clock that the test moves. */
  join(batcher: number, calls: readonly JoinCall[]): Promise<readonly RoomAnswer[]>;
  /** As a gateway does: again and again, until the answer comes. */
  joinUntilHeard(batcher: number, calls: readonly JoinCall[]): Promise<readonly RoomAnswer[]>;
}

export const surgeEpoch = 2;

export async function newSurgeRoom(values: Partial<RoomSettings> = {}): Promise<SurgeRoom> {
  const room = await newRoom({ batchers: 16, ...values });
  await room.reset("the test");
  const name = room.name ?? "";
  const address = (batcher: number): BatcherAddress => ({
    room: name,
    epoch: surgeEpoch,
    batcher,
    batchers: 16,
  });
  const batcher = (index: number) => env.TICKET_BATCHER.getByName(`${name}/${index}`);
  const join: SurgeRoom["join"] = async (index, calls) => {
    letPass(1_000);
    return (await batcher(index).join(calls, address(index))).answers;
  };
  return {
    room,
    address,
    batcher,
    join,
    async joinUntilHeard(index, calls) {
      for (let attempt = 0; attempt < 20; attempt++) {
        const answers = await join(index, calls).catch(() => null);
        if (answers) return answers;
        letPass(1_000);
      }
      throw new Error("The batcher never answered");
    },
  };
}

export const joinCall = (key: string, subject: string | null = null): JoinCall => ({
  kind: "join",
  line: "general",
  key,
  ticketId: `ticket of ${key}`,
  passId: `pass of ${key}`,
  invitation: subject === null ? null : { subject, wave: null },
});

export const joinCalls = (count: number, from = 1): readonly JoinCall[] =>
  Array.from({ length: count }, (_, index) => joinCall(`visitor-${from + index}`));

/** Ends a batcher in the middle of its life. */
export const crashBatcher = (stub: DurableObjectStub<TicketBatcher>): Promise<string> =>
  outcomeOf(runInDurableObject(stub, (_, state) => state.abort("a crash")));
