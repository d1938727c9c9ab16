/** A promise that is looked at again and again: when it is broken, that is written down, and the run goes on. */

export type Check = (holds: boolean, promise: string, story: () => string) => void;
