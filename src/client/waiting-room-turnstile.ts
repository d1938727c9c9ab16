/**
 * Cloudflare's widget, where the shop has it: what it says makes the place cheaper. Nothing depends on
 * it; a widget that is not there, fails or takes its time costs a few seconds at most.
 */

/** The part of the widget's interface that is used here. */
interface Widget {
  render(
    place: HTMLElement,
    options: {
      readonly sitekey: string;
      readonly appearance: "interaction-only";
      readonly callback: (token: string) => void;
      readonly "error-callback": () => boolean;
    },
  ): string | undefined;
  remove(id: string): void;
}

declare global {
  interface Window {
    readonly turnstile?: Widget;
  }
}

const patienceMs = 4_000;

/** The widget's token; null: the page has no widget, or it has nothing to say. */
export function turnstileToken(): Promise<string | null> {
  const place = document.querySelector<HTMLElement>("[data-turnstile]");
  const widget = window.turnstile;
  if (place === null || widget === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    let id: string | undefined;
    const say = (token: string | null) => {
      clearTimeout(timer);
      // What it says later is of no use, and somebody may be left with a box to tick for nothing.
      if (id !== undefined) widget.remove(id);
      id = undefined;
      resolve(token);
    };
    const timer = setTimeout(() => say(null), patienceMs);
    id = widget.render(place, {
      sitekey: place.dataset["turnstile"] ?? "",
      appearance: "interaction-only",
      callback: say,
      "error-callback": () => {
        say(null);
        return true;
      },
    });
  });
}
