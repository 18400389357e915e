/**
 * What stops a command. Trouble with a single grade is data (`unscored` + reason) and never lands here.
 *
 * The code alone decides the exit code; see `exitCodes`.
 */
export type ErrorCode =
  | "usage"
  | "invalid-file"
  | "missing-key"
  | "incomparable"
  | "store-version"
  | "provider"
  | "budget"
  | "missing-replies"
  | "disk"
  | "aborted";

/** 2: mend the input · 3: the world stopped it, come again · 130: interrupted. A code without an exit does not compile. */
export const exitCodes = {
  usage: 2,
  "invalid-file": 2,
  "missing-key": 2,
  incomparable: 2,
  "store-version": 2,
  provider: 3,
  budget: 3,
  "missing-replies": 3,
  disk: 3,
  aborted: 130,
} as const satisfies Record<ErrorCode, number>;

/** A failure that the person running the tool can act on: one sentence naming the place, the fault and the remedy. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
