import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectPath } from "../../build/project.ts";
import { claimDataDirectory } from "../../src/cli/data-directory.ts";

describe("claimDataDirectory()", () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), "stanchion-test-"));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  it("makes the directory, for this account alone", () => {
    const directory = claimDataDirectory(join(place, "a/b"));
    expect(statSync(directory.path).mode & 0o777).toBe(0o700);
    expect(existsSync(directory.objectsPath)).toBe(true);
    directory.release();
  });

  it("refuses a second claim until the first is released", () => {
    const first = claimDataDirectory(place);
    expect(() => claimDataDirectory(place)).toThrow("is in use by another gateway");
    first.release();
    claimDataDirectory(place).release();
  });

  it("lets the next one in when the claiming process was killed", async () => {
    const source = `
      const { claimDataDirectory } = await import(${JSON.stringify(projectPath("src/cli/data-directory.ts"))});
      claimDataDirectory(${JSON.stringify(place)});
      console.log("claimed");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", source]);
    await once(child.stdout, "data");
    expect(() => claimDataDirectory(place)).toThrow("is in use by another gateway");
    child.kill("SIGKILL");
    await once(child, "exit");
    claimDataDirectory(place).release();
  });

  it("refuses a directory whose objects a left-over workerd still has open", () => {
    const objects = join(place, "objects/some-namespace");
    mkdirSync(objects, { recursive: true });
    const open = new DatabaseSync(join(objects, "metadata.sqlite"));
    open.exec("PRAGMA journal_mode = WAL; CREATE TABLE alarms (at INTEGER)");
    expect(() => claimDataDirectory(place)).toThrow("is in use by another gateway");
    open.close();
    claimDataDirectory(place).release();
  });

  it("says what to do when a directory cannot be written", () => {
    const file = join(place, "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "below"), "/dev/null/below"]) {
      expect(() => claimDataDirectory(path)).toThrow(/set DATA_DIR to a directory that can\.$/);
    }
  });
});
