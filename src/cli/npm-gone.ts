/**
 * npm and npx run us through a shell, which dies of a signal without passing it on. The end of whoever stands
 * between them and us is therefore taken for their wish.
 */

const lookEveryMs = 200;

/** Nothing is done for whoever was not started by npm: a parent may go where a process is meant to stay. */
export function whenNpmHasGone(end: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    end();
  }, lookEveryMs).unref();
}
