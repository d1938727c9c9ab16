/** Why an invitation does not work, as the gateway says it, and the silence that a page may meet. */

export type InvitationProblem = "expired" | "not-genuine" | "other-room";

export type InvitationProblemMessages = Readonly<Record<InvitationProblem | "no-answer", string>>;
