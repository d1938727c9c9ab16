/**
 * What the gateway that runs now says: whether it takes the token, and who is in its rooms. A deploy
 * restarts its objects. No place is lost by it, but everybody at the door is asked to wait for seconds,
 * and a launch is no time to find out about a new version.
 */

import { type RoomPeople, readRoomsPeople } from "../stanchion/rooms-people.ts";
import { count } from "../stanchion/wording.ts";
import { reasonOf } from "../stanchion/wrong-use.ts";
import type { DeployedWorker } from "./deployed-worker.ts";
import { type Finding, fine, unchecked } from "./finding.ts";

export interface Live {
  readonly finding: Finding;
  readonly isTokenTaken: boolean;
}

const about = "rooms";

/** @param url null: nobody said where it runs */
export async function askLive(url: URL | null, adminToken: string | undefined): Promise<Live> {
  if (url === null || adminToken === undefined) {
    return silent(
      "nobody could say who is in line: set STANCHION_URL, and ADMIN_TOKEN. Nothing was deployed before? Say --first.",
    );
  }
  try {
    const rooms = await readRoomsPeople({ address: url, adminToken });
    return { finding: findingOf(rooms), isTokenTaken: true };
  } catch (error) {
    return silent(reasonOf(error));
  }
}

const silent = (detail: string): Live => ({
  finding: unchecked(about, detail),
  isTokenTaken: false,
});

/** @param isSaidToBeFirst the person says that nothing was deployed before */
export function roomsBeforeTheFirst(
  finding: Finding,
  { kind }: DeployedWorker,
  isSaidToBeFirst: boolean,
): Finding {
  if (kind === "none") return fine(about, "the first deployment: there is nobody yet");
  return kind === "there" && isSaidToBeFirst
    ? unchecked(
        about,
        "this is not the first deployment, there is a Worker of this name: set STANCHION_URL, and ADMIN_TOKEN",
      )
    : finding;
}

function findingOf(rooms: readonly RoomPeople[]): Finding {
  const taken = rooms.filter(({ waiting, inside }) => waiting + inside > 0);
  if (taken.length === 0) return fine(about, "nobody is in line or inside");
  const each = taken.map(
    ({ room, waiting, inside }) => `"${room}" ${count(waiting)} in line, ${count(inside)} inside`,
  );
  return { about, kind: "busy", detail: `${each.join("; ")}: deploy when they are empty` };
}
