import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import * as z from "zod";
import { didYouMean } from "../../domain/did-you-mean.ts";
import type { ReadinessModel } from "../../domain/readiness.ts";
import { HarnessError } from "../../errors.ts";
import { readinessText } from "../../reports/readiness.ts";
import { readiness } from "../../scoring/readiness.ts";
import { bundledReadinessModel, readFamilyScores, readReadinessModel } from "../../store/readiness.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonFile, writeJson } from "../json-output.ts";

type Flags = {
  readonly asOf?: string;
  readonly weights?: Readonly<Record<string, number>>;
  readonly scale?: string;
  readonly output?: readonly string[];
};

export const configureReadiness: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<scores>", "a table of test scores: candidate,family,score,taken_on")
    .option("--as-of <date>", "the day that scores are aged to, such as 2026-05-01", dateOf)
    .option(
      "--weights <list>",
      "an employer's relevances in place of defaults: acl=0.9,big_five=0",
      weightsOf,
    )
    .option("--scale <min-max>", "map means to 300-850 too, by a mapping of ours")
    .option("-o, --output <file>", "write the document as .json (repeatable)", jsonFile)
    .action(async (path: string, flags: Flags) => {
      await run(resolve(io.cwd, path), flags, io);
      setExit(0);
    });
};

async function run(path: string, { asOf, weights = {}, scale, output = [] }: Flags, io: Io): Promise<void> {
  // Not commander's requiredOption: it would hide a misspelt flag behind the missing one.
  if (asOf === undefined) {
    throw new HarnessError("usage", "readiness needs --as-of DATE, the day that scores are aged to");
  }
  const model = await readReadinessModel(bundledReadinessModel);
  requireKnown(model, weights, scale);
  const scores = await readFamilyScores(path, model, asOf);
  const document = readiness(scores, model, { asOf, overrides: weights, isMapped: scale !== undefined });
  await writeJson(output, document, io);
  io.stdout(readinessText(document));
}

function requireKnown(
  { families, mapping }: ReadinessModel,
  weights: Readonly<Record<string, number>>,
  scale: string | undefined,
): void {
  const known = Object.keys(families);
  const unknown = Object.keys(weights).find((family) => !known.includes(family));
  if (unknown !== undefined) {
    throw new HarnessError(
      "usage",
      `--weights: there is no family "${unknown}"${didYouMean(unknown, known)}, expected one of ${known.join(", ")}`,
    );
  }
  const only = `${mapping.min}-${mapping.max}`;
  if (scale !== undefined && scale !== only)
    throw new HarnessError("usage", `--scale ${scale}: expected ${only}, the only scale with a mapping`);
}

function dateOf(text: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new InvalidArgumentError("expected a date such as 2026-05-01");
}

function weightsOf(text: string): Record<string, number> {
  const entries = text.split(",").map((entry) => {
    const [, family = "", weight = ""] = /^(.+)=(\S+)$/.exec(entry.trim()) ?? [];
    return [family.trim(), weight === "" ? Number.NaN : Number(weight)] as const;
  });
  const isSound = entries.every(([family, weight]) => family !== "" && weight >= 0 && weight <= 1);
  const isOnce = new Set(entries.map(([family]) => family)).size === entries.length;
  if (isSound && isOnce) return Object.fromEntries(entries);
  throw new InvalidArgumentError(
    "expected a relevance from 0 to 1 per family, each once, such as acl=0.9,big_five=0",
  );
}
