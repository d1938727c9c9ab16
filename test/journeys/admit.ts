/** Somebody who has been let in, as the headers that they send from then on. */

import type { ProtectedRoom } from "./protected-room.ts";
import { visit } from "./visitor.ts";

export interface AdmittedHeaders extends Readonly<Record<string, string>> {
  readonly Host: string;
  readonly Cookie: string;
}

/** Lets one visitor in, in order of the line. The shop hears nothing of it. */
export async function admit(room: ProtectedRoom): Promise<AdmittedHeaders> {
  const visitor = visit(room);
  await visitor.join();
  await visitor.enter();
  return { Host: room.host, Cookie: `stanchion-pass=${visitor.cookie("stanchion-pass")}` };
}
