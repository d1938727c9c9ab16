/**
 * A room whose object fails for real: its own file, changed behind its back as a torn disk, a full one or a
 * second process would. The gateway before it knows nothing of that.
 */

import { copyFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ProtectedRoom } from "./protected-room.ts";
import type { Stack } from "./stack.ts";

/** @returns what makes it well again */
export type Break = () => () => void;

export interface BrokenRoom {
  /** Each step fails, to read or to write: another process has taken the room over. */
  takeOver: Break;
  /** It can be read, and whatever it writes fails. */
  refuseWrites: Break;
  /** Whatever it writes waits for a lock that is not let go. */
  lock: Break;
  /** For while workerd is down: there is a file, and it is none of a room. */
  tear: Break;
}

export function breakable(
  room: Pick<ProtectedRoom, "host">,
  { dataDir }: Pick<Stack, "dataDir">,
): BrokenRoom {
  const directory = join(dataDir, "objects", "stanchion-waiting-room");
  const file = readdirSync(directory)
    .filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
    .map((name) => join(directory, name))
    .find((path) => isOf(path, room.host));
  if (file === undefined) throw new Error(`No file in ${directory} is of the room at ${room.host}`);
  const run = (sql: string) => inFile(file, (database) => database.exec(sql));

  return {
    takeOver() {
      const before = inFile(file, (database) => database.prepare("SELECT id FROM owner").get());
      run("UPDATE owner SET id = 'another process'");
      return () => run(`UPDATE owner SET id = '${before?.["id"]}'`);
    },
    refuseWrites() {
      run(
        "CREATE TRIGGER broken BEFORE INSERT ON room BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END",
      );
      return () => run("DROP TRIGGER broken");
    },
    lock() {
      const database = new DatabaseSync(file);
      database.exec("BEGIN IMMEDIATE");
      return () => {
        database.exec("ROLLBACK");
        database.close();
      };
    },
    tear() {
      // What lies in the log beside it belongs to the file that was there.
      run("PRAGMA wal_checkpoint(TRUNCATE)");
      const whole = `${file}.whole`;
      copyFileSync(file, whole);
      for (const beside of ["-wal", "-shm"]) rmSync(file + beside, { force: true });
      writeFileSync(file, "This is the file of no room.".repeat(1_000));
      return () => {
        for (const beside of ["-wal", "-shm"]) rmSync(file + beside, { force: true });
        copyFileSync(whole, file);
        rmSync(whole);
      };
    },
  };
}

function isOf(file: string, host: string): boolean {
  const settings = inFile(file, (database) =>
    database.prepare("SELECT chosen FROM settings").get(),
  );
  return String(settings?.["chosen"]).includes(host);
}

function inFile<Value>(file: string, use: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    return use(database);
  } finally {
    database.close();
  }
}
