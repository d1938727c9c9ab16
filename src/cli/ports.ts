/** Ports of this machine: is one free, and which. */

import { once } from "node:events";
import { createServer } from "node:net";
import { CannotStart } from "./cannot-start.ts";

/**
 * The port itself, or one that the system picks when it is 0. It is let go again at once, so that
 * it can be told to workerd together with the host names that contain it.
 *
 * @throws CannotStart when it cannot be listened on
 */
export async function findPort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new TypeError("no TCP address");
    return address.port;
  } catch (error) {
    throw cannotListen(error, { host, port });
  } finally {
    server.close();
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export const cannotListen = (error: unknown, address: Address): CannotStart =>
  new CannotStart(whyNot(codeOf(error), address));

function whyNot(code: string, { host, port }: Address): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} is in use: stop what listens there, or set PORT to another number.`;
  }
  if (code === "EACCES") {
    return `Port ${port} may not be used by this account: set PORT to a number above 1023.`;
  }
  if (code === "ENOTSUP") {
    return "This system does not spread connections over processes: start without --edges.";
  }
  return `Cannot listen on ${host} (${code}): set HOST to an address of this machine.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
