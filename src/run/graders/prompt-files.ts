import type { ModelGraderSpec } from "../../domain/eval.ts";
import type { Example } from "../../domain/examples.ts";
import { HarnessError } from "../../errors.ts";
import { holesIn, templateHoles, type Templates } from "../../grading/instructions.ts";
import { readExamples } from "../../store/examples.ts";
import { readOwnTemplates, readTemplate } from "../../store/templates.ts";
import { samplesOf } from "../check-eval.ts";
import { besideEval, type LoadedEval } from "../load.ts";

/** The files that a grader's prompts are made of. */
export type PromptFiles = { readonly templates: Templates; readonly examples: readonly Example[] };

/** Reads the templates and examples that a spec names, or the program's own templates and no example. */
export async function readPromptFiles(spec: ModelGraderSpec, loaded: LoadedEval): Promise<PromptFiles> {
  const own = await readOwnTemplates(loaded.rubric.speaker);
  const instructions =
    spec.instructions === undefined
      ? own.instructions
      : await readTemplate(besideEval(loaded.file, spec.instructions), templateProblems);
  return {
    templates: { ...own, instructions },
    examples: spec.few_shot === undefined ? [] : await examplesOf(spec.few_shot.file, loaded),
  };
}

/** A hole that nothing fills would be read by the model; without the reply's form no reply could be read. */
function templateProblems(text: string): { readonly index: number; readonly message: string }[] {
  const known: readonly string[] = templateHoles;
  const holes = holesIn(text);
  return [
    ...holes
      .filter(({ name }) => !known.includes(name))
      .map(({ name, index }) => ({
        index,
        message: `nothing fills {{${name}}}, expected one of ${known.map((each) => `{{${each}}}`).join(", ")}`,
      })),
    ...(holes.some(({ name }) => name === "reply")
      ? []
      : [{ index: text.length, message: "it needs {{reply}}, where the form of a reply is told" }]),
  ];
}

/** Examples of this rubric, none of them of an answer that is to be graded. */
async function examplesOf(name: string, loaded: LoadedEval): Promise<readonly Example[]> {
  const path = besideEval(loaded.file, name);
  const { rubric: of, examples } = await readExamples(path);
  const { rubric } = loaded;
  const refuse = (why: string): HarnessError => new HarnessError("incomparable", `${path}: ${why}`);
  if (of.id !== rubric.id || of.version !== rubric.version) {
    throw refuse(`its examples follow ${of.id} ${of.version}, this is ${rubric.id} ${rubric.version}`);
  }
  const known = new Set(rubric.dimensions.map(({ id }) => id));
  const strange = examples.find(({ dimension }) => !known.has(dimension));
  if (strange !== undefined) throw refuse(`rubric ${rubric.id} has no dimension "${strange.dimension}"`);
  const shown = new Set(examples.map(({ sample }) => sample));
  const quotes = examples.flatMap((example) => example.quotes.map(folded));
  const leaked = samplesOf(loaded).filter(
    ({ id, transcript }) =>
      shown.has(id) || transcript.turns.some(({ text }) => holdsAny(folded(text), quotes)),
  );
  if (leaked.length === 0) return examples;
  throw refuse(
    `its examples are of ${leaked.length} of the answers to be graded (${leaked[0]?.id}, ...): the grader would be told their levels; grade another split`,
  );
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

function holdsAny(text: string, quotes: readonly string[]): boolean {
  return quotes.some((quote) => text.includes(quote));
}
