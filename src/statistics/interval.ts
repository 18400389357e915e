/** A range that is to hold the true value with the stated confidence. */
export type Interval = { readonly low: number; readonly high: number };

/** A confidence level lies strictly between 0 and 1; anything else is misuse. */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`a confidence level lies between 0 and 1, not ${level}`);
}
