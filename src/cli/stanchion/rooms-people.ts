/** Who is in line and inside, in every room of a running gateway. */

import * as v from "valibot";
import { askShop } from "./ask-shop.ts";
import { type ManagedGateway, questionTo } from "./gateway-keys.ts";

export interface RoomPeople {
  readonly room: string;
  /** Called or not. */
  readonly waiting: number;
  readonly inside: number;
}

/** @throws WrongUse when the gateway does not say */
export async function readRoomsPeople(gateway: ManagedGateway): Promise<readonly RoomPeople[]> {
  const { body } = await askShop(questionTo(gateway, "rooms"), roomsSchema);
  return Promise.all(
    body.rooms.map(async ({ room }) => {
      const live = (await askShop(questionTo(gateway, `rooms/${room}/live`), liveSchema)).body;
      return { room, waiting: live.waiting + live.called, inside: live.inside };
    }),
  );
}

const roomName = v.pipe(v.string(), v.regex(/^[\w-]{1,63}$/));
const roomsSchema = v.object({ rooms: v.array(v.object({ room: roomName })) });
const figure = v.pipe(v.number(), v.minValue(0));
const liveSchema = v.object({ waiting: figure, called: figure, inside: figure });
