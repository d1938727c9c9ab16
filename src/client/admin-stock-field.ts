/** What there is to sell, and the way to add to it while it sells. */

import { part } from "./admin-elements.ts";
import {
  type Chosen,
  type Entered,
  entered,
  type Field,
  input,
  namedInputs,
  readNumber,
  unreadable,
} from "./admin-fields.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { describeStock, isStock } from "./admin-launch-values.ts";

const texts = launchTexts.stock;

export const stockField: Field<Chosen<"stock">> = {
  name: "stock",
  settings: ["stock"],
  parse: ({ stock }) => (isStock(stock) ? { stock } : null),
  read() {
    const units = readNumber("stock-units", "stock.units");
    if (units.kind === "unreadable") return units;
    if (units.value === null) return entered({ stock: null });
    const perOrder = readNumber("stock-perOrder", "stock.perOrder");
    if (perOrder.kind === "unreadable") return perOrder;
    return perOrder.value === null
      ? unreadable(texts.noPerOrder, "stock.perOrder")
      : entered({ stock: { units: units.value, perOrder: perOrder.value } });
  },
  write({ stock }) {
    input("stock-units").value = stock === null ? "" : String(stock.units);
    input("stock-perOrder").value = String(stock?.perOrder ?? 1);
  },
  describe: ({ stock }) => describeStock(stock),
  inputs: (fieldName) =>
    namedInputs(
      ["units", "perOrder", "more"].map((name) => input(`stock-${name}`)),
      fieldName,
    ),
};

/** On top of what is set now, whatever stands in the field above. */
export const addToStock = {
  button: () => part("stock-add", HTMLButtonElement),
  next({ stock }: Chosen<"stock">): Entered<Chosen<"stock">> {
    const more = readNumber("stock-more", "more");
    if (more.kind === "unreadable") return more;
    if (stock === null) return unreadable(texts.noUnits, "stock.units");
    return more.value === null
      ? unreadable(texts.noMore, "more")
      : entered({ stock: { ...stock, units: stock.units + more.value } });
  },
  onApplied() {
    input("stock-more").value = "";
  },
} as const;
