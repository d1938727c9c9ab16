/** The screen's words, as the page brought them along. */

import type { AdminTexts } from "../pages/admin-texts.ts";
import { part } from "./admin-elements.ts";

/** The page and this script are built together, so what the page carries is of this shape. */
export const texts = JSON.parse(part("texts", HTMLScriptElement).text) as AdminTexts;
