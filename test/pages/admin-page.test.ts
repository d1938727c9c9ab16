import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pageTexts } from "../../src/client/admin-texts.ts";
import { adminPageSecurityPolicy, renderAdminPage } from "../../src/pages/admin-page.tsx";

const page = renderAdminPage();

function hashOf(element: "script" | "style"): string {
  const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

describe("renderAdminPage()", () => {
  test("is the same for everybody", () => {
    expect(renderAdminPage()).toBe(page);
  });

  test("asks for nothing else: no other address is in it", () => {
    const addresses = [...page.matchAll(/\s(?:src|href|action|srcset|data)="([^"]*)"/g)];
    expect(addresses.map(([, address]) => address?.slice(0, 19))).toEqual(["data:image/svg+xml,"]);
  });

  test("gives each part its own name", () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("says in words that it needs JavaScript, and shows nothing that would not work without", () => {
    expect(page).toContain(
      `<noscript><p class="needs-script">${pageTexts.needsScript}</p></noscript>`,
    );
    expect(page).toMatch(/<main id="sign-in"[^>]* hidden/);
    expect(page).toMatch(/<div id="screen"[^>]* hidden/);
  });

  test("is small enough for a phone in a crowd: under 24 KB on the way", () => {
    const bytes = gzipSync(page).length;
    console.log(`The merchant's screen is ${(bytes / 1024).toFixed(1)} KB compressed`);
    expect(bytes).toBeLessThan(24 * 1024);
  });
});

describe("adminPageSecurityPolicy", () => {
  const directives = new Map(
    adminPageSecurityPolicy.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources.join(" ")] as const;
    }),
  );

  test("lets run and style only what the page carries, by its hash", () => {
    expect(directives.get("script-src")).toBe(hashOf("script"));
    expect(directives.get("style-src")).toBe(hashOf("style"));
  });

  test("speaks to this gateway only, sends no form, and stands in no frame", () => {
    expect(directives.get("default-src")).toBe("'none'");
    expect(directives.get("connect-src")).toBe("'self'");
    expect(directives.get("form-action")).toBe("'none'");
    expect(directives.get("frame-ancestors")).toBe("'none'");
    expect(directives.get("base-uri")).toBe("'none'");
  });
});
