import { HarnessError, type Problem } from "../errors.ts";

export type { Problem } from "../errors.ts";

/** Where readers stop: beyond this many problems a file is not misspelt but another kind of file. */
export const problemLimit = 1000;

/** `file:line:col what is wrong, what was expected`. */
export function describeProblem({ file, line, column, message }: Problem): string {
  const place = [line, column].filter((part) => part !== null).map((part) => `:${part}`);
  return line === null ? `${file}: ${message}` : `${file}${place.join("")} ${message}`;
}

/** The error that refuses files, one problem a line. */
export function invalidFile(problems: readonly Problem[]): HarnessError {
  return new HarnessError("invalid-file", problems.map(describeProblem).join("\n"), { problems });
}

/** Refuses when there are problems; asserts that a reader that found none has its value. */
export function requireValid<T>(value: T | null, problems: readonly Problem[]): T {
  if (problems.length > 0 || value === null) throw invalidFile(problems);
  return value;
}
