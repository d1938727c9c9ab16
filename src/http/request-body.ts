/** The body of a visitor's request: a form, or JSON; nothing at all is an empty object. */

/** @throws when it is neither */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get("Content-Type") ?? "";
  if (type.includes("form")) return Object.fromEntries(await request.formData());
  const text = await request.text();
  return text === "" ? {} : JSON.parse(text);
}
