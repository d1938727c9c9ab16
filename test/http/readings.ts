/** How servers, frameworks and file systems are known to read a path that is not written plainly. */

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

export const readings: Readonly<Record<string, (path: string) => string>> = {
  "as a URL": (path) => new URL(`http://shop.example${path}`).pathname,
  decoded: decode,
  "decoded twice": (path) => decode(decode(path)),
  "with backslashes as slashes": (path) => path.replaceAll("\\", "/"),
  "without parameters": (path) => path.replace(/;[^/]*/g, ""),
  "with doubled slashes folded": (path) => path.replace(/\/+/g, "/"),
  "without dots and spaces at the end of a name": (path) => path.replace(/[. ]+(?=\/|$)/g, ""),
  "with wide letters as narrow ones": (path) => path.normalize("NFKC"),
  "without control bytes": (path) => path.replace(/\p{Cc}/gu, ""),
  "up to the first null byte": (path) => path.split("\0")[0] ?? "",
  "without a fragment": (path) => path.split("#")[0] ?? "",
  "without a query": (path) => path.split("?")[0] ?? "",
};

/** A path in a spelling that some server reads as the same path. Each takes some choice of place. */
export const disguises: Readonly<Record<string, (path: string, at: number) => string>> = {
  "in another case": (path, at) => replaceAt(path, at, swapCase),
  "with an encoded letter": (path, at) => replaceAt(path, at, (letter) => percent(letter)),
  "with a doubly encoded letter": (path, at) =>
    replaceAt(path, at, (letter) => percent(letter).replace("%", "%25")),
  "with a doubled slash": (path, at) => insertAfterSlash(path, at, "/"),
  "with a dot": (path, at) => insertAfterSlash(path, at, "./"),
  "with an encoded dot": (path, at) => insertAfterSlash(path, at, "%2e/"),
  "by way of another folder": (path, at) => insertAfterSlash(path, at, "x/../"),
  "by way of an encoded way back": (path, at) => insertAfterSlash(path, at, "x/%2e%2e/"),
  "by way of a backslash": (path, at) => insertAfterSlash(path, at, "x\\..\\"),
  "with a backslash": (path, at) => replaceSlash(path, at, "\\"),
  "with an encoded slash": (path, at) => replaceSlash(path, at, "%2f"),
  "with a parameter": (path) => `${path};jsessionid=1`,
  "with a dot at the end": (path) => `${path}.`,
  "with a space at the end": (path) => `${path} `,
  "with an encoded space at the end": (path) => `${path}%20`,
  "with a slash at the end": (path) => `${path}/`,
  "with wide letters": (path, at) => replaceAt(path, at, wide),
  "with a control byte": (path, at) => `${path.slice(0, at)}\u0001${path.slice(at)}`,
  "with a tab": (path, at) => `${path.slice(0, at)}\t${path.slice(at)}`,
  "with an encoded null byte": (path) => `${path}%00.svg`,
  "with a null byte": (path) => `${path}\0.svg`,
  "with an invisible letter": (path, at) => `${path.slice(0, at)}\u200b${path.slice(at)}`,
  "with a question mark encoded": (path) => `${path}%3f`,
  "as an absolute address": (path) => `http://shop.example${path}`,
  "without its first slash": (path) => path.slice(1),
};

const replaceAt = (path: string, at: number, change: (letter: string) => string): string => {
  const letters = [...path];
  const places = letters.flatMap((letter, index) => (/[a-z]/i.test(letter) ? [index] : []));
  const place = places[at % Math.max(1, places.length)];
  return letters.map((letter, index) => (index === place ? change(letter) : letter)).join("");
};

const slashes = (path: string): readonly number[] =>
  [...path].flatMap((letter, index) => (letter === "/" ? [index] : []));

const insertAfterSlash = (path: string, at: number, text: string): string => {
  const places = slashes(path);
  const place = places[at % places.length] ?? 0;
  return `${path.slice(0, place + 1)}${text}${path.slice(place + 1)}`;
};

const replaceSlash = (path: string, at: number, text: string): string => {
  const places = slashes(path);
  const place = places[at % places.length] ?? 0;
  return `${path.slice(0, place)}${text}${path.slice(place + 1)}`;
};

const swapCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

const percent = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;

const wide = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
