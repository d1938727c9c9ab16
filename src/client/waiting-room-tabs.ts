/**
 * The tabs of a browser join one after the other, so that they take one place: whoever's turn it is brings the
 * ticket that an earlier one was given, for a browser keeps the cookie before the script hears the answer. What
 * a tab notes in the storage is read by the others some milliseconds later, and alone would come too late.
 */

/** Who waits for longer goes on without a turn: by then they can read with which key the others join. */
const patienceMs = 3_000;

export async function inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), patienceMs);
  try {
    return await navigator.locks.request("stanchion.join", { signal: patience.signal }, act);
  } catch {
    // Too long: a slow line, or a tab that is frozen in the middle. Or no locks, as over plain http.
    return act();
  }
}
