/**
 * Routes of the network, as the gate needs them: every path of a host, by https and by http alike.
 * Whatever a route leaves out goes past the Worker to the shop.
 */

/** As wrangler's configuration has them. */
export type RouteSetting =
  | string
  | { readonly pattern: string; readonly custom_domain?: boolean | undefined };

/** What is wrong with a route and what to write instead; null: nothing. */
export function faultOfRoute(
  route: RouteSetting,
  vars: Readonly<Record<string, unknown>>,
): string | null {
  const pattern = typeof route === "string" ? route : route.pattern;
  if (typeof route !== "string" && route.custom_domain === true)
    return faultOfDomain(pattern, vars);
  const [, scheme, host = "", path] = /^([a-z]+:\/\/)?([^/]*)(\/.*)?$/i.exec(pattern) ?? [];
  const right = `"${host || "shop.example"}/*"`;
  if (host === "") return `${quote(pattern)} names no host: write ${right}`;
  if (scheme !== undefined) {
    return `${quote(pattern)} is for ${scheme.slice(0, -3)} only, and the rest goes around the gate: write ${right}`;
  }
  if (path === undefined) return `${quote(pattern)} is the front page alone: write ${right}`;
  if (path !== "/*") {
    return `${quote(pattern)} leaves other paths of the host open: write ${right}`;
  }
  return null;
}

/** Whether requests to this host come by this route. */
export function leadsTo(route: RouteSetting, host: string): boolean {
  const pattern = typeof route === "string" ? route : route.pattern;
  const of =
    pattern
      .replace(/^[a-z]+:\/\//i, "")
      .split("/")[0]
      ?.toLowerCase() ?? "";
  // A star stands only at the beginning of a host.
  return of.startsWith("*") ? host !== "" && host.endsWith(of.slice(1)) : host === of;
}

/** On a domain of the Worker's own there is no shop behind it, and a request would come back to us. */
const faultOfDomain = (
  pattern: string,
  { ORIGIN: origin }: Readonly<Record<string, unknown>>,
): string | null =>
  typeof origin === "string" && URL.canParse(origin)
    ? null
    : `${quote(pattern)} is a custom domain, with no shop behind it: set vars.ORIGIN to the shop's address, or use a route`;

const quote = (text: string): string => JSON.stringify(text);
