import { HarnessError } from "../errors.ts";

/** A dry run comes to no result, so that a file asked of it would be missing without a word. */
export function refuseDryOutputs({
  dryRun,
  output = [],
}: {
  readonly dryRun?: boolean;
  readonly output?: readonly string[];
}): void {
  if (dryRun === true && output.length > 0)
    throw new HarnessError("usage", `--dry-run writes no report: leave out -o ${output.join(" -o ")}`);
}
