/**
 * The objects of the core, as an edge sees them: the gateway asks them by the same names and is answered
 * the same, and does not know that there is another process between. Nothing is kept here.
 */

import type { RoomEnv } from "../env.ts";
import { type ObjectAnswer, type ObjectCall, proofOf } from "./wire.ts";

export interface CoreAccess {
  readonly CORE: Pick<Fetcher, "fetch">;
  readonly CORE_SECRET: string;
}

/** A core that hangs is a core that is down: the gateway asks again, or goes on without it. */
const patienceMs = 5_000;

export function remoteObjects(core: CoreAccess): RoomEnv {
  return {
    DIRECTORY: objectsBehind("DIRECTORY", core),
    WAITING_ROOM: objectsBehind("WAITING_ROOM", core),
    TICKET_BATCHER: objectsBehind("TICKET_BATCHER", core),
    ADMISSION_SHARD: objectsBehind("ADMISSION_SHARD", core),
  };
}

function objectsBehind<Binding extends keyof RoomEnv>(
  binding: Binding,
  core: CoreAccess,
): RoomEnv[Binding] {
  const getByName = (object: string) =>
    new Proxy(
      {},
      {
        get(_, method) {
          // Whatever is awaited is asked whether it is a promise.
          if (typeof method === "symbol" || method === "then") return undefined;
          return (...args: readonly unknown[]) => ask(core, { binding, object, method, args });
        },
      },
    );
  // What the gateway needs of a namespace; what comes from the core is what its classes return.
  return { getByName } as unknown as RoomEnv[Binding];
}

/** @throws Error when the core cannot be reached, or as the object failed */
async function ask({ CORE, CORE_SECRET }: CoreAccess, call: ObjectCall): Promise<unknown> {
  const response = await CORE.fetch("http://core/", {
    method: "POST",
    headers: { Authorization: proofOf(CORE_SECRET) },
    body: JSON.stringify({ ...call, args: withoutAbsent(call.args) } satisfies ObjectCall),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new Error(`The core refused with ${response.status}`);
  const answer = (await response.json()) as ObjectAnswer;
  if (answer.kind === "failure") throw Object.assign(new Error(answer.message), answer.flags);
  return answer.value;
}

/** An argument left out at the end is left out over there, too: JSON would make a null of it. */
function withoutAbsent(args: readonly unknown[]): readonly unknown[] {
  const last = args.findLastIndex((arg) => arg !== undefined);
  return args.slice(0, last + 1);
}
