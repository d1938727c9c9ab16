/** Which of the gateway's rooms is shown. The address names it after the #, so it can be bookmarked. */

import type { RoomListing } from "./admin-api.ts";
import { part, write } from "./admin-elements.ts";

/** Fills the picker and returns the room to begin with: the one named, or else that of this host. */
export function createRoomPicker(
  rooms: readonly RoomListing[],
  onPicked: (room: string) => void,
): string {
  const picker = part("room", HTMLSelectElement);
  picker.replaceChildren(
    ...rooms.map(({ room, hosts }) => new Option(describe(room, hosts), room)),
  );
  const begin =
    rooms.find(({ room }) => location.hash === `#${encodeURIComponent(room)}`) ??
    rooms.find(({ hosts }) => hosts.includes(location.host));
  if (begin !== undefined) picker.value = begin.room;

  picker.hidden = rooms.length < 2;
  const onlyRoom = part("only-room", HTMLElement);
  onlyRoom.hidden = !picker.hidden;
  write(onlyRoom, picker.value);

  picker.onchange = () => {
    history.replaceState(null, "", `#${encodeURIComponent(picker.value)}`);
    onPicked(picker.value);
  };
  return picker.value;
}

/** A room of many hosts is told by its first. */
function describe(room: string, [host]: readonly string[]): string {
  return host === undefined ? room : `${room} (${host})`;
}
