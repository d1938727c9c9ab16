/**
 * One room on the screen: asks for its figures each second, for its settings and their log whenever
 * those have changed, whoever changed them, and sends the merchant's changes one after the other.
 */

import type { ManagementApi, Refused, RoomSettingsAnswer } from "./admin-api.ts";
import { showAudit } from "./admin-audit.ts";
import { createControls } from "./admin-controls.ts";
import { part, write } from "./admin-elements.ts";
import { createFairness } from "./admin-fairness.ts";
import { createLiveView } from "./admin-live.ts";
import { keepRepeating } from "./admin-polling.ts";
import { createReset } from "./admin-reset.ts";

export interface RoomToOpen {
  readonly api: ManagementApi;
  readonly room: string;
  /** Ends everything that this room has set going. */
  readonly signal: AbortSignal;
  readonly onUnauthorized: () => void;
}

/**
 * The figures may be 1,000 ms old when they are answered (the gateway's snapshot). With 900 ms between
 * polls and 100 ms on the way they stay within the 2,000 ms that the merchant is promised.
 */
const pollEveryMs = 900;

export function openRoom({ api, room, signal, onUnauthorized }: RoomToOpen): void {
  const view = createLiveView(signal);
  const controls = createControls({ change, signal });
  const reset = createReset({ send: sendReset, signal });
  createFairness({ load: loadFairness, signal });
  let settings: RoomSettingsAnswer | null = null;
  let isLoading = false;
  let lastChange: Promise<unknown> = Promise.resolve();
  showAudit([]);
  showWarnings([]);

  const pollNow = keepRepeating(poll, pollEveryMs, signal);

  async function poll(): Promise<void> {
    const answer = await api.live(room);
    if (signal.aborted) return;
    view.show(answer);
    if (answer.kind !== "given") return noteRefusal(answer);
    controls.seeLive(answer.value);
    reset.seeLive(answer.value);
    const isNewer = settings === null || answer.value.settingsVersion > settings.version;
    // Not awaited: settings that are slow to come must not make the figures old.
    if (isNewer && !isLoading) loadSettings();
  }

  async function loadSettings(): Promise<void> {
    isLoading = true;
    const answer = await api.settings(room);
    isLoading = false;
    if (signal.aborted) return;
    if (answer.kind === "given") settingsAre(answer.value);
    else noteRefusal(answer);
  }

  async function settingsAre(given: RoomSettingsAnswer): Promise<void> {
    // Two requests may answer in either order; the version says which is newer.
    if (settings !== null && given.version < settings.version) return;
    settings = given;
    view.showSettings(given);
    controls.show(given);
    showWarnings(given.warnings);
    const log = await api.audit(room);
    if (signal.aborted || settings !== given) return;
    const entries = log.kind === "given" ? log.value.entries : null;
    showAudit(entries);
    controls.showBefore(entries ?? []);
  }

  /** In turn: each change is made on top of the settings that the one before it left. */
  function change(values: object) {
    const answer = lastChange.then(() => send(values));
    lastChange = answer;
    return answer;
  }

  async function send(values: object) {
    const answer = await api.change(room, settings?.version ?? 0, values);
    if (signal.aborted) return answer;
    if (answer.kind === "given") settingsAre(answer.value);
    else noteRefusal(answer);
    if (answer.kind === "stale") await loadSettings();
    pollNow();
    return answer;
  }

  async function sendReset() {
    const answer = await api.reset(room);
    if (signal.aborted) return answer;
    if (answer.kind !== "given") noteRefusal(answer);
    pollNow();
    return answer;
  }

  async function loadFairness() {
    const answer = await api.fairness(room);
    if (!signal.aborted && answer.kind !== "given") noteRefusal(answer);
    return answer;
  }

  function noteRefusal(answer: Refused): void {
    if (answer.kind === "unauthorized") onUnauthorized();
  }
}

function showWarnings(warnings: readonly string[]): void {
  const list = part("warnings", HTMLUListElement);
  list.hidden = warnings.length === 0;
  list.replaceChildren(
    ...warnings.map((warning) => {
      const item = document.createElement("li");
      write(item, warning);
      return item;
    }),
  );
}
