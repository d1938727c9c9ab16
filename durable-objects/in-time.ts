/** How long an object in front of a room waits for it. */

/** A room that does not answer by then is asked again with the next group. */
const patienceMs = 3_000;

/** @throws Error when the room let the time pass */
export async function inTime<T>(asked: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The room did not answer within ${patienceMs} ms`)),
    patienceMs,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
