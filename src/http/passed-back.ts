/**
 * An answer of the shop on its way back: what is said to the gateway stays here, nobody but the gateway gives or takes
 * our cookies, and a page that needed a pass is stored by no cache that others are served from.
 */

import { copied } from "./copied.ts";
import { namesIn } from "./header-names.ts";
import { rememberReading } from "./memory.ts";
import { isForSharedCaches, isOurCookie } from "./visitor-cookies.ts";

/** Said to the gateway, not to the visitor. */
const wordsOfShop = new Set(["stanchion-session", "stanchion-units", "stanchion-order"]);
export const isWordOfShop = (name: string): boolean => wordsOfShop.has(name);

const isNoted = rememberReading(1_000, (name) => {
  return (
    name === "cache-control" ||
    name === "set-cookie" ||
    isWordOfShop(name) ||
    isForSharedCaches(name)
  );
});

/** Names of the headers that an answer is looked through for, all in one walk: most answers have none or one. */
export const notedIn = ({ headers }: Response): readonly string[] => namesIn(headers, isNoted);

/**
 * @param needsPass false: it is for everybody, and the shop's words to caches are its own
 * @returns the very same answer when there is nothing to change
 */
export function passedBack(
  response: Response,
  { noted, needsPass }: { readonly noted: readonly string[]; readonly needsPass: boolean },
): Response {
  const said = noted.includes("cache-control") ? response.headers.get("Cache-Control") : null;
  const mustSay = needsPass ? forTheVisitorAlone(said ?? "") : said;
  const takenOut = noted.filter(
    (name) => isWordOfShop(name) || (needsPass && isForSharedCaches(name)),
  );
  const bringsOurs =
    noted.includes("set-cookie") && response.headers.getSetCookie().some(isOurCookie);
  if (mustSay === said && takenOut.length === 0 && !bringsOurs) return response;
  const answer = copied(response);
  const { headers } = answer;
  for (const name of takenOut) headers.delete(name);
  if (mustSay !== null && mustSay !== said) headers.set("Cache-Control", mustSay);
  if (bringsOurs) withoutOurs(headers);
  return answer;
}

function withoutOurs(headers: Headers): void {
  const cookies = headers.getSetCookie();
  headers.delete("Set-Cookie");
  for (const cookie of cookies) if (!isOurCookie(cookie)) headers.append("Set-Cookie", cookie);
}

/** A directive with what it says, quoted or not; of a quote that does not end, piece by piece. */
const directiveForm = /(?:[^,"]|"(?:\\.|[^"\\])*"|")+/g;
/** What gives a page to shared caches; `private="a-header"` keeps no more than that header from them. */
const sharing = /^(?:public|s-maxage|proxy-revalidate|private)$/;

/**
 * `Cache-Control` with which a browser keeps the page as the shop says, and nobody else does (RFC 9111, 3). An answer
 * that says nothing of it may be kept as well, for as long as a cache thinks right.
 */
const forTheVisitorAlone = rememberReading(1_000, (said: string): string => {
  const directives = (said.match(directiveForm) ?? []).map((each) => each.trim()).filter(Boolean);
  const names = directives.map((each) => (/^[^=\s]*/.exec(each)?.[0] ?? "").toLowerCase());
  const isShared = names.some((name) => name === "public" || name === "s-maxage");
  // With `must-understand` a cache may leave `no-store` aside (RFC 9111, 5.2.2.3).
  const isNobodys = directives.some(is("no-store")) && !names.includes("must-understand");
  const isPrivate = directives.some(is("private"));
  if ((isPrivate || isNobodys) && !isShared) return said;
  const rest = directives.filter((_, index) => !sharing.test(names[index] ?? ""));
  return ["private", ...rest].join(", ");
});

const is =
  (name: string) =>
  (directive: string): boolean =>
    directive.toLowerCase() === name;
