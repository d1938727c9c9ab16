/**
 * A part of the gateway that is loaded when somebody first needs it, so that an isolate that starts in
 * the middle of a rush begins with the gate alone.
 *
 * What is remembered is the part, never the promise of it: each request that finds it missing asks for
 * itself, so no request waits for what another one set going, and the platform loads a module once.
 * A part that cannot be loaded fails the request that wanted it, which lets nobody through.
 */

/**
 * @param load an `import()`, which bundlers cut the Worker at
 * @returns the part itself, once it is there
 */
export function onDemand<Part>(load: () => Promise<Part>): () => Part | Promise<Part> {
  let part: Part | undefined;
  const loaded = async (): Promise<Part> => {
    part = await load();
    return part;
  };
  return () => part ?? loaded();
}

/** Goes on at once with what is there, and else when it comes. In a flood even a promise counts. */
export const goOn = <Value, Next>(
  value: Value | Promise<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> => (value instanceof Promise ? value.then(next) : next(value));
