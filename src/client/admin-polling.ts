/** Work that is repeated while this tab is open, one run at a time. */

/** The shortest pause between two runs, so that slow answers do not make a storm. */
const shortestPauseMs = 200;

/**
 * Runs `work` now and then each `everyMs`, counted from start to start, until the signal ends it.
 * Also runs it at once when the tab is looked at again or the network is back: browsers let the
 * timers of a hidden tab sleep. The returned function runs it at once, or again after the run that
 * is under way.
 */
export function keepRepeating(
  work: () => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
): () => void {
  let timer: number | undefined;
  let isRunning = false;
  let isWantedAgain = false;

  async function run(): Promise<void> {
    isWantedAgain = isRunning;
    if (isRunning || signal.aborted) return;
    window.clearTimeout(timer);
    isRunning = true;
    const startedAt = Date.now();
    await work();
    isRunning = false;
    if (signal.aborted) return;
    const rest = everyMs - (Date.now() - startedAt);
    timer = window.setTimeout(run, isWantedAgain ? 0 : Math.max(shortestPauseMs, rest));
  }

  document.addEventListener("visibilitychange", () => document.hidden || run(), { signal });
  window.addEventListener("online", run, { signal });
  signal.addEventListener("abort", () => window.clearTimeout(timer));
  run();
  return run;
}
