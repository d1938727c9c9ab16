/** The draw as the shop publishes it, read from the shop or from a file that somebody saved. */

import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { publicRandomnessForm } from "../../domain/draw-rounds.ts";
import { roomNameForm } from "../../domain/names.ts";
import type { PublishedDraw } from "../../protocol.ts";
import { askShop } from "./ask-shop.ts";
import { readAddress } from "./words.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export interface FoundDraw {
  readonly draw: PublishedDraw;
  /** Whom to ask for more; null: it came from a file. */
  readonly address: URL | null;
}

const isAddress = (source: string): boolean => /^https?:\/\//i.test(source);

export async function findDraw(source: string): Promise<FoundDraw> {
  if (isAddress(source)) {
    const address = readAddress("The address", source);
    const { body } = await askShop({ address, path: "/.stanchion/draw" }, drawSchema);
    return { draw: body, address };
  }
  return { draw: parseDraw(await readSource(source), source), address: null };
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new WrongUse(
      `"${file}" cannot be read (${reasonOf(error)}). Give the shop's address, such as https://shop.example, or a file with what its /.stanchion/draw shows.`,
    );
  }
}

export function parseDraw(json: string, file: string): PublishedDraw {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new WrongUse(`"${file}" is not JSON; save what the shop's /.stanchion/draw shows.`);
  }
  const parsed = v.safeParse(drawSchema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? "the whole";
  throw new WrongUse(`"${file}" is not a published draw: "${field}" is wrong or missing.`);
}

const hash = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/i),
  v.transform((hex) => hex.toLowerCase()),
);

/** As many as the network of the draw has room for. */
const mostDrawn = 4 ** 16;

const drawSchema = v.object({
  room: v.pipe(v.string(), v.regex(roomNameForm)),
  epoch: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  // Who saved only what the computation takes may leave out the rest.
  order: v.optional(v.picklist(["first-come", "draw"]), "draw"),
  commitment: hash,
  seed: v.nullable(hash),
  publicRandomness: v.nullable(v.pipe(v.string(), v.regex(publicRandomnessForm))),
  counts: v.nullable(
    v.record(
      v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w-]{0,63}$/)),
      v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(mostDrawn)),
    ),
  ),
  joined: v.optional(v.record(v.string(), v.number()), {}),
  // Of most draws nobody was called before, and it was not published by earlier releases.
  after: v.optional(
    v.nullable(v.record(v.string(), v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
    null,
  ),
  opensAt: v.optional(v.nullable(v.pipe(v.string(), v.isoTimestamp())), null),
});
