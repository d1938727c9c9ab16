/**
 * Where an admitted visitor goes: the address the gateway named, if it is an absolute one of this
 * very site, else the page first asked for. Never another site, never a script.
 */

export function destinationOf(
  location: string | undefined,
  asked: { readonly target: string; readonly origin: string },
): string {
  return (
    addressWithin(asked.origin, location) ??
    addressWithin(asked.origin, asked.origin + asked.target) ??
    `${asked.origin}/`
  );
}

function addressWithin(origin: string, address: string | undefined): string | null {
  try {
    const url = new URL(address ?? "");
    const ours = `${url.protocol}//${url.host}` === origin && url.username + url.password === "";
    // No fragment: going to where one already is would then not leave the page.
    return ours ? origin + url.pathname + url.search : null;
  } catch {
    return null;
  }
}
