/**
 * Instants as people say them, in one language: on the shop's clock, with its name, and on the
 * reader's own where that shows something else.
 */

import { once } from "./once.ts";

/** Empty for an instant that is none. */
export type SaysInstant = (instant: string, shopZone: string | null) => string;

export interface Times {
  readonly ofDay: SaysInstant;
  readonly toTheSecond: SaysInstant;
  readonly withDay: SaysInstant;
}

/** @param yourTime the text that holds the time on the reader's clock, at `{time}` */
export function createTimes(language: string, yourTime: string, gatewayZone?: string): Times {
  const ofDay = { hour: "numeric", minute: "2-digit" } as const;
  const withDay = { weekday: "short", day: "numeric", month: "long", ...ofDay } as const;
  const says = (options: Intl.DateTimeFormatOptions): SaysInstant => {
    const formatsIn = zoneFormats(language, options);
    const own = once(() => new Intl.DateTimeFormat(language, options));
    return (instant, shopZone) => {
      const date = new Date(instant);
      if (Number.isNaN(date.getTime())) return "";
      const shop = (shopZone && formatsIn(shopZone)) || (gatewayZone && formatsIn(gatewayZone));
      if (!shop) return own().format(date);
      const there = shop.named.format(date);
      if (gatewayZone !== undefined) return there;
      const here = own().format(date);
      const same = shop.plain.format(date) === here;
      return same ? there : `${there} (${yourTime.replace("{time}", () => here)})`;
    };
  };
  return {
    ofDay: says(ofDay),
    toTheSecond: says({ ...ofDay, second: "2-digit" }),
    withDay: says(withDay),
  };
}

interface ZoneFormats {
  readonly plain: Intl.DateTimeFormat;
  readonly named: Intl.DateTimeFormat;
}

/** Made once for each zone. Null for one that this browser has not heard of: zones get new names. */
function zoneFormats(language: string, options: Intl.DateTimeFormatOptions) {
  const made = new Map<string, ZoneFormats | null>();
  const make = (timeZone: string): ZoneFormats | null => {
    const timeZoneName = timeZone === "UTC" ? "short" : "long";
    try {
      return {
        plain: new Intl.DateTimeFormat(language, { ...options, timeZone }),
        named: new Intl.DateTimeFormat(language, { ...options, timeZone, timeZoneName }),
      };
    } catch {
      return null;
    }
  };
  return (timeZone: string): ZoneFormats | null => {
    const known = made.get(timeZone);
    if (known !== undefined) return known;
    const fresh = make(timeZone);
    made.set(timeZone, fresh);
    return fresh;
  };
}
