/** The shop's clothes, in one piece inside each page: a page is one answer and needs no other. */

import { raw } from "hono/html";

export const style = raw(`
:root {
  color-scheme: light dark;
  --paper: #f7f4ee; --card: #fffdf9; --ink: #17232b; --soft: #55636b; --line: #ddd6c9;
  --accent: #0c5a63; --accent-ink: #fffdf9; --glow: #f3dcc0; --bad: #a12a1f; --good: #1d6b43;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f171c; --card: #172229; --ink: #ecf1f2; --soft: #a5b4bb; --line: #2c3b44;
    --accent: #7fd0d3; --accent-ink: #06262a; --glow: #24404a; --bad: #ff9a8d; --good: #86d9ac;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header, main, footer { width: 100%; max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.25rem; padding-bottom: .5rem; }
main { flex: 1; }
footer {
  padding-top: 1.5rem; padding-bottom: 1.75rem; color: var(--soft); font-size: .9rem;
  display: flex; flex-wrap: wrap; gap: .25rem 2rem; justify-content: space-between;
}
footer p { margin: 0; }
a { color: var(--accent); text-underline-offset: .2em; }
.mark { display: inline-flex; gap: .6rem; align-items: center; font-weight: 650; font-size: 1.15rem;
  color: var(--ink); text-decoration: none; letter-spacing: .01em; }
.mark svg { width: 2.4rem; fill: var(--accent); }
h1 { font-size: clamp(2.2rem, 6.5vw, 3.9rem); line-height: 1.05; letter-spacing: -.03em;
  margin: 0 0 .75rem; font-weight: 680; text-wrap: balance; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 0 0 .5rem; }
.narrow h1 { font-size: clamp(1.9rem, 5vw, 2.6rem); }
.lead { font-size: clamp(1.1rem, 2.4vw, 1.3rem); color: var(--soft); margin: 0 0 1.75rem;
  max-width: 32ch; text-wrap: pretty; }
.button, button {
  display: inline-block; border: 0; border-radius: 999px; padding: .85em 1.9em; cursor: pointer;
  background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 620;
  text-decoration: none; text-align: center;
}
.button:hover, button:hover { filter: brightness(1.12); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }

.hero { display: grid; gap: 1rem 3rem; align-items: center; padding: 1.25rem 0 2.5rem; }
.phone { display: block; width: min(100%, 21rem); height: auto; margin: 0 auto; }
.stage { background: radial-gradient(closest-side, var(--glow), transparent); }
.offer { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; }
.price { font-size: 1.5rem; font-weight: 620; margin: 0; font-variant-numeric: tabular-nums; }
.stock { margin: 1rem 0 0; color: var(--soft); display: flex; gap: .55rem; align-items: center;
  font-variant-numeric: tabular-nums; }
.stock::before { content: ""; width: .6rem; height: .6rem; border-radius: 50%; background: var(--good); }
.stock.none::before { background: var(--bad); }
@media (min-width: 48rem) {
  .hero { grid-template-columns: 1fr 1fr; padding: 2rem 0 3.5rem; }
  .phone { width: min(100%, 27rem); }
}

.points { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr));
  list-style: none; padding: 1.5rem 0 2rem; margin: 0; border-top: 1px solid var(--line); }
.points p { margin: 0; color: var(--soft); }

.narrow { max-width: 34rem; margin: 1.5rem auto 2.5rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1.1rem;
  padding: clamp(1.25rem, 4vw, 2rem); }
.item { display: flex; justify-content: space-between; gap: 1rem; margin: 0 0 1.25rem;
  padding-bottom: 1.1rem; border-bottom: 1px solid var(--line); font-weight: 600; }
label, legend { display: block; font-weight: 600; margin: 0 0 .35rem; padding: 0; }
.field { margin: 0 0 1.15rem; border: 0; padding: 0; min-width: 0; }
input[type=text], input[type=email], select, textarea {
  width: 100%; font: inherit; color: var(--ink); background: var(--paper);
  border: 1px solid var(--soft); border-radius: .6rem; padding: .65em .8em;
}
textarea { resize: vertical; display: block; }
.card [aria-invalid=true] { border-color: var(--bad); border-width: 2px; }
.card .lead { max-width: none; margin-bottom: .25rem; }
.error { color: var(--bad); margin: .35rem 0 0; font-size: .95rem; }
.problem { color: var(--bad); font-weight: 600; margin: 0 0 1.15rem; }
.choices { display: flex; gap: .75rem; }
.choices label { flex: 1; display: flex; gap: .6rem; align-items: center; margin: 0; cursor: pointer;
  font-weight: 500; border: 1px solid var(--soft); border-radius: .6rem; padding: .65em .9em; }
.choices label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.choices input { accent-color: var(--accent); width: 1.1em; height: 1.1em; margin: 0; }
form button { width: 100%; margin-top: .4rem; }
.hint { color: var(--soft); font-size: .92rem; margin: .9rem 0 0; text-align: center; }

.tick { width: 3.4rem; height: 3.4rem; margin: 0 0 1rem; display: block; }
.tick circle { fill: var(--good); } .tick path { stroke: var(--card); }
.order-number { font-size: clamp(1.5rem, 6vw, 2rem); font-weight: 680; letter-spacing: .02em;
  font-variant-numeric: tabular-nums; margin: 0 0 1.25rem; }
dl + .hint { text-align: start; margin-top: 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.25rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
`);
