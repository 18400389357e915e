import { resolve } from "node:path";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { HarnessError } from "../../errors.ts";
import { explanationPage, type ExplainedRecording } from "../../reports/explanation.ts";
import { pageMarkdown, pageReportFor } from "../../reports/pages/page.ts";
import type { Store } from "../../store/database.ts";
import { decisionsOn } from "../../store/decisions.ts";
import { keptCaseStudy, keptRubric } from "../../store/definitions.ts";
import { findCandidate } from "../../store/find-candidate.ts";
import { writeOutput } from "../../store/outputs.ts";
import { scorecardsOf, type KeptScorecard } from "../../store/scorecards.ts";
import { repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { named } from "../scored-recordings.ts";
import { withExistingStore } from "../store-option.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly cohort?: string;
  readonly names?: boolean;
  readonly store?: string;
};

export const configureExplain: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<candidate>", "as the manifest names the candidate, or the alias that stands in reports")
    .option("-o, --output <file>", "write the page as .md, .txt or .json (repeatable)", repeatable)
    .option("--cohort <name>", "only what was scored in this cohort")
    .option("--names", "write names where placeholders stand, for the candidate's own eyes")
    .option("--store <path>", "the store's file")
    .action(async (name: string, flags: Flags) => {
      const outputs = (flags.output ?? []).map((file) => ({ file, render: pageReportFor(file) }));
      const { page, recordings, decisions } = await withExistingStore(flags.store, io, async (store) => {
        const candidate = await findCandidate(store, name);
        const kept = inCohort(await scorecardsOf(store, candidate), flags.cohort);
        const explained: ExplainedRecording[] = [];
        for (const each of kept) explained.push(await explainedFrom(store, each, flags.names ?? false));
        const made = await decisionsOn(store, candidate);
        const called = explained[0]?.recording.candidate ?? name;
        return { page: explanationPage(called, explained, made), recordings: explained, decisions: made };
      });
      for (const { file, render } of outputs)
        await writeOutput(
          resolve(io.cwd, file),
          render(
            {
              schema: "touchstone.explanation/1",
              page,
              recordings: recordings.map(({ recording }) => recording),
              decisions,
            },
            page,
          ),
        );
      io.stdout(pageMarkdown(page));
      setExit(0);
    });
};

/** What was scored in a cohort; one without any of the candidate's recordings would read as if nobody had looked at them. */
function inCohort(all: readonly KeptScorecard[], cohort: string | undefined): readonly KeptScorecard[] {
  if (cohort === undefined) return all;
  const found = all.filter(({ document }) => document.cohort === cohort);
  if (found.length > 0) return found;
  const known = [...new Set(all.map(({ document }) => document.cohort))];
  throw new HarnessError(
    "usage",
    `--cohort ${cohort}: nothing of this candidate was scored in it${didYouMean(cohort, known)}, expected one of ${known.join(", ") || "none"}`,
  );
}

async function explainedFrom(
  store: Store,
  kept: KeptScorecard,
  withNames: boolean,
): Promise<ExplainedRecording> {
  const recording = withNames ? await named(store, kept) : kept.document;
  const { definitions } = kept.document;
  return {
    recording,
    rubric: definitions === null ? null : await keptRubric(store, definitions.rubric),
    caseStudy: definitions === null ? null : await keptCaseStudy(store, definitions.caseStudy),
  };
}
