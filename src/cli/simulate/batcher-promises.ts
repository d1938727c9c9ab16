/** What holds for joins through batchers, whatever dies: a number is one join's, and a join has one number. */

import type { JoinCall, RoomAnswer } from "../../domain/calls.ts";
import type { Joined } from "../../domain/ticket.ts";
import { nameOfJoin } from "../../domain/ticket-batcher.ts";
import { type Instant, minuteMs } from "../../domain/time.ts";
import type { Check } from "./promises.ts";
import type { MemoryRegister } from "./register.ts";

interface BatcherPromises {
  /** Of everything that a batcher says to a gateway, heard or not. */
  answered(
    call: JoinCall,
    answer: RoomAnswer,
    told: { readonly at: Instant; readonly register: MemoryRegister },
  ): void;
}

export function createBatcherPromises(check: Check): BatcherPromises {
  const names = new Map<string, string>();
  const places = new Map<string, { readonly joined: Joined; readonly at: Instant }>();
  return {
    answered(call, answer, { at, register }) {
      const name = nameOfJoin(call);
      const story = () => `${name}: ${JSON.stringify(answer)}`;
      check(answer.kind !== "void", "a join has its place", story);
      if (!("joined" in answer) || !answer.joined) return;
      const { joined } = answer;
      const place = `${joined.line} ${joined.number}`;
      check((names.get(place) ?? name) === name, "a number is one join's", story);
      names.set(place, name);
      const before = places.get(name);
      const isForgotten = call.invitation === null && before && at - before.at > minuteMs;
      const isSame = before?.joined.number === joined.number && before.joined.line === joined.line;
      check(
        !before || isSame || isForgotten || isOver(before.joined, register),
        "a join has one number",
        story,
      );
      places.set(name, { joined, at });
    },
  };
}

/** Given up, or past the end of its session: whoever comes then joins anew. */
function isOver({ line, number }: Joined, register: MemoryRegister): boolean {
  const ended = register.find(line, number)?.ended;
  return register.hasLeft(line, number) || (ended !== undefined && ended !== null);
}
