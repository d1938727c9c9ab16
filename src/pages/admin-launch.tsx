/** What a launch adds to the figures, each part shown where it has a meaning; and the fairness report. */

import { launchPageTexts } from "../client/admin-launch-texts.ts";
import { Outcome } from "./admin-control.tsx";
import { Figure } from "./admin-figure.tsx";

const texts = launchPageTexts.live;

export function LaunchLive() {
  return (
    <>
      <dl id="stock-live" class="figures" hidden>
        <Figure name="left" label={texts.stockLeft} hasNote hasBar />
        <Figure name="spoken" label={texts.stockSpokenFor} />
        <Figure name="sold" label={texts.stockSold} hasNote />
      </dl>
      <Lines />
      <Health />
    </>
  );
}

export function Fairness() {
  const { heading, hint, load } = launchPageTexts.fairness;
  return (
    <section class="fairness card" aria-labelledby="fairness-heading">
      <h2 id="fairness-heading">{heading}</h2>
      <p class="hint">{hint}</p>
      <div>
        <button type="button" id="fairness-load" class="quiet">
          {load}
        </button>
      </div>
      <Outcome name="fairness" />
      <div id="fairness-report" class="report"></div>
    </section>
  );
}

function Lines() {
  return (
    <div id="lines-live" class="part card" hidden>
      <h3 id="lines-live-heading">{texts.lines}</h3>
      <table class="counts" aria-labelledby="lines-live-heading">
        <thead>
          <tr>
            {[texts.line, texts.waiting, texts.shareDue, texts.shareNow].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody id="lines-live-rows"></tbody>
      </table>
      <p class="hint">{texts.linesNote}</p>
    </div>
  );
}

function Health() {
  return (
    <div id="health" class="part card" hidden>
      <h3>{texts.health}</h3>
      <p class="health-line">
        <strong id="health-state" class="badge"></strong> <span id="health-rate"></span>
      </p>
      <h4>{texts.moves}</h4>
      <p id="health-none" class="hint">
        {texts.noMoves}
      </p>
      <ol id="health-moves" class="moves"></ol>
    </div>
  );
}
