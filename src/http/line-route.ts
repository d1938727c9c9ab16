/**
 * `GET /.stanchion/line`: the document of the line, for a cache in front of the gateway to keep and to give to
 * everybody. Nothing of the request is looked at but its host.
 */

import { lineDocumentCaching, lineDocumentOf } from "../domain/line-document.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { problem } from "./problems.ts";
import type { Visit } from "./visit.ts";

export async function lineAnswer({ room, ctx }: Visit): Promise<Response> {
  let snapshot: RoomSnapshot;
  try {
    snapshot = room.snapshot.peek(ctx) ?? (await room.snapshot.get(ctx));
  } catch {
    return problem("room-unreachable", { retryAfterSeconds: 5 });
  }
  const { lineDocument } = snapshot.settings;
  // Rooms publish nothing until their merchant says so.
  if (!lineDocument) return problem("unknown-path");
  return Response.json(lineDocumentOf(room.name, snapshot), {
    headers: {
      "Cache-Control": lineDocumentCaching,
      "X-Content-Type-Options": "nosniff",
      // Pages read it from a cache's own host, then.
      ...(!lineDocument.startsWith("/") && { "Access-Control-Allow-Origin": "*" }),
    },
  });
}
