/**
 * The bare answer, as a process of its own: the same bytes to every request, with nothing read but
 * where it ends. It is the shop of the bench, and shows what the load generator does when nobody
 * else is in the way.
 */

import { createServer } from "node:net";

const body = "x".repeat(1_024);
const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const endOfRequest = "\r\n\r\n";

/** Requests here have no body, so their end is an empty line. */
const server = createServer({ noDelay: true }, (socket) => {
  let unread = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    const requests = (unread + bytes.toString("latin1")).split(endOfRequest);
    unread = requests.pop() ?? "";
    if (requests.length > 0) socket.write(answer.repeat(requests.length));
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(address.port);
});
// Whoever started it holds the other end.
process.on("disconnect", () => process.exit());
