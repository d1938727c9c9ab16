/** In which order those are let in who join before the opening, and what makes the draw provable. */

import type { DrawLive } from "../protocol.ts";
import { part, write } from "./admin-elements.ts";
import { entered, type Field, input, namedInputs, unreadable } from "./admin-fields.ts";
import { launchTexts as texts } from "./admin-launch-texts.ts";
import { describeOrder, isOrder, isTextOrNull, type OrderSettings } from "./admin-launch-values.ts";
import { texts as allTexts } from "./admin-texts.ts";

export const orderField: Field<OrderSettings> = {
  name: "order",
  settings: ["order", "publicRandomness"],
  parse: ({ order, publicRandomness }) =>
    isOrder(order) && isTextOrNull(publicRandomness) ? { order, publicRandomness } : null,
  read() {
    const order = choices().find(({ checked }) => checked)?.value;
    const publicRandomness = input("order-publicRandomness").value || null;
    return isOrder(order)
      ? entered({ order, publicRandomness })
      : unreadable(allTexts.controls.nothingChosen);
  },
  write({ order, publicRandomness }) {
    for (const choice of choices()) choice.checked = choice.value === order;
    input("order-publicRandomness").value = publicRandomness ?? "";
  },
  describe: describeOrder,
  inputs: (fieldName) => namedInputs([...choices(), input("order-publicRandomness")], fieldName),
};

export function showDraw({ commitment, isHeld }: DrawLive): void {
  write(part("order-commitment", HTMLElement), commitment);
  write(part("order-held", HTMLElement), isHeld ? texts.order.isHeld : texts.order.toCome);
}

function choices(): HTMLInputElement[] {
  const form = part("order-control", HTMLFormElement);
  return Array.from(form.querySelectorAll<HTMLInputElement>("input[type=radio]"));
}
