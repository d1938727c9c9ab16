/** Waits so many milliseconds; in a race it is the time limit, and gives nothing. */
export const after = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms));
