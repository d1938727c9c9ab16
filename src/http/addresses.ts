/**
 * How much comes from one address, as this isolate sees it. Thousands of customers may share the address
 * of their mobile network, so it may make a place dearer and never refuse one. In memory, bounded, and
 * nowhere written down.
 */

import { type Instant, minuteMs } from "../domain/time.ts";
import { createMemory } from "./memory.ts";
import type { Visit } from "./visit.ts";

export interface AddressCount {
  /** How many came from there in the last minute, older ones counting less and less. */
  of(address: string, now: Instant): number;
  add(address: string, now: Instant): void;
}

/** @param capacity how many addresses are remembered for certain; at most twice as many */
export function createAddressCount(capacity = 10_000): AddressCount {
  const levels = createMemory<{ readonly level: number; readonly at: Instant }>(capacity);
  function of(address: string, now: Instant): number {
    const known = levels.get(address);
    return known ? known.level * Math.exp(-Math.max(0, now - known.at) / minuteMs) : 0;
  }
  return {
    of,
    add: (address, now) => levels.set(address, { level: of(address, now) + 1, at: now }),
  };
}

/** Where a visitor comes from; null when the gateway was not told which header to believe. */
export function addressOf({ request, config }: Visit): string | null {
  const { clientAddressHeader } = config;
  const address = clientAddressHeader && request.headers.get(clientAddressHeader);
  return address ? networkOf(address.trim().toLowerCase().slice(0, 64)) : null;
}

/** One customer has a whole IPv6 network of 64 bits, and any address in it for the asking. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const zeros = address.includes("::") ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...new Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

const groupsOf = (text: string): readonly string[] => (text === "" ? [] : text.split(":"));
