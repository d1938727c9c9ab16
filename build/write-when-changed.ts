/** Writing what a build made, without waking whoever watches the file for nothing. */

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Whole or not at all: two builds at once, or a reader in between, never see half a file. */
export async function writeWhenChanged(file: string, text: string): Promise<void> {
  if ((await currentText(file)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}

async function currentText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
