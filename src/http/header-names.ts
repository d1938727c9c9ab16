/** The names of headers that are meant. One by one as they come: it is cheaper than a list of all, and than `forEach`. */
export function namesIn(headers: Headers, isMeant: (name: string) => boolean): readonly string[] {
  const names: string[] = [];
  for (const name of headers.keys()) if (isMeant(name)) names.push(name);
  return names;
}
