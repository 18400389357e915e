import { basename, dirname, resolve } from "node:path";
import { exitCodes, HarnessError } from "../../errors.ts";
import { scoringReportFor } from "../../reports/scoring/index.ts";
import { defaultRunOptions, type RunOptions } from "../../run/options.ts";
import { enterCohorts } from "../../run/score/cohorts.ts";
import { groupsOf } from "../../run/score/prepare.ts";
import { namesOf, recordingsIn, recordingsOf, type Recording } from "../../run/score/recordings.ts";
import { scoreRecordings } from "../../run/score/score-recordings.ts";
import { loadScoring, type ScoringSetup } from "../../run/score/setup.ts";
import { surveyRecordings } from "../../run/score/survey.ts";
import type { Store } from "../../store/database.ts";
import { hashKey } from "../../store/events.ts";
import { readManifest } from "../../store/manifest.ts";
import { writeOutput } from "../../store/outputs.ts";
import { readSpeakerRoles } from "../../store/speaker-roles.ts";
import { transcriptFiles } from "../../store/transcript-files.ts";
import type { Roles } from "../../transcripts/roles.ts";
import { dollars, positiveInteger, repeatable } from "../arguments.ts";
import type { ConfigureCommand } from "../command.ts";
import { refuseDryOutputs } from "../dry-run.ts";
import type { Io } from "../io.ts";
import { showProgress } from "../progress.ts";
import { putOnRecord } from "../record.ts";
import { reportInput } from "../scored-recordings.ts";
import { describeResult, describeSurvey } from "../scoring-words.ts";
import { withOpenStore } from "../store-option.ts";

type Flags = {
  readonly output?: readonly string[];
  readonly grader?: string;
  readonly loop?: string;
  readonly candidate?: string;
  readonly speakers?: string;
  readonly newCohort?: string;
  readonly rescoreCohort?: boolean;
  readonly names?: boolean;
  readonly store?: string;
  readonly maxCost?: number;
  readonly maxConcurrency?: number;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
  readonly retryUnscored?: boolean;
  readonly batch?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
};

export const configureScore: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("<eval>", "the eval's YAML file; its key `score` says how recordings are scored")
    .argument(
      "<files...>",
      "a manifest (.csv with file,candidate,case_study,consent,...); or, of invented people, files and folders",
    )
    .option(
      "-o, --output <file>",
      "write scorecards: .json .csv .md .queue.csv .queue.json .dossier.md .dossier.json .order.md .order.json (repeatable)",
      repeatable,
    )
    .option("--grader <name>", "the grader of the eval that scores")
    .option("--loop <file>", "the loop whose stages the manifest names")
    .option("--candidate <name>", "the candidate's label in every file; the other speakers are interviewers")
    .option("--speakers <file>", "a .csv with file, speaker and role, as `inspect -o` writes it")
    .option("--new-cohort <name>", "put these recordings into a cohort of this name")
    .option("--rescore-cohort", "score a whole cohort anew whose rubric or grader has changed")
    .option("--names", "write names where placeholders and aliases stand; for this machine alone")
    .option("--store <path>", "the store's file")
    .option("--max-cost <usd>", "refuse what could cost more", dollars)
    .option("-j, --max-concurrency <n>", "requests in flight per provider at most", positiveInteger)
    .option("--dry-run", "say what is in the files and what scoring them would cost; send nothing")
    .option("--offline", "buy nothing; exit 3 where replies are missing")
    .option("--retry-unscored", "ask again where every reply was unreadable")
    .option(
      "--batch",
      "order replies from the provider's batch API, at its lower price; exit 75 until they are there",
    )
    .option("--wait", "with --batch: wait for the batches instead")
    .option("--json", "events as JSON lines on stderr")
    .action(async (path: string, files: readonly string[], flags: Flags) => {
      setExit(await score(resolve(io.cwd, path), files, flags, io));
    });
};

async function score(path: string, files: readonly string[], flags: Flags, io: Io): Promise<number> {
  refuseDryOutputs(flags);
  const reports = await Promise.all(
    (flags.output ?? []).map(async (file) => ({ file, render: await scoringReportFor(file)() })),
  );
  const options = optionsOf(flags);
  const loop = flags.loop === undefined ? null : resolve(io.cwd, flags.loop);
  const setup = await loadScoring(path, flags.grader ?? null, loop);
  return withOpenStore(flags.store, io, async (store) => {
    const { recordings, folder } = await recordingsNamed(files, { setup, store, flags, io });
    const scope = { setup, groups: groupsOf(recordings), names: namesOf(recordings) };
    const survey = await surveyRecordings(scope, { store, options, environment: io });
    if (flags.dryRun === true) {
      io.stdout(describeSurvey(survey));
      return 0;
    }
    await enterCohorts(store, recordings, survey.stages, { rescore: flags.rescoreCohort ?? false });
    const about = {
      eval: setup.evalName,
      fingerprint: [...survey.stages.values()].map(({ fingerprint }) => fingerprint.hash).join(" "),
    };
    await putOnRecord(store, { type: "score", about }, io);
    const progress = showProgress(io, { json: flags.json === true });
    for (const message of survey.notes) progress.say({ kind: "note", message });
    const work = { ...scope, survey, folder, store, options, environment: io, onEvent: progress.onEvent };
    const result = await scoreRecordings(work).finally(progress.close);
    const input = reportInput({ setup, recordings, store, withNames: flags.names ?? false });
    for (const { file, render } of reports) await writeOutput(resolve(io.cwd, file), render(input));
    io.stdout(await describeResult(result, input, survey));
    for (const { message } of result.stops) progress.say({ kind: "note", message });
    return exitFor(result);
  });
}

type Naming = {
  readonly setup: ScoringSetup;
  readonly store: Store;
  readonly flags: Flags;
  readonly io: Io;
};

/** The recordings that the command names: by one manifest, or file by file. */
async function recordingsNamed(
  files: readonly string[],
  { setup, store, flags, io }: Naming,
): Promise<{ readonly recordings: readonly Recording[]; readonly folder: string }> {
  const input = {
    setup,
    key: await hashKey(store),
    cohort: flags.newCohort ?? null,
    rolesOf: await rolesBy(flags, io),
  };
  const [first] = files;
  if (first !== undefined && files.length === 1 && first.endsWith(".csv")) {
    const manifest = await readManifest(resolve(io.cwd, first));
    return {
      recordings: recordingsOf(manifest, input, { lenient: flags.dryRun === true }),
      folder: manifest.folder,
    };
  }
  const found = await transcriptFiles(files.map((file) => resolve(io.cwd, file)));
  const named = found.map((path) => ({ path, name: basename(path) }));
  return { recordings: recordingsIn(named, input), folder: dirname(found[0] ?? io.cwd) };
}

async function rolesBy({ candidate, speakers }: Flags, io: Io): Promise<(path: string) => Roles> {
  const written = speakers === undefined ? null : await readSpeakerRoles(resolve(io.cwd, speakers));
  return (path) => {
    const own = written?.(path);
    return {
      ...(candidate !== undefined && { candidate }),
      ...(own !== undefined && own.size > 0 && { speakers: own }),
    };
  };
}

function optionsOf(flags: Flags): RunOptions {
  const { offline, retryUnscored, batch, wait, maxCost, maxConcurrency, newCohort, rescoreCohort } = flags;
  const refuse = (why: string): HarnessError => new HarnessError("usage", why);
  if (newCohort !== undefined && rescoreCohort === true)
    throw refuse("--new-cohort begins a cohort and --rescore-cohort scores one anew: leave one out");
  if (offline === true && batch === true)
    throw refuse("--offline buys nothing and --batch orders replies: leave one out");
  if (offline === true && retryUnscored === true)
    throw refuse("--offline buys nothing and --retry-unscored asks again: leave one out");
  if (wait === true && batch !== true) throw refuse("--wait says how to order a batch: add --batch");
  return {
    ...defaultRunOptions,
    offline: offline ?? false,
    retryUnscored: retryUnscored ?? false,
    batch: batch === true ? { wait: wait ?? false, tries: 2 } : null,
    maxCostUsd: maxCost ?? null,
    maxConcurrency: maxConcurrency ?? null,
  };
}

/** Batches that are out come first, since the same command goes on from there. */
function exitFor({ stops, failed }: Awaited<ReturnType<typeof scoreRecordings>>): number {
  if (stops.some(({ code }) => code === "submitted")) return exitCodes.submitted;
  const [stop] = stops;
  if (stop !== undefined) return exitCodes[stop.code];
  return failed.length > 0 ? exitCodes.provider : 0;
}
