/**
 * One port for several processes: each has a listening socket of its own on it, and the system spreads
 * the connections over them (SO_REUSEPORT). workerd cannot ask for that itself, so the socket is made
 * here and handed over open; when the process ends, its socket and its share end with it.
 */

import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { cannotListen } from "../ports.ts";

/**
 * Calls `handOver` with the descriptor of a listening socket, which is ours only until the call comes
 * back with its promise: by then a process must have been started that has it.
 *
 * @throws CannotStart when it cannot be listened on
 */
export async function shareOfPort<T>(
  address: { readonly host: string; readonly port: number },
  handOver: (descriptor: number) => Promise<T>,
): Promise<T> {
  const server = createServer();
  try {
    server.listen({ ...address, reusePort: true });
    await once(server, "listening");
  } catch (error) {
    throw cannotListen(error, address);
  }
  // No await between listening and closing: in this turn nothing is accepted here, and later nothing is ours.
  try {
    return handOver(descriptorOf(server));
  } finally {
    server.close();
  }
}

/** Node has no documented name for it. */
function descriptorOf(server: Server): number {
  const { _handle: handle } = server as unknown as { readonly _handle?: { readonly fd?: number } };
  if (handle?.fd === undefined) throw new TypeError("A listening socket has no descriptor");
  return handle.fd;
}
