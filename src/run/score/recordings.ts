import { basename, parse } from "node:path";
import { canonicalJson } from "../../domain/canonical.ts";
import { didYouMean } from "../../domain/did-you-mean.ts";
import { idSchema } from "../../domain/identifiers.ts";
import type { KnownName } from "../../domain/pseudonym.ts";
import { HarnessError } from "../../errors.ts";
import { ruleOnConsent } from "../../privacy/consent.ts";
import { keyedHash, type HashKey } from "../../store/event-chain.ts";
import { aliasOf } from "../../store/find-candidate.ts";
import type { Manifest, ManifestRow } from "../../store/manifest.ts";
import { invalidFile, type Problem } from "../../store/problem.ts";
import type { Roles } from "../../transcripts/roles.ts";
import type { ScoringSetup, StageSetup } from "./setup.ts";

/** A recording to score, every name in its row resolved. */
export type Recording = {
  readonly sample: string;
  readonly path: string;
  readonly file: string;
  /** How it is called where names may not stand. */
  readonly source: string;
  /** As the manifest has it, which may be a name. */
  readonly candidate: string;
  /** How the candidate is called where names may not stand. */
  readonly alias: string;
  readonly cohort: string;
  readonly stage: StageSetup;
  /** null: neither the manifest nor the eval says, and nobody guesses. */
  readonly caseStudy: string | null;
  readonly profile: string;
  readonly heldOn: string | null;
  readonly isHumanOnly: boolean;
  readonly roles: Roles;
  /** Names and the author's own columns, which are looked through for names and never sent. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type RecordingsInput = {
  readonly setup: ScoringSetup;
  readonly key: HashKey;
  /** Instead of the manifest's cohorts. */
  readonly cohort: string | null;
  /** Who is who in a file, as a table of speakers or the command line says; the manifest's own columns win. */
  readonly rolesOf: (path: string) => Roles;
};

/** The recordings of a manifest in its order; every bad row is reported, but for a missing case study where `lenient`. */
export function recordingsOf(
  manifest: Manifest,
  input: RecordingsInput,
  { lenient }: { readonly lenient: boolean },
): Recording[] {
  const { setup } = input;
  const problems: Problem[] = [];
  const humanOnly = humanOnlyRows(manifest, setup, problems);
  const recordings = manifest.rows.flatMap((row) => {
    const report = (message: string): number =>
      problems.push({ file: manifest.path, line: row.line, column: null, message });
    const stage = stageFor(row, setup, report);
    if (stage === null) return [];
    const caseStudy = caseStudyFor(row, stage, setup);
    const missing = caseStudyProblem(caseStudy, stage);
    if (missing !== null && !(lenient && caseStudy === null)) report(missing);
    const { profiles } = stage.loaded.rubric;
    if (row.profile !== null && !Object.hasOwn(profiles, row.profile)) {
      const known = Object.keys(profiles);
      report(
        `there is no profile "${row.profile}"${didYouMean(row.profile, known)}, expected one of ${known.join(", ")}`,
      );
    }
    return [recordingOf({ row, stage, caseStudy, isHumanOnly: humanOnly.has(row) }, manifest, input)];
  });
  problems.push(...sameTwice(recordings, manifest));
  if (problems.length > 0) throw invalidFile(problems);
  return recordings;
}

/** Files without a manifest: only where nobody's real words are in them, since nobody says that they may be sent. */
export function recordingsIn(
  files: readonly { readonly path: string; readonly name: string }[],
  input: RecordingsInput,
): Recording[] {
  if (!input.setup.isSynthetic) {
    throw new HarnessError(
      "usage",
      'recordings of real people need a manifest (file,candidate,case_study,consent) that says whose they are and who consented; where they are invented, say "score: {synthetic: true}" in the eval',
    );
  }
  const nothing = { profile: null, cohort: null, interviewer: null, heldOn: null, loop: null, stage: null };
  const rows = files.map(({ path, name }, index): ManifestRow => ({
    ...nothing,
    line: index + 1,
    path,
    file: name,
    candidate: parse(name).name,
    caseStudy: null,
    consent: null,
    route: null,
    speakers: new Map(),
    metadata: {},
  }));
  const [first] = rows;
  if (first === undefined) throw new HarnessError("usage", "there are no recordings to score");
  if (input.setup.loop !== null) {
    throw new HarnessError("usage", "a loop's recordings need a manifest that names their stages");
  }
  if (input.setup.caseStudy === null) {
    throw new HarnessError(
      "usage",
      'files without a manifest need "score: {case_study: ID}" in the eval: what they answer is never guessed',
    );
  }
  const manifest = { path: "", folder: "", hasConsent: false, rows };
  return recordingsOf(manifest, input, { lenient: false });
}

/** Names that stand in manifests, so that another candidate's is replaced too. */
export function namesOf(recordings: readonly Recording[]): KnownName[] {
  const names = new Set(
    recordings.flatMap(({ candidate, metadata }) => [candidate, metadata["interviewer"]]),
  );
  return [...names].flatMap((name) => (typeof name === "string" ? [{ name, kind: "person" as const }] : []));
}

function humanOnlyRows(
  manifest: Manifest,
  { isSynthetic }: ScoringSetup,
  problems: Problem[],
): ReadonlySet<ManifestRow> {
  if (!manifest.hasConsent && !isSynthetic) {
    problems.push({
      file: manifest.path,
      line: 1,
      column: null,
      message: 'column "consent" is missing, expected yes, no, or a date for every recording',
    });
    return new Set();
  }
  const rows = manifest.hasConsent ? manifest.rows : manifest.rows.map((row) => ({ ...row, consent: "yes" }));
  const ruling = ruleOnConsent(rows);
  problems.push(
    ...ruling.problems.map(({ line, message }) => ({ file: manifest.path, line, column: null, message })),
  );
  const lines = new Set(ruling.humanOnly.map(({ line }) => line));
  return new Set(manifest.rows.filter(({ line }) => lines.has(line)));
}

function stageFor(
  { stage, loop }: ManifestRow,
  setup: ScoringSetup,
  report: (message: string) => void,
): StageSetup | null {
  if (setup.loop === null) {
    if (stage !== null || loop !== null) {
      report(
        'it names a stage, and the eval has no loop: add "score: {loop: FILE}" to it, or call with --loop FILE',
      );
      return null;
    }
    return setup.stages.get("") ?? null;
  }
  const { id } = setup.loop.loop;
  if (loop !== null && loop !== id) report(`it is of loop "${loop}", and this eval's is ${id}`);
  const known = [...setup.stages.keys()];
  const found = setup.stages.get(stage ?? "");
  if (found === undefined) {
    report(
      `${stage === null ? "stage is empty" : `loop ${id} has no stage "${stage}"${didYouMean(stage, known)}`}, expected one of ${known.join(", ")}`,
    );
  }
  return found ?? null;
}

/** The manifest's word, else the eval's, else the only one that the stage may hold. */
function caseStudyFor(
  { caseStudy }: ManifestRow,
  { mayAnswer }: StageSetup,
  setup: ScoringSetup,
): string | null {
  return caseStudy ?? setup.caseStudy ?? (mayAnswer.length === 1 ? (mayAnswer[0] ?? null) : null);
}

function caseStudyProblem(id: string | null, { caseStudies, mayAnswer, stage }: StageSetup): string | null {
  const known = mayAnswer.length > 0 ? mayAnswer : [...caseStudies.keys()];
  if (id === null)
    return `case_study is missing and never guessed, expected one of ${known.slice(0, 12).join(", ")}`;
  if (!caseStudies.has(id))
    return `there is no case study "${id}"${didYouMean(id, known)}, expected one of ${known.slice(0, 12).join(", ")}`;
  return known.includes(id)
    ? null
    : `stage ${stage} does not hold case study "${id}", expected one of ${known.join(", ")}`;
}

function recordingOf(
  {
    row,
    stage,
    caseStudy,
    isHumanOnly,
  }: {
    readonly row: ManifestRow;
    readonly stage: StageSetup;
    readonly caseStudy: string | null;
    readonly isHumanOnly: boolean;
  },
  manifest: Manifest,
  { setup, key, cohort, rolesOf }: RecordingsInput,
): Recording {
  const { isSynthetic } = setup;
  const stem = parse(row.file).name;
  const hashed = keyedHash(key, canonicalJson([row.file, row.candidate, stage.stage, caseStudy])).slice(
    0,
    12,
  );
  const ownId = row.metadata["sample"] ?? stem;
  return {
    sample: isSynthetic && idSchema.safeParse(ownId).success ? ownId : `r-${hashed}`,
    path: row.path,
    file: row.file,
    source: isSynthetic || manifest.path === "" ? row.file : `${basename(manifest.path)}:${row.line}`,
    candidate: row.candidate,
    alias: isSynthetic || isPlainId(row.candidate) ? row.candidate : aliasOf(key, row.candidate),
    cohort: cohort ?? row.cohort ?? setup.evalName,
    stage,
    caseStudy,
    profile: row.profile ?? stage.profile,
    heldOn: row.heldOn,
    isHumanOnly,
    roles: rolesFor(row, rolesOf(row.path)),
    metadata: { ...row.metadata, ...(row.interviewer !== null && { interviewer: row.interviewer }) },
  };
}

/** One word with a digit in it is an id; anything else may be a name. */
function isPlainId(candidate: string): boolean {
  return /^[\w.-]*\d[\w.-]*$/.test(candidate);
}

function rolesFor({ speakers }: ManifestRow, given: Roles): Roles {
  if (speakers.size === 0) return given;
  const candidates = [...speakers].flatMap(([label, role]) => (role === "candidate" ? [label] : []));
  const [candidate] = candidates;
  const all = new Map([...(given.speakers ?? []), ...speakers]);
  // Naming the candidate alone makes the other speakers interviewers; naming others too leaves nothing to assume.
  return candidate !== undefined && speakers.size === candidates.length
    ? { ...given, candidate, speakers: all }
    : { ...given, speakers: all };
}

/** A row that says the same as another would be paid twice and counted twice. */
function sameTwice(recordings: readonly Recording[], { path, rows }: Manifest): Problem[] {
  const first = new Map<string, number>();
  return recordings.flatMap(({ sample, cohort }, index) => {
    const place = canonicalJson([cohort, sample]);
    const earlier = first.get(place);
    const line = rows[index]?.line ?? null;
    if (earlier === undefined) {
      first.set(place, index);
      return [];
    }
    const message = `the same recording of the same candidate as line ${rows[earlier]?.line}`;
    return [{ file: path, line, column: null, message }];
  });
}
