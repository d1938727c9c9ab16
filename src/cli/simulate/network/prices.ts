/**
 * What Cloudflare charges on the Workers Paid plan, in US dollars, as published:
 * developers.cloudflare.com/workers/platform/pricing, /durable-objects/platform/pricing, /workers/cache
 * (an answer from it counts as a request of the Worker, too). Looked up on 23 November 2026.
 */

export interface Price {
  readonly dollars: number;
  /** For so many. */
  readonly per: number;
  /** Of each month, in the plan. */
  readonly included: number;
}

const million = 1_000_000;

export const prices = {
  /** From outside; calls to objects are no requests of a Worker. An answer from the Workers Cache is one all the same. */
  requests: { dollars: 0.3, per: million, included: 10 * million },
  cpuMs: { dollars: 0.02, per: million, included: 30 * million },
  /** Calls and alarms. */
  objectRequests: { dollars: 0.15, per: million, included: million },
  /** While an object is at work or kept from sleeping, as if it had 128 MB. */
  gigabyteSeconds: { dollars: 12.5, per: million, included: 400_000 },
  rowsWritten: { dollars: 1, per: million, included: 50 * million },
  rowsRead: { dollars: 0.001, per: million, included: 25_000 * million },
  gigabyteMonths: { dollars: 0.2, per: 1, included: 5 },
  /** R2, developers.cloudflare.com/r2/pricing: what its cache answers is neither of them. */
  objectWrites: { dollars: 4.5, per: million, included: million },
  objectReads: { dollars: 0.36, per: million, included: 10 * million },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof prices;

export const planDollarsAMonth = 5;
export const objectGigabytes = 0.128;
