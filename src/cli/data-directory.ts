/**
 * The directory that keeps the line on disk. Only one gateway may use it at a time: workerd itself
 * does not refuse a second one, and two would give out the same ticket numbers.
 */

import { accessSync, constants, existsSync, globSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart, reasonOf } from "./cannot-start.ts";

export interface DataDirectory {
  readonly path: string;
  readonly objectsPath: string;
  readonly configFile: string;
  /** Lets the next one have it. The system does the same when this process dies. */
  release(): void;
}

/** @throws CannotStart when the directory cannot be written, or is in use */
export function claimDataDirectory(path: string): DataDirectory {
  const objectsPath = join(path, "objects");
  makeWritable(path, objectsPath);
  const claim = lock(path, join(path, "lock"));
  try {
    // A workerd whose starter was killed lives on without the claim, but holds its own files.
    for (const file of globSync("*/metadata.sqlite", { cwd: objectsPath })) {
      lock(path, join(objectsPath, file)).close();
    }
  } catch (error) {
    claim.close();
    throw error;
  }
  return {
    path,
    objectsPath,
    configFile: join(path, "workerd.capnp"),
    release: () => claim.close(),
  };
}

function makeWritable(path: string, objectsPath: string): void {
  try {
    makeDirectory(objectsPath);
    accessSync(path, constants.W_OK);
    accessSync(objectsPath, constants.W_OK);
  } catch (error) {
    throw new CannotStart(
      `DATA_DIR ${path} cannot be written (${reasonOf(error)}): set DATA_DIR to a directory that can.`,
    );
  }
}

/** One after the other: Node's own `recursive` never returns where the system allows no directory. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  // For us alone: whoever can read the signing key in there can sign passes.
  mkdirSync(path, { mode: 0o700 });
}

/**
 * SQLite's lock on a file, held until it is closed: the system lets go of it when the holder dies,
 * which a file with a process id in it does not.
 */
function lock(path: string, file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    throw new CannotStart(
      isBusy(error)
        ? `DATA_DIR ${path} is in use by another gateway: stop it (a workerd that outlived its npm start counts too), or set another DATA_DIR.`
        : `DATA_DIR ${path} cannot be used (${file}: ${reasonOf(error)}): set another DATA_DIR.`,
    );
  }
}

const sqliteBusy = 5;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
