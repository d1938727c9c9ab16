/**
 * Says, once a minute, what has been running for longer than a minute: a run that hangs where nobody can look
 * would otherwise end without a name.
 */

import type { Reporter, TestCase, TestModule } from "vitest/node";

const minuteMs = 60_000;

interface Running {
  readonly name: string;
  readonly since: number;
}

export class LongRunning implements Reporter {
  readonly #running = new Map<string, Running>();
  #every: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.#every = setInterval(() => this.#say(), minuteMs).unref();
  }

  onTestRunEnd(): void {
    clearInterval(this.#every);
  }

  /** From before the file is loaded: what hangs in loading hangs as well. */
  onTestModuleQueued({ id, relativeModuleId }: TestModule): void {
    this.#running.set(id, { name: relativeModuleId, since: Date.now() });
  }

  onTestModuleEnd({ id }: TestModule): void {
    this.#running.delete(id);
  }

  onTestCaseReady({ id, fullName, module }: TestCase): void {
    const name = `${module.relativeModuleId} > ${fullName}`;
    this.#running.set(id, { name, since: Date.now() });
  }

  onTestCaseResult({ id }: TestCase): void {
    this.#running.delete(id);
  }

  #say(): void {
    for (const { name, since } of this.#running.values()) {
      const minutes = Math.floor((Date.now() - since) / minuteMs);
      if (minutes >= 1) console.log(`Running for ${minutes} min: ${name}`);
    }
  }
}
