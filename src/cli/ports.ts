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
    throw new CannotStart(whyNot(codeOf(error), host, port));
  } finally {
    server.close();
  }
}

function whyNot(code: string, host: string, port: number): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} is in use: stop what listens there, or set PORT to another number.`;
  }
  if (code === "EACCES") {
    return `Port ${port} may not be used by this account: set PORT to a number above 1023.`;
  }
  return `Cannot listen on ${host} (${code}): set HOST to an address of this machine.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
