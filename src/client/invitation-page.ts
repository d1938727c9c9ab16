/**
 * The script of the invitation's page. The invitation comes behind the `#` of a link, which a browser
 * sends to nobody; it is taken out of the address at once, so that it is neither in the history nor in
 * what somebody copies from there, and handed over in a POST.
 */

import { readInvitation, sendInvitation } from "./invitation-page-answer.ts";
import type { InvitationProblemMessages } from "./invitation-page-messages.ts";
import { elementOf, textIn } from "./page-elements.ts";
import { whenSeen } from "./when-seen.ts";

const messages: InvitationProblemMessages = JSON.parse(textIn("#messages"));
const main = elementOf("main", HTMLElement);
const form = elementOf("form", HTMLFormElement);
const field = elementOf("textarea", HTMLTextAreaElement);
const notice = elementOf(".notice", HTMLElement);

let underWay = false;

document.documentElement.dataset["script"] = "on";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void handOver(readInvitation(field.value));
});
// A link opened while this page is there changes only what is behind the `#`.
window.addEventListener("hashchange", takeFromAddress);
whenSeen(takeFromAddress);

function takeFromAddress(): void {
  const invitation = readInvitation(window.location.hash);
  if (invitation === "") return;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  void handOver(invitation);
}

async function handOver(invitation: string): Promise<void> {
  if (underWay) return;
  underWay = true;
  main.dataset["state"] = "opening";
  notice.textContent = "";
  const answer = await sendInvitation(invitation);
  if (answer.kind === "accepted") {
    window.location.replace(answer.location);
    return;
  }
  underWay = false;
  main.dataset["state"] = "asking";
  // Kept, so that trying again is one press.
  field.value = invitation;
  notice.textContent = messages[answer.kind];
  form.querySelector("button")?.focus();
}
