/** One thing that was looked at before deploying, and what came of it. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly kind: FindingKind;
  /** What is so, or what to do about it. Never holds a secret. */
  readonly detail: string;
}

export type FindingKind =
  | "fine"
  /** The gate would be open, or nobody could manage it: there is no deploying with it. */
  | "refused"
  /** People are in a room, and a deploy restarts it under their feet. */
  | "busy"
  /** Nobody could say. */
  | "unchecked";

export const fine = (about: string, detail: string): Finding => ({ about, kind: "fine", detail });

export const refused = (about: string, detail: string): Finding => ({
  about,
  kind: "refused",
  detail,
});

export const unchecked = (about: string, detail: string): Finding => ({
  about,
  kind: "unchecked",
  detail,
});
