/** One figure: its name, its value, and for some what it is a part of. */

interface FigureProps {
  readonly name: string;
  readonly label: string;
  readonly hasNote?: boolean;
  readonly hasBar?: boolean;
}

export function Figure({ name, label, hasNote = false, hasBar = false }: FigureProps) {
  return (
    <div class={`figure figure-${name} card`}>
      <dt>{label}</dt>
      <dd>
        <span id={`live-${name}`} class="value"></span>{" "}
        {hasNote && <span id={`live-${name}-note`} class="note"></span>}
        {hasBar && <span id={`live-${name}-bar`} class="share" aria-hidden="true" hidden></span>}
      </dd>
    </div>
  );
}
