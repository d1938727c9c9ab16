/**
 * A machine's names for itself, and for whatever address it listens on; as `URL` writes them, which makes `127.0.0.1`
 * of `0x7f000001`, and `[::ffff:7f00:1]` of `[::ffff:127.0.0.1]` (RFC 1122, 3.2.1.3; RFC 4291, 2.5; RFC 6761, 6.3).
 */
export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

const loopback =
  /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:(?:7f[\da-f]{2}:[\da-f]+|0:0)\]|(?:.+\.)?localhost\.?)$/;
