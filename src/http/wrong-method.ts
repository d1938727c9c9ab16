/** The answer to an address of ours that is asked in a way that it does not know. */

import { problem } from "./problems.ts";

/** As Hono lists them; `:name` stands for one segment. */
interface Route {
  readonly method: string;
  readonly path: string;
}

/** Says which methods the address has; null when there is no such address. */
export function wrongMethodAt(routes: readonly Route[], path: string): Response | null {
  const known = routes.filter(({ path: form }) => isOf(path, form));
  const methods = new Set(known.map(({ method }) => method));
  if (methods.size === 0) return null;
  if (methods.has("GET")) methods.add("HEAD");
  return problem("wrong-method", { headers: { Allow: [...methods].join(", ") } });
}

function isOf(path: string, form: string): boolean {
  const segments = path.split("/");
  const parts = form.split("/");
  return (
    parts.length === segments.length &&
    parts.every((part, index) => part.startsWith(":") || part === segments[index])
  );
}
