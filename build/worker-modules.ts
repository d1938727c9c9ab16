/** The modules of a bundled Worker: its entry, and in a directory of its name what it loads on demand. */

import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

export interface WorkerModule {
  /** As the others name it, without the leading `./`. */
  readonly name: string;
  readonly source: string;
}

/** The entry module first. A Worker that was not cut has no others. */
export async function modulesOf(workerFile: string): Promise<readonly WorkerModule[]> {
  const directory = modulesDirectory(workerFile);
  const names = (await namesIn(directory)).filter((name) => name.endsWith(".js")).toSorted();
  const modules = [
    { name: basename(workerFile), file: workerFile },
    ...names.map((name) => ({
      name: `${basename(directory)}/${name}`,
      file: join(directory, name),
    })),
  ];
  return Promise.all(
    modules.map(async ({ name, file }) => ({ name, source: await readFile(file, "utf8") })),
  );
}

export const modulesDirectory = (workerFile: string): string => workerFile.replace(/\.js$/, "");

export const namesIn = (directory: string): Promise<readonly string[]> =>
  readdir(directory).catch(() => []);
