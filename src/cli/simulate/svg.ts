/** SVG as text. What goes into an element is markup; words become markup through `text`. */

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(
      ([key, value]) => ` ${key}="${typeof value === "number" ? rounded(value) : escaped(value)}"`,
    )
    .join("");
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join("")}</${name}>`;
}

/** A picture on a white ground; the title is for those who do not see it. */
export const drawing = (
  {
    width,
    height,
    title,
  }: { readonly width: number; readonly height: number; readonly title: string },
  ...children: string[]
): string =>
  element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
      role: "img",
    },
    element("title", {}, escaped(title)),
    element("rect", { width, height, rx: 10, fill: "#ffffff" }),
    ...children,
  );

export const text = (words: string, attributes: Attributes): string =>
  element("text", attributes, escaped(words));

/** A line through points. */
export const pathThrough = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${rounded(x)} ${rounded(y)}`).join("");

/** A tenth of a pixel is finer than anybody sees. */
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

export const escaped = (words: string): string =>
  words
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
