/** What the visitors' pages may do, by themselves and in the hands of whoever gets a text into one. */

export interface Allowed {
  /** The one script that runs, by its hash, or the two. */
  readonly script: string;
  /** Its style, likewise. */
  readonly style: string;
  /** Whether the page calls the gateway, by its script or by a form. */
  readonly callsGateway: boolean;
  /** An address elsewhere that its script reads; left out: none. */
  readonly reads?: string;
  /** A host whose script runs as well, and whose frames it may open; left out: none. */
  readonly widget?: string;
}

/** Nothing is loaded, only our own script runs, and nobody may frame the page. */
export function securityPolicy({ script, style, callsGateway, reads, widget }: Allowed): string {
  const gateway = callsGateway ? "'self'" : "'none'";
  return [
    "default-src 'none'",
    widget === undefined ? `script-src ${script}` : `script-src ${script} ${widget}`,
    ...(widget === undefined ? [] : [`frame-src ${widget}`]),
    `style-src ${style}`,
    "img-src data:",
    `connect-src ${gateway}${reads === undefined ? "" : ` ${reads}`}`,
    `form-action ${gateway}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Whether somebody else's script keeps to them is not ours to promise.
    ...(widget === undefined ? ["require-trusted-types-for 'script'", "trusted-types 'none'"] : []),
  ].join("; ");
}
