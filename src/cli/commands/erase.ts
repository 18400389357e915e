import { InvalidArgumentError } from "commander";
import { counted } from "../../domain/counted.ts";
import { HarnessError } from "../../errors.ts";
import { dueForErasure } from "../../privacy/retention.ts";
import type { Store } from "../../store/database.ts";
import { personalFiles, type PersonalFile } from "../../store/erasure-files.ts";
import { compact, eraseSubject, readHoldings, subjectNamed } from "../../store/erasure.ts";
import { retainedCandidates } from "../../store/retained.ts";
import type { ConfigureCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { putOnRecord } from "../record.ts";
import { withExistingStore } from "../store-option.ts";

type Flags = {
  readonly files?: boolean;
  readonly dryRun?: boolean;
  readonly olderThan?: number;
  readonly compact?: boolean;
  readonly store?: string;
};

export const configureErase: ConfigureCommand = (command, io, setExit) => {
  command
    .argument("[candidate]", "whose answers are erased, as the dataset or manifest names the candidate")
    .option("--files", "erase in the datasets' folders too: transcripts, and the lines of tables")
    .option("--dry-run", "say what would be erased, erase nothing")
    .option("--older-than <days>", "with --dry-run: whose answers were last graded longer ago (180d)", days)
    .option("--compact", "only write the store anew without what it freed")
    .option("--store <path>", "the store's file")
    .action(async (candidate: string | undefined, flags: Flags) => {
      refuse(candidate, flags);
      await withExistingStore(flags.store, io, (store) => act(store, candidate, flags, io));
      setExit(0);
    });
};

/** Options that do not go together would leave one of them undone. */
function refuse(candidate: string | undefined, { compact: compacts, olderThan, dryRun, files }: Flags): void {
  if (compacts === true) {
    if (candidate === undefined && olderThan === undefined && dryRun !== true && files !== true) return;
    throw new HarnessError("usage", "--compact erases nobody and goes alone; erase by name, then compact");
  }
  if (olderThan !== undefined && (candidate !== undefined || dryRun !== true)) {
    throw new HarnessError(
      "usage",
      "--older-than lists whose time has come and goes with --dry-run and no candidate; erase each by name",
    );
  }
  if (candidate === undefined && olderThan === undefined) {
    throw new HarnessError(
      "usage",
      "erase needs a candidate, or --older-than <days> --dry-run for a list of them",
    );
  }
}

async function act(store: Store, candidate: string | undefined, flags: Flags, io: Io): Promise<void> {
  if (flags.compact === true) {
    await compact(store);
    io.stdout("the store holds nothing any more of what was erased\n");
  } else if (flags.olderThan !== undefined) io.stdout(await describeDue(store, flags.olderThan, io));
  else if (candidate !== undefined) await erase(store, candidate, flags, io);
}

async function erase(store: Store, candidate: string, flags: Flags, io: Io): Promise<void> {
  const subject = await subjectNamed(store, candidate);
  const files = await personalFiles(subject);
  if (flags.dryRun === true) {
    const counts = Object.entries(await readHoldings(store, subject)).map(
      ([kind, held]) => [kind, held.length] as const,
    );
    io.stdout(`would erase of this candidate: ${describeCounts(counts)}\n${listFiles(files, "also in")}`);
    return;
  }
  // On record first: an erasure that fails halfway is done again, one that nobody recorded never was.
  await putOnRecord(store, { type: "erase", subject: candidate, about: {} }, io);
  // Files first: as long as the store holds the candidate, an erasure that was killed can be done again.
  if (flags.files === true) for (const file of files) await file.erase();
  const { counts, requests } = await eraseSubject(store, subject);
  io.stdout(
    [
      `erased of this candidate: ${describeCounts(Object.entries(counts))}\n`,
      listFiles(
        files,
        flags.files === true
          ? "erased in"
          : "still in files that are yours to delete, or run again with --files:",
      ),
      "reports, baselines and exported replies that were written elsewhere are not known here: delete or write them again\n",
      requests.length === 0
        ? ""
        : `${counted(requests.length, "request")} reached a provider, which may keep ${requests.length === 1 ? "it" : "them"} for its own time: ${listRequests(requests)}\n`,
    ].join(""),
  );
}

function describeCounts(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([kind, count]) => `${kind} ${count}`).join(", ");
}

function listFiles(files: readonly PersonalFile[], heading: string): string {
  if (files.length === 0) return "";
  const lines = files.map(
    ({ file, records }) => `  ${file}${records === null ? "" : ` (${counted(records, "record")})`}\n`,
  );
  return `${heading}\n${lines.join("")}`;
}

function listRequests(
  requests: readonly { readonly provider: string; readonly requestId: string }[],
): string {
  const shown = 20;
  const named = requests.slice(0, shown).map(({ provider, requestId }) => `${provider} ${requestId}`);
  return [...named, ...(requests.length > shown ? ["..."] : [])].join(", ");
}

async function describeDue(store: Store, olderThanDays: number, { now }: Io): Promise<string> {
  const due = dueForErasure(await retainedCandidates(store), olderThanDays, now());
  if (due.length === 0) return `nobody's answers were last graded more than ${olderThanDays} days ago\n`;
  const lines = due.map(
    ({ candidate, samples, lastGradedAt }) =>
      `  ${candidate}: ${counted(samples, "sample")}, ${lastGradedAt === null ? "no run on record" : `last graded ${lastGradedAt.slice(0, 10)}`}\n`,
  );
  return `last graded more than ${olderThanDays} days ago:\n${lines.join("")}erase each with "touchstone erase <candidate>"\n`;
}

/** `180d`, or a number of days. */
function days(text: string): number {
  const [, digits] = /^(\d+)d?$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("expected days, such as 180d");
  return Number(digits);
}
