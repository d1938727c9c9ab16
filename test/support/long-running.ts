/**
 * Says, once a minute, which files have been running for longer than a minute and what they began last: a run that
 * hangs where nobody can look would otherwise end without a name.
 */

import type { Reporter, TestCase, TestModule } from "vitest/node";

const minuteMs = 60_000;

interface Running {
  readonly since: number;
  /** The file, and once it has begun one the test in it. */
  readonly name: string;
}

export class LongRunning implements Reporter {
  readonly #files = new Map<string, Running>();
  #every: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.#every = setInterval(() => this.#say(), minuteMs).unref();
  }

  onTestRunEnd(): void {
    clearInterval(this.#every);
  }

  /** From before the file is loaded: what hangs in loading hangs as well. */
  onTestModuleQueued({ id, relativeModuleId }: TestModule): void {
    this.#files.set(id, { since: Date.now(), name: relativeModuleId });
  }

  onTestModuleEnd({ id }: TestModule): void {
    this.#files.delete(id);
  }

  onTestCaseReady({ fullName, module: { id, relativeModuleId } }: TestCase): void {
    const file = this.#files.get(id);
    if (file) this.#files.set(id, { ...file, name: `${relativeModuleId} > ${fullName}` });
  }

  #say(): void {
    for (const { since, name } of this.#files.values()) {
      const minutes = Math.floor((Date.now() - since) / minuteMs);
      if (minutes >= 1) console.log(`Running for ${minutes} min: ${name}`);
    }
  }
}
