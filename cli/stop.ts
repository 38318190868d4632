/** Ends a verb with a sentence for whoever typed it. Code 1: refused or not possible. Code 2: typed wrongly. */
export class Stop extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
    this.name = "Stop";
  }
}

/** Ends a verb that was only to be tried: everything was checked, nothing was done. */
export class DryRunEnd extends Error {}

export const usageError = (message: string): Stop => new Stop(message, 2);
