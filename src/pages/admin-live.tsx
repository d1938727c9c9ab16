/** The places where the screen's script writes a room's figures, and draws their last minutes. */

import type { Child } from "hono/jsx";
import { pageTexts as texts } from "../client/admin-texts.ts";

export function Live() {
  return (
    <section class="live" aria-labelledby="live-heading">
      <h2 id="live-heading" tabindex={-1} class="out-of-sight">
        {texts.live.heading}
      </h2>
      <p class="state-line card">
        <strong id="live-state" class="badge"></strong> <span id="live-effect"></span>
      </p>
      <ul id="warnings" class="warnings card" hidden></ul>
      <dl class="figures">
        <Figure name="waiting" label={texts.live.waiting} />
        <Figure name="newcomer" label={texts.live.newcomer} />
        <Figure name="arrivals" label={texts.live.arrivals} />
        <Figure name="inside" label={texts.live.inside} hasWhole />
        <Figure name="admitted" label={texts.live.admitted} hasWhole />
        <Figure name="called" label={texts.live.called} />
        <Figure name="attendance" label={texts.live.attendance} />
      </dl>
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

interface FigureProps {
  readonly name: string;
  readonly label: string;
  /** Measured against the rate or the capacity. */
  readonly hasWhole?: boolean;
}

function Figure({ name, label, hasWhole = false }: FigureProps) {
  return (
    <div class={`figure figure-${name} card`}>
      <dt>{label}</dt>
      <dd>
        <span id={`live-${name}`} class="value"></span>
        {hasWhole && (
          <>
            {" "}
            <span id={`live-${name}-note`} class="note"></span>
            <span id={`live-${name}-bar`} class="share" aria-hidden="true" hidden></span>
          </>
        )}
      </dd>
    </div>
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
