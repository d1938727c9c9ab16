/** Names of rooms, and of the one object that lists them. */

/** What a room may be called: it appears in addresses, tokens and logs. */
export const roomNameForm = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The name of the one Directory. */
export const directoryName = "directory";
