/**
 * Server-sent events of somebody admitted. Piece by piece as the shop sends them, each asked for when the visitor
 * has taken the one before; the visitor's hanging up is the shop's to hear, and the other way round.
 */

import type { Lasting } from "./lasting.ts";

/** @returns null: there is nothing in it that could go on */
export function eventStream(answer: Response): Lasting | null {
  if (answer.body === null) return null;
  const shop = answer.body.getReader();
  let visitor: ReadableStreamDefaultController<Uint8Array> | undefined;
  const events = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        visitor = controller;
      },
      async pull(controller) {
        try {
          const { done, value } = await shop.read();
          // Ended here in the meantime.
          if (visitor === undefined) return;
          if (!done) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        visitor = undefined;
      },
      cancel(reason) {
        visitor = undefined;
        return shop.cancel(reason);
      },
    },
    // Nothing is asked for beforehand: the shop is as slow as its visitor.
    { highWaterMark: 0 },
  );
  return {
    answer: withBody(events, answer),
    isOpen: () => visitor !== undefined,
    end() {
      // As when the shop has said its last: what reads it asks again, and is judged again.
      visitor?.close();
      visitor = undefined;
      shop.cancel().catch(() => undefined);
    },
  };
}

function withBody(events: ReadableStream<Uint8Array>, answer: Response): Response {
  const ended = new Response(events, answer);
  // It may end earlier than was said.
  ended.headers.delete("Content-Length");
  // The platform has unpacked it to be read, and would pack it again in pieces of its own size.
  ended.headers.delete("Content-Encoding");
  return ended;
}
