/** The part of a request's context that the gateway uses: what a request hands over to outlive it. */

export function waiting() {
  const promises: Promise<unknown>[] = [];
  return {
    promises,
    ctx: { waitUntil: (promise: Promise<unknown>) => void promises.push(promise) },
  };
}
