/** The places where the screen's script writes a room's figures, and draws their last minutes. */

import type { Child } from "hono/jsx";
import { launchPageTexts } from "../client/admin-launch-texts.ts";
import { pageTexts as texts } from "../client/admin-texts.ts";
import { Figure } from "./admin-figure.tsx";
import { LaunchLive } from "./admin-launch.tsx";

export function Live() {
  return (
    <section class="live" aria-labelledby="live-heading">
      <h2 id="live-heading" tabindex={-1} class="out-of-sight">
        {texts.live.heading}
      </h2>
      <p class="state-line card">
        <strong id="live-state" class="badge"></strong> <span id="live-effect"></span>{" "}
        <span id="live-next" class="next"></span>
      </p>
      <ul id="warnings" class="warnings card" hidden></ul>
      <dl class="figures">
        <Figure name="waiting" label={texts.live.waiting} />
        <Figure name="newcomer" label={texts.live.newcomer} />
        <Figure name="arrivals" label={texts.live.arrivals} />
        <Figure name="inside" label={texts.live.inside} hasNote hasBar />
        <Figure name="admitted" label={texts.live.admitted} hasNote hasBar />
        <Figure name="called" label={texts.live.called} />
        <Figure name="attendance" label={texts.live.attendance} />
        <Figure name="estimates" label={launchPageTexts.live.estimates} hasNote />
        <Figure name="cloned" label={launchPageTexts.live.cloned} hasNote />
      </dl>
      <LaunchLive />
    </section>
  );
}

export function History() {
  return (
    <section class="history card" aria-labelledby="history-heading">
      <h2 id="history-heading">{texts.history.heading}</h2>
      <figure>
        <figcaption>
          <span class="key key-admitted">{texts.history.admissions}</span>{" "}
          <span class="key key-rate">{texts.history.rate}</span>
        </figcaption>
        <Chart id="chart-admissions" topId="chart-admissions-top" label={texts.history.admissions}>
          <path id="chart-rate" class="line-rate" />
          <path id="chart-admitted" class="line-admitted" />
        </Chart>
      </figure>
      <figure>
        <figcaption>
          <span class="key key-waiting">{texts.history.waiting}</span>
        </figcaption>
        <Chart id="chart-waiting-drawing" topId="chart-waiting-top" label={texts.history.waiting}>
          <path id="chart-waiting" class="line-waiting" />
        </Chart>
      </figure>
      <p class="hint">{texts.history.note}</p>
    </section>
  );
}

interface ChartProps {
  readonly id: string;
  readonly topId: string;
  /** Until there are figures to tell. */
  readonly label: string;
  readonly children?: Child;
}

/** Its height is the highest value seen, written at the top; its width is five minutes. */
function Chart({ id, topId, label, children }: ChartProps) {
  return (
    <div class="chart">
      <span id={topId} class="chart-top"></span>
      <svg id={id} viewBox="0 0 300 60" preserveAspectRatio="none" role="img" aria-label={label}>
        {children}
      </svg>
      <span class="chart-from">{texts.history.from}</span>
      <span class="chart-to">{texts.history.to}</span>
    </div>
  );
}
