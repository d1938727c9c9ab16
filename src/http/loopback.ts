/**
 * A machine's names for itself, and for whatever address it listens on; as `URL` writes them, which makes `127.0.0.1`
 * of `0x7f000001`, and `[::ffff:7f00:1]` of `[::ffff:127.0.0.1]` (RFC 1122, 3.2.1.3; RFC 4291, 2.5; RFC 6761, 6.3).
 */
export const isLoopback = (hostname: string): boolean =>
  name.test(hostname) || ipv4.test(hostname) || ipv6.test(hostname);

/** Also those of `/etc/hosts` on Debian and on Red Hat. */
const name =
  /^(?:(?:.+\.)?localhost|localhost[46]?\.localdomain[46]?|localhost[46]|ip6-(?:localhost|loopback))\.?$/;

const ipv4 = /^(?:127\.\d+\.\d+\.\d+|0\.0\.0\.0)$/;

/** Its own, and IPv4 within: compatible, mapped (RFC 4291), translated (RFC 7915) and by NAT64 (RFC 6052). */
const ipv6 = /^\[(?:::1|(?:::|::ffff:|::ffff:0:|64:ff9b::)(?:7f[\da-f]{2}:[\da-f]+|0:0)?)\]$/;
