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

/** For its script to come, and for its word then. */
const loadingMs = 2_000;
const patienceMs = 4_000;

/** The widget's token; null: the page has no widget, or it has nothing to say. */
export async function turnstileToken(): Promise<string | null> {
  const place = document.querySelector<HTMLElement>("[data-turnstile]");
  if (place === null) return null;
  const giveUpAt = performance.now() + loadingMs;
  while (window.turnstile === undefined && performance.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return window.turnstile === undefined ? null : wordOf(window.turnstile, place);
}

function wordOf(widget: Widget, place: HTMLElement): Promise<string | null> {
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
