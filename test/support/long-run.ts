/**
 * What a long run says of itself. Once a minute, which files have been running for longer than a minute and what they
 * began last: a run that hangs where nobody can look would otherwise end without a name. And at its end, what passed
 * only when it was tried again: a finding, though the run is green.
 */

import type { Reporter, TestCase, TestModule } from "vitest/node";

const minuteMs = 60_000;

interface Running {
  readonly since: number;
  /** The file, and once it has begun one the test in it. */
  readonly name: string;
}

export class LongRun implements Reporter {
  readonly #files = new Map<string, Running>();
  readonly #triedAgain: string[] = [];
  #every: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.#every = setInterval(() => this.#say(), minuteMs).unref();
  }

  onTestRunEnd(): void {
    clearInterval(this.#every);
    for (const name of this.#triedAgain)
      console.log(`Passed only when it was tried again: ${name}`);
  }

  /** From before the file is loaded: what hangs in loading hangs as well. */
  onTestModuleQueued({ id, relativeModuleId }: TestModule): void {
    this.#files.set(id, { since: Date.now(), name: relativeModuleId });
  }

  onTestModuleEnd({ id }: TestModule): void {
    this.#files.delete(id);
  }

  onTestCaseReady(test: TestCase): void {
    const { id } = test.module;
    const file = this.#files.get(id);
    if (file) this.#files.set(id, { ...file, name: nameOf(test) });
  }

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#triedAgain.push(nameOf(test));
  }

  #say(): void {
    for (const { since, name } of this.#files.values()) {
      const minutes = Math.floor((Date.now() - since) / minuteMs);
      if (minutes >= 1) console.log(`Running for ${minutes} min: ${name}`);
    }
  }
}

const nameOf = ({ fullName, module }: TestCase): string =>
  `${module.relativeModuleId} > ${fullName}`;
