import { HarnessError, type Problem } from "../errors.ts";

export type { Problem } from "../errors.ts";

/** Where readers stop: beyond this many problems a file is not misspelt but another kind of file. */
export const problemLimit = 1000;

/** `file:line:col what is wrong, what was expected`. */
export function describeProblem({ file, line, column, message }: Problem): string {
  if (line === null) return `${file}: ${message}`;
  return `${file}:${column === null ? line : `${line}:${column}`} ${message}`;
}

/** The error that refuses files, one problem a line. */
export function invalidFile(problems: readonly Problem[]): HarnessError {
  return new HarnessError("invalid-file", problems.map(describeProblem).join("\n"), { problems });
}

/** What a reader made of a file, or the error that refuses it where it found problems. */
export function requireValid<T>(value: T | null, problems: readonly Problem[]): T {
  if (problems.length > 0 || value === null) throw invalidFile(problems);
  return value;
}
