import { resolve } from "node:path";
import type { Dataset } from "../../domain/dataset.ts";
import type { Sample } from "../../domain/sample.ts";
import { HarnessError } from "../../errors.ts";
import { claimsCsv, claimsJson, claimsText, type SampleClaim } from "../../reports/numeric-claims.ts";
import { samplesOf } from "../../run/check-eval.ts";
import { loadEval } from "../../run/load.ts";
import { numericClaims } from "../../scoring/numeric-claims.ts";
import { readDataset } from "../../store/datasets.ts";
import { kindOf } from "../../store/files.ts";
import { writeOutput } from "../../store/outputs.ts";
import type { ConfigureCommand } from "../command.ts";
import { tableOrJson } from "../json-output.ts";

export const configureClaims: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<path>", "a dataset's folder, or an eval, whose split is taken")
    .option("-o, --output <file>", "write the claims as .csv or .json (repeatable)", tableOrJson)
    .action(async (path: string, { output = [] }: { readonly output?: readonly string[] }) => {
      const claims = claimsOf(await read(resolve(io.cwd, path)));
      for (const file of output) {
        const render = file.endsWith(".json") ? claimsJson : claimsCsv;
        await writeOutput(resolve(io.cwd, file), render(claims));
      }
      io.stdout(claimsText(claims));
      setExit(0);
    });
};

type Answers = { readonly samples: readonly Sample[]; readonly dataset: Dataset };

async function read(path: string): Promise<Answers> {
  if ((await kindOf(path)) === "folder") {
    const dataset = await readDataset(path);
    return { samples: dataset.samples, dataset };
  }
  const loaded = await loadEval(path);
  return { samples: samplesOf(loaded), dataset: loaded.dataset };
}

function claimsOf({ samples, dataset: { card, caseStudies } }: Answers): SampleClaim[] {
  if (card.sealed)
    throw new HarnessError(
      "usage",
      `dataset ${card.id} is sealed: claims quote its answers, expected an open one`,
    );
  return samples.flatMap(({ id, caseStudyId, transcript }) =>
    numericClaims(transcript, caseStudies.get(caseStudyId) ?? { facts: [] }).map((claim) => ({
      sample: id,
      ...claim,
    })),
  );
}
