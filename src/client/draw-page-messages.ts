/** What the draw's page says of a place that was recomputed on it. */

export interface DrawOutcomeMessages {
  /** `{number}` of `{count}` was drawn to `{place}`. */
  readonly place: string;
  /** `{number}` came after the opening and has `{place}`. */
  readonly behind: string;
  readonly genuine: string;
  readonly notGenuine: string;
  readonly impossible: string;
}
