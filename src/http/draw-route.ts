/** What is published of the draw: the same for everybody, as JSON and as a page that recomputes a place. */

import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { PublishedDraw } from "../protocol.ts";
import { onDemand } from "./on-demand.ts";
import { pageHeaders } from "./page-headers.ts";
import { languageOf, readsHtml } from "./queued.ts";
import type { LiveTicket } from "./status-route.ts";
import type { Visit } from "./visit.ts";
import { isoOrNull } from "./visitor-status.ts";

const drawPages = onDemand(() => import("../pages/draw-page.tsx"));

export async function drawAnswer(
  visit: Visit,
  snapshot: RoomSnapshot,
  ticket: LiveTicket | null,
): Promise<Response> {
  const draw = publishedDraw(visit.room.name, snapshot);
  if (!readsHtml(visit)) {
    return Response.json(draw, { headers: { "Cache-Control": "no-store" } });
  }
  const { renderDrawPage, drawPageSecurityPolicy } = await drawPages();
  const page = await renderDrawPage({
    draw,
    ticket: ticket ? { line: ticket.claims.line, number: ticket.claims.number } : null,
    language: languageOf(visit),
  });
  return new Response(page, { headers: pageHeaders(drawPageSecurityPolicy) });
}

function publishedDraw(
  room: string,
  { epoch, draw, lines, settings }: RoomSnapshot,
): PublishedDraw {
  const drawn = Object.entries(lines).flatMap(([name, line]) =>
    line.drawn ? [[name, line.drawn] as const] : [],
  );
  return {
    room,
    epoch,
    order: settings.order,
    commitment: draw.commitment,
    seed: draw.held?.seed ?? null,
    publicRandomness: draw.held?.publicRandomness ?? null,
    joined: Object.fromEntries(Object.entries(lines).map(([name, { issued }]) => [name, issued])),
    counts: draw.held && Object.fromEntries(drawn.map(([name, { count }]) => [name, count])),
    after: draw.held && Object.fromEntries(drawn.map(([name, { after }]) => [name, after])),
    opensAt: isoOrNull(settings.opensAt),
  };
}
