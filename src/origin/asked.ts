/**
 * What of a request is judged, wherever the request comes from. Addresses are cut as text: a parser
 * would fold and decode them, and then another path would be judged than the shop serves.
 */

/** As much of a web `Request` as is read. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: {
    get(name: string): string | null;
    keys(): Iterable<string>;
  };
}

/** As much of a request of Node's `http` as is read. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Asked {
  readonly method: string;
  /** The host asked for, with its port where one was named. */
  readonly host: string;
  /** Path and query as they stood in the request line. */
  readonly target: string;
  readonly assertion: string | null;
  /** Whether a header came that some servers take for the assertion's: `Stanchion_Assertion`. */
  readonly hasTwin: boolean;
}

export const assertionHeader = "stanchion-assertion";

export function askedByWeb({ method, url, headers }: WebRequest): Asked {
  const { authority, target } = cut(url);
  return {
    method,
    host: headers.get("host") ?? authority,
    target,
    assertion: headers.get(assertionHeader),
    hasTwin: someTwin(headers.keys()),
  };
}

/** @param url what stood in the request line, where the framework has changed `request.url` */
export function askedByNode(request: NodeRequest, url: string | undefined = request.url): Asked {
  const { method = "", headers } = request;
  return {
    method,
    host: nodeHeader(request, "host") ?? nodeHeader(request, ":authority") ?? "",
    target: url ?? "",
    assertion: nodeHeader(request, assertionHeader),
    hasTwin: someTwin(Object.keys(headers)),
  };
}

/** One text for a header that came several times, as `Headers` would have it. */
export function nodeHeader({ headers }: NodeRequest, name: string): string | null {
  const value = headers[name];
  return value === undefined || typeof value === "string" ? (value ?? null) : value.join(", ");
}

export const pathOf = ({ target }: Asked): string => target.split("?", 1)[0] ?? "";

const twin = /^stanchion[^a-z0-9]assertion$/i;

function someTwin(names: Iterable<string>): boolean {
  for (const name of names) if (twin.test(name) && name !== assertionHeader) return true;
  return false;
}

function cut(url: string): { readonly authority: string; readonly target: string } {
  const authorityStart = url.indexOf("://") + 3;
  const pathStart = url.indexOf("/", authorityStart);
  if (authorityStart < 3 || pathStart < 0) return { authority: "", target: "" };
  const [target = ""] = url.slice(pathStart).split("#", 1);
  return { authority: url.slice(authorityStart, pathStart), target };
}
