import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { modelGraderSchema } from "../../src/domain/eval.ts";
import type { Flag } from "../../src/domain/rubric.ts";
import type { Sample } from "../../src/domain/sample.ts";
import type { Scorecard } from "../../src/domain/scorecard.ts";
import { createModelGrader } from "../../src/grading/model-grader.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { noErrorModel } from "../../src/scoring/error-model.ts";
import type { CapMode } from "../../src/scoring/flag-caps.ts";
import { scorecardOf } from "../../src/scoring/scorecard.ts";
import { readDataset } from "../../src/store/datasets.ts";
import { readOwnTemplates } from "../../src/store/templates.ts";
import { readRubric } from "../../src/store/rubrics.ts";

const templates = await readOwnTemplates();
const root = fileURLToPath(new URL("../..", import.meta.url));
const rubric = await readRubric(`${root}/rubrics/scorecard-6d.yaml`);
const { samples, caseStudies } = await readDataset(`${root}/datasets/persona-answers`);
const flagged = samples.filter(({ metadata }) => metadata["kind"] === "flagged");

type Claim = { readonly kind: "quote" | "absence"; readonly turn: number; readonly text: string };

/** The first or last words of the candidate's. */
function words(sample: Sample, place: "first" | "last"): Claim {
  const spoken = sample.transcript.turns.flatMap(({ role, text }, index) =>
    role === "candidate" ? [{ turn: index + 1, words: text.split(/\s+/) }] : [],
  );
  const turn = place === "first" ? spoken[0] : spoken.at(-1);
  if (turn === undefined) throw new Error(`${sample.id} has no candidate`);
  const part = place === "first" ? turn.words.slice(0, 6) : turn.words.slice(-6);
  return { kind: "quote", turn: turn.turn, text: part.join(" ") };
}

/** What a model says of every flag: evidence of the flag's basis, and what clears it. */
function said(sample: Sample, { basis }: Flag, status: "raised" | "cleared") {
  const absence: Claim = { kind: "absence", turn: 1, text: "what the flag asks for" };
  const { kind: _, ...clearing } = words(sample, "last");
  return {
    evidence: [basis === "absence" ? absence : words(sample, "first")],
    cleared_by: status === "cleared" ? [clearing] : [],
    rationale: "as scripted",
    status,
  };
}

async function cardOf(
  sample: Sample,
  status: "raised" | "cleared",
  {
    caps = "none",
    evidence = words(sample, "first"),
    level = 4,
  }: { caps?: CapMode; evidence?: Claim; level?: number } = {},
): Promise<Scorecard> {
  const caseStudy = caseStudies.get(sample.caseStudyId);
  if (caseStudy === undefined) throw new Error(sample.caseStudyId);
  const model = scriptedModel(() =>
    JSON.stringify({
      ...Object.fromEntries(
        rubric.dimensions.map(({ id }) => [id, { evidence: [evidence], rationale: "so", level }]),
      ),
      flags: Object.fromEntries(rubric.flags.map((flag) => [flag.id, said(sample, flag, status)])),
    }),
  );
  const spec = { ...modelGraderSchema.parse({ model: "scripted:model" }), flags: true, attempts: 1 };
  const grade = await createModelGrader({
    name: "judge",
    spec,
    rubric,
    caseStudies,
    model,
    salt: "",
    templates,
  })(sample);
  const plain = {
    fingerprint: "f",
    evidence: "required",
    errors: noErrorModel,
    rulings: [],
    signs: [],
    isContested: false,
  } as const;
  return scorecardOf({ ...plain, sample, grade, rubric, caseStudy, caps });
}

/** The lowest level that the flags of an answer's case study propose for each dimension; a knockout caps nothing before a person ruled. */
function proposed(sample: Sample): Map<string, number> {
  const opportunities = caseStudies.get(sample.caseStudyId)?.flags ?? [];
  const lowest = new Map<string, number>();
  for (const { id, severity, proposed_caps: caps = {} } of rubric.flags) {
    if (!opportunities.includes(id) || severity === "knockout") continue;
    for (const [dimension, level] of Object.entries(caps))
      lowest.set(dimension, Math.min(level, lowest.get(dimension) ?? level));
  }
  return lowest;
}

describe.each(flagged.map((sample) => ({ sample, id: sample.id })))(
  "the flagged answer $id",
  ({ sample }) => {
    const opportunities = caseStudies.get(sample.caseStudyId)?.flags ?? [];

    it("raises only what its case study gives occasion for, and moves no level by itself", async () => {
      const card = await cardOf(sample, "raised");
      const raised = card.flags.filter(({ status }) => status === "raised").map(({ flag }) => flag);
      expect(raised).toEqual(rubric.flags.map(({ id }) => id).filter((id) => opportunities.includes(id)));
      expect(card.flags.filter(({ status }) => status === "not-observed")).toHaveLength(
        rubric.flags.length - raised.length,
      );
      expect(card.dimensions.every(({ level }) => level === 4)).toBe(true);
      expect(card.review.filter(({ reason }) => reason === "flag" || reason === "knockout")).toHaveLength(
        raised.length,
      );
    });

    it("is capped as the rubric proposes where an eval says so", async () => {
      const card = await cardOf(sample, "raised", { caps: "proposed" });
      const caps = proposed(sample);
      expect(card.dimensions.map(({ dimension, level }) => [dimension, level])).toEqual(
        rubric.dimensions.map(({ id }) => [id, Math.min(4, caps.get(id) ?? 4)]),
      );
    });

    it("has no flag left once the candidate's later words clear them", async () => {
      const card = await cardOf(sample, "cleared", { caps: "proposed" });
      expect(card.flags.filter(({ status }) => status === "raised")).toEqual([]);
      expect(card.review.filter(({ reason }) => reason === "flag")).toEqual([]);
      expect(card.dimensions.every(({ level }) => level === 4)).toBe(true);
    });

    it("is not charged for what only the deleted follow-ups asked", async () => {
      const first = sample.transcript.turns.findIndex(({ role }) => role === "candidate");
      const turns = sample.transcript.turns.filter(
        ({ role }, index) => index <= first || role !== "interviewer",
      );
      const cut = { ...sample, transcript: { turns } };
      const absence: Claim = { kind: "absence", turn: 1, text: "something of it" };
      const card = await cardOf(cut, "cleared", { evidence: absence, level: 1 });
      const places = caseStudies.get(sample.caseStudyId)?.opportunities ?? {};
      const charged = card.dimensions
        .filter(({ status }) => status === "scored")
        .map(({ dimension }) => dimension);
      const carriesAbsence = rubric.dimensions.filter(({ levels }) => levels["1"]?.basis.includes("absence"));
      expect(charged).toEqual(carriesAbsence.map(({ id }) => id).filter((id) => places[id] === "prompt"));
    });
  },
);
