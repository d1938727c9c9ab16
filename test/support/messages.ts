/** What the pages say, in every language at once, for tests that compare. */

import { type Language, languages } from "../../src/pages/language.ts";
import type { Messages } from "../../src/pages/messages/messages.ts";
import { messagesIn as load } from "../../src/pages/messages-in.ts";

const loaded = await Promise.all(
  languages.map(async (language) => [language, await load(language)] as const),
);

// One for each of the languages, as they come from one list.
export const messagesIn = Object.fromEntries(loaded) as Readonly<Record<Language, Messages>>;
