import fc from "fast-check";
import { expect, test } from "vitest";
import { compileTemplate, type Slots, slot, type Template } from "../../src/pages/template.ts";

/** Fills a template and reads what was written, as a browser does. */
function compile<Text extends string, Json extends string>(html: string, slots: Slots<Text, Json>) {
  const template = compileTemplate(html, slots);
  return (values: Readonly<Record<Text | Json, string>>) => read(template, values);
}

const read = <Name extends string>(
  template: Template<Name>,
  values: Readonly<Record<Name, string>>,
): string => template.fill(values, (page) => new TextDecoder().decode(page));

test("values stand where their slots were, as often as they occur", () => {
  const fill = compile(`<p title="${slot("name")}">Hi ${slot("name")}</p>${slot("n")}`, {
    text: ["name"],
    json: ["n"],
  });
  expect(fill({ name: "Ada", n: "1" })).toBe('<p title="Ada">Hi Ada</p>1');
});

test("what is long and always the same stands between the values, in any script", () => {
  const long = "お待ちください ".repeat(200);
  const fill = compile(`${long}${slot("a")}–${slot("b")}${long}`, { text: ["a", "b"], json: [] });
  expect(fill({ a: "é", b: "一" })).toBe(`${long}é–一${long}`);
  expect(fill({ a: "", b: "" })).toBe(`${long}–${long}`);
});

test("what is written in for good stands as if it were filled in with the others, each time", () => {
  const long = "long ".repeat(200);
  const template = compileTemplate(
    `<p title="${slot("a")}">${long}${slot("b")}–${slot("a")}</p>${slot("n")}${long}`,
    { text: ["a", "b"], json: ["n"] },
  );
  const values = fc.record({ a: hostileText, b: hostileText, n: hostileText });
  fc.assert(
    fc.property(values, values, ({ a, b, n }, other) => {
      const filled = template.with({ a }).with({ n });
      expect(read(filled, { b })).toBe(read(template, { a, b, n }));
      expect(read(filled, { b: other.b })).toBe(read(template, { a, b: other.b, n }));
    }),
  );
});

test("a page is as if it were the first, whatever page was filled in before it", () => {
  const long = "long ".repeat(200);
  const html = `${slot("a")}${long}${slot("b")}${long}!${long}${slot("a")}`;
  const slots = { text: ["a", "b"], json: [] } as const;
  const fill = compile(html, slots);
  const page = fc.record({ a: hostileText, b: hostileText });
  fc.assert(
    fc.property(fc.array(page, { minLength: 2 }), (pages) => {
      for (const values of pages) expect(fill(values)).toBe(compile(html, slots)(values));
    }),
  );
});

test("a slot that nobody named is refused", () => {
  expect(() => compileTemplate(slot("other"), { text: ["name"], json: [] })).toThrow(TypeError);
});

test("a name that has no slot is refused", () => {
  expect(() => compileTemplate("<p></p>", { text: ["name"], json: [] })).toThrow(TypeError);
});

test("a value that looks like a slot stays a value", () => {
  const fill = compile(`${slot("a")}|${slot("b")}`, { text: ["a", "b"], json: [] });
  expect(fill({ a: slot("b"), b: "secret" })).toBe(`${slot("b")}|secret`);
});

test("no text can bring markup into the page, nor end an attribute", () => {
  const fill = compile(slot("text"), { text: ["text"], json: [] });
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(fill({ text })).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
    }),
  );
});

test("no JSON can end its script, and all of it is read back", () => {
  const fill = compile(slot("data"), { text: [], json: ["data"] });
  fc.assert(
    fc.property(hostileText, (text) => {
      const written = fill({ data: JSON.stringify({ text }) });
      expect(written).not.toContain("<");
      expect(JSON.parse(written)).toEqual({ text });
    }),
  );
});

const hostileText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom("<", ">", "&", '"', "'", "</script>", "<!--", "-->", "\\", "&lt;", "\u2028"),
    )
    .map((parts) => parts.join("")),
);
