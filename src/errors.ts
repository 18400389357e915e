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
  | "leak"
  | "store-version"
  | "provider"
  | "budget"
  | "missing-replies"
  | "disk"
  | "submitted"
  | "aborted";

/** 2: mend the input · 3: the world stopped it, come again · 75: in a provider's batch, the same command goes on · 130: interrupted. A code without an exit does not compile. */
export const exitCodes = {
  usage: 2,
  "invalid-file": 2,
  "missing-key": 2,
  incomparable: 2,
  leak: 2,
  "store-version": 2,
  provider: 3,
  budget: 3,
  "missing-replies": 3,
  disk: 3,
  submitted: 75,
  aborted: 130,
} as const satisfies Record<ErrorCode, number>;

/** Something wrong in a file. Lines and columns count from 1; null where the file as a whole is meant. */
export type Problem = {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
};

/** A failure that the person running the tool can act on: one sentence naming the place, the fault and the remedy. */
export class HarnessError extends Error {
  override readonly name = "HarnessError";
  readonly code: ErrorCode;
  /** Where files are at fault: each problem on its own, for whoever collects them. */
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly problems?: readonly Problem[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
