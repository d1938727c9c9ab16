import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildClientScripts } from "../../build/client-scripts.ts";
import { projectPath } from "../../build/project.ts";

describe("buildClientScripts()", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stanchion-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function source(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return relative(projectPath("."), join(folder, name));
  }

  const moduleOf = (name: string): string => join(folder, "generated", `${name}.ts`);

  async function exportsOf(name: string, path: string): Promise<Record<string, string>> {
    await buildClientScripts({
      parts: [{ name, source: path }],
      outdir: join(folder, "generated"),
    });
    return import(`${moduleOf(name)}?${Math.random()}`);
  }

  it("exports each bundle with the hash of exactly that string", async () => {
    source("part.ts", "export const greeting: string = 'hällo';");
    const path = source("main.ts", "import { greeting } from './part.ts'; console.log(greeting);");
    const { mainScript = "", mainScriptHash } = await exportsOf("main-script", path);
    expect(mainScript).toMatch(/^\(\(\)=>\{.*\}\)\(\);$/);
    expect(mainScript).toMatch(/^[ -~]+$/);
    const digest = createHash("sha256").update(mainScript, "utf8").digest("base64");
    expect(mainScriptHash).toBe(`'sha256-${digest}'`);
  });

  it("minifies styles as well", async () => {
    const path = source("page.css", "body {\n  color: #ff0000;\n}\n");
    expect(await exportsOf("page-style", path)).toMatchObject({ pageStyle: "body{color:red}" });
  });

  it("does not touch the module when nothing has changed", async () => {
    const path = source("main.ts", "console.log(1);");
    await exportsOf("main-script", path);
    const before = statSync(moduleOf("main-script"));
    await exportsOf("main-script", path);
    expect(statSync(moduleOf("main-script"))).toMatchObject({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
    });
    source("main.ts", "console.log(2);");
    await exportsOf("main-script", path);
    expect(readFileSync(moduleOf("main-script"), "utf8")).toContain("console.log(2)");
  });

  it("fails when a source is missing", async () => {
    await expect(exportsOf("main-script", "src/client/no-such.ts")).rejects.toThrow("no-such.ts");
  });

  it("cannot be made to end the element that holds it", async () => {
    const escaped = source("escaped.ts", "console.log('</script><!-- é');");
    const outcome = exportsOf("main-script", escaped);
    // Either the bundler writes it in a harmless way, or we refuse it: never as it is.
    const text = await outcome.then(({ mainScript = "" }) => mainScript).catch(() => "");
    expect(text).not.toMatch(/<\/script|<!--/i);
    const style = source("style.css", ".a::before { content: '</style><script>' }");
    const styleText = await exportsOf("page-style", style)
      .then(({ pageStyle = "" }) => pageStyle)
      .catch(() => "");
    expect(styleText).not.toMatch(/<\/style|<script/i);
  });
});
