/** What a process has used, as the system tells it; null on a system that has no /proc. */

import { globSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Linux counts in hundredths of a second, whatever the kernel was built with. */
const ticksPerSecond = 100;
const pageBytes = 4_096;

/** Processor time so far, on all cores together. Neighbours on the machine do not change it much. */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  const text = await readProc(pid, "stat");
  // The second field is the command's name in brackets, and may hold spaces.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : null;
}

export async function memoryBytesOf(pid: number): Promise<number | null> {
  const text = await readProc(pid, "statm");
  return text === null ? null : Number(text.split(" ")[1]) * pageBytes;
}

const readProc = (pid: number, file: string): Promise<string | null> =>
  readFile(`/proc/${pid}/${file}`, "utf8").catch(() => null);

/** What the objects have on disk, once what stands in their logs is in their files. Nobody may use them. */
export async function storedBytesIn(objectsPath: string): Promise<number> {
  const files = globSync("**/*.sqlite", { cwd: objectsPath }).map((file) =>
    join(objectsPath, file),
  );
  for (const file of files) {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
  }
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
