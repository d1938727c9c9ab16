/**
 * Somebody who sent a form that was not let through: the page says so, and does not go away before that
 * is read. Who is let in at once goes on by a press of the button; who has waited has had the time.
 */

export interface LostForm {
  /** The page is in view from now on. */
  readonly tell: () => void;
  /** Whether the page may still stand unread. */
  readonly isUnread: () => boolean;
  /** They pressed a button, so they have seen what is above it. */
  readonly haveRead: () => void;
}

/** Two sentences, twice over, for somebody who looked elsewhere at first. */
const readingMs = 20_000;

/** @param box where the page says so; null: no form was lost */
export function lostFormIn(box: Element | null): LostForm {
  let unread = box !== null;
  const haveRead = () => {
    unread = false;
  };
  const tell = () => {
    if (box === null) return;
    setTimeout(haveRead, readingMs);
    // What is there from the first is no news to a screen reader; what comes is.
    box.replaceChildren(...box.childNodes);
  };
  return { tell, isUnread: () => unread, haveRead };
}
