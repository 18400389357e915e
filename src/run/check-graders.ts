import {
  gradersOf,
  partsOf,
  type CascadeGraderSpec,
  type GraderSpec,
  type ModelGraderSpec,
} from "../domain/eval.ts";
import type { Sample } from "../domain/sample.ts";
import { levelFor, levelsOf } from "../domain/scale.ts";
import { HarnessError } from "../errors.ts";
import { parseModelId } from "../models/index.ts";
import type { Problem } from "../store/problem.ts";
import { problemAt, unknown } from "./eval-problem.ts";
import type { LoadedEval } from "./load.ts";

/** Everything in an eval's graders that names a thing which is not there, or would do nothing. */
export function graderProblems(loaded: LoadedEval, samples: readonly Sample[]): Problem[] {
  const { graders, parts = {} } = loaded.file.spec;
  const problemsIn = (group: "graders" | "parts", specs: typeof graders): Problem[] =>
    Object.entries(specs).flatMap(([name, spec]) => [
      ...nameProblems(loaded, [group, name]),
      ...partProblems(loaded, [group, name], spec),
      ...modelProblems(loaded, [group, name], spec),
      ...promptProblems(loaded, samples, [group, name], spec),
    ]);
  return [...problemsIn("graders", graders), ...problemsIn("parts", parts), ...unusedParts(loaded)];
}

function nameProblems(loaded: LoadedEval, place: readonly ["graders" | "parts", string]): Problem[] {
  const [group, name] = place;
  const { graders } = loaded.file.spec;
  return [
    ...(name === "human" ? [problemAt(loaded, place, '"human" names the raters among themselves')] : []),
    ...(group === "parts" && Object.hasOwn(graders, name)
      ? [problemAt(loaded, place, `graders has a "${name}" too; leave one out`)]
      : []),
  ];
}

function modelProblems(loaded: LoadedEval, place: readonly string[], spec: GraderSpec): Problem[] {
  if (!("model" in spec)) return [];
  const { model, fallback, recorded } = spec;
  const isRecorded = (key: "model" | "fallback", id: string): boolean | Problem => {
    try {
      return parseModelId(id).provider === "recorded";
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      return problemAt(loaded, [...place, key], error.message);
    }
  };
  const own = isRecorded("model", model);
  const other = fallback !== undefined && isRecorded("fallback", fallback);
  return [
    ...soughtProblems(loaded, place, spec),
    ...menuProblems(loaded, place, spec),
    ...(typeof own === "object" ? [own] : []),
    ...(own === true && recorded === undefined
      ? [problemAt(loaded, place, "a recorded: model needs `recorded: {file: ...}`")]
      : []),
    ...(typeof other === "object" ? [other] : []),
    ...(other === true
      ? [problemAt(loaded, [...place, "fallback"], "a fallback is asked live, expected a provider's model")]
      : []),
  ];
}

/** A word of a text reply's menu that stands for no level would leave every score that it names unscored. */
function menuProblems(loaded: LoadedEval, place: readonly string[], { reply }: ModelGraderSpec): Problem[] {
  const known = levelsOf(loaded.rubric.scale);
  const levels = reply.format === "text" ? Object.entries(reply.levels ?? {}) : [];
  return levels
    .filter(([, level]) => levelFor(loaded.rubric.scale, level) === null)
    .map(([word, level]) =>
      problemAt(
        loaded,
        [...place, "reply"],
        `"${word}" stands for ${level}, which is not on the scale, expected one of ${known.join(", ")}`,
      ),
    );
}

/** Looking for what the rubric does not have would find nothing, and look like a clean answer. */
function soughtProblems(loaded: LoadedEval, place: readonly string[], spec: ModelGraderSpec): Problem[] {
  const { id, flags, signals = [] } = loaded.rubric;
  const found = { flags: flags.length, signals: signals.length };
  return (["flags", "signals"] as const)
    .filter((key) => spec[key] === true && found[key] === 0)
    .map((key) => problemAt(loaded, [...place, key], `rubric ${id} has no ${key}`));
}

/** Switches of prompts that would change nothing, or name what is not there. */
function promptProblems(
  loaded: LoadedEval,
  samples: readonly Sample[],
  place: readonly string[],
  spec: GraderSpec,
): Problem[] {
  if (!("model" in spec)) return [];
  const { dimension_order: order, reference_answers, mode } = spec;
  const at = (key: string, message: string): Problem => problemAt(loaded, [...place, key], message);
  const ids = loaded.rubric.dimensions.map(({ id }) => id);
  const listed = Array.isArray(order) ? order : ids;
  const cases = new Set(samples.map(({ caseStudyId }) => caseStudyId));
  const without = [...loaded.dataset.caseStudies.values()].filter(
    ({ id, expected, facts }) =>
      cases.has(id) && Object.values(expected).every(({ length }) => length === 0) && facts.length === 0,
  );
  return [
    ...(order !== undefined && mode === "per-dimension"
      ? [at("dimension_order", "a call about one dimension has no order of dimensions; use mode: joint")]
      : []),
    ...(listed.toSorted().join() === ids.toSorted().join()
      ? []
      : [at("dimension_order", `expected each dimension of ${loaded.rubric.id} once: ${ids.join(", ")}`)]),
    ...(spec.levels === "probability" &&
    levelsOf(loaded.rubric.scale).some((level) => !/^\d$/.test(String(level)))
      ? [at("levels", "probabilities are of single tokens, so that levels must be single digits")]
      : []),
    ...(reference_answers === true && without.length > 0
      ? [
          at(
            "reference_answers",
            `case studies without expected evidence or facts: ${without.map(({ id }) => id).join(", ")}`,
          ),
        ]
      : []),
  ];
}

/** A grader that is made of others names graders that are there, and none that is made of it. */
function partProblems(
  loaded: LoadedEval,
  place: readonly ["graders" | "parts", string],
  spec: GraderSpec,
): Problem[] {
  const named = gradersOf(loaded.file.spec);
  const [, name] = place;
  const kind = Object.keys(spec)[0] ?? "";
  const at = (message: string): Problem => problemAt(loaded, [...place, kind], message);
  const usable = Object.keys(named).filter((each) => each !== name);
  const problems = partsOf(spec)
    .filter((part) => !usable.includes(part))
    .map((part) => at(part === name ? `"${name}" is made of itself` : unknown(part, "grader", usable)));
  const cycle = problems.length === 0 ? cycleFrom(name, named) : null;
  return [
    ...problems,
    ...(cycle === null ? [] : [at(`it is made of itself: ${cycle.join(" -> ")}`)]),
    ...("calibrated" in spec ? mappingProblems(spec.calibrated.of, named, at) : []),
    ...("cascade" in spec ? cascadeProblems(loaded, spec, named, at) : []),
  ];
}

/** The way from a grader over its parts back to it. */
function cycleFrom(name: string, named: Readonly<Record<string, GraderSpec>>): string[] | null {
  const seen = new Set<string>();
  const search = (current: string, path: readonly string[]): string[] | null => {
    const spec = named[current];
    for (const part of spec === undefined ? [] : partsOf(spec)) {
      if (part === name) return [...path, current, name];
      if (seen.has(part)) continue;
      seen.add(part);
      const found = search(part, [...path, current]);
      if (found !== null) return found;
    }
    return null;
  };
  return search(name, []);
}

function mappingProblems(
  of: string,
  named: Readonly<Record<string, GraderSpec>>,
  at: (message: string) => Problem,
): Problem[] {
  const inner = named[of];
  return inner !== undefined && "calibrated" in inner
    ? [at(`"${of}" is a mapping itself, expected the grader that it maps`)]
    : [];
}

/** A doubt that can never arise would be silence, not doubt. */
function cascadeProblems(
  loaded: LoadedEval,
  { cascade: { first, then, when } }: CascadeGraderSpec,
  named: Readonly<Record<string, GraderSpec>>,
  at: (message: string) => Problem,
): Problem[] {
  const spec = named[first];
  const isSingle =
    spec !== undefined && "model" in spec && spec.repeat === 1 && spec.levels !== "probability";
  const { cuts, flags, id } = loaded.rubric;
  const models = modelsBelow(first, named);
  return [
    ...(first === then ? [at(`"${first}" cannot be asked about its own doubts`)] : []),
    ...(when.includes("spread") && isSingle
      ? [
          at(
            `\`spread\` needs a first grader with repeats, members or level probabilities; "${first}" asks once`,
          ),
        ]
      : []),
    ...(when.includes("near-cut") && cuts === null
      ? [at(`\`near-cut\` needs a rubric with cuts, and ${id} has none`)]
      : []),
    ...(when.includes("flag") && flags.length === 0
      ? [at(`\`flag\` needs a rubric with flags, and ${id} has none`)]
      : []),
    ...(when.includes("flag") && !models.some((model) => model.flags === true)
      ? [at(`\`flag\` needs a first grader with "flags: true"; "${first}" is not asked about any`)]
      : []),
    ...(when.includes("no-evidence") && !models.some((model) => model.evidence === "required")
      ? [at(`\`no-evidence\` needs a first grader with "evidence: required"; "${first}" brings none`)]
      : []),
  ];
}

/** Specs of all graders with a model that a grader is made of, its own included; a cycle is told of elsewhere. */
function modelsBelow(
  name: string,
  named: Readonly<Record<string, GraderSpec>>,
  above: readonly string[] = [],
): ModelGraderSpec[] {
  const spec = named[name];
  if (spec === undefined || above.includes(name)) return [];
  if ("model" in spec) return [spec];
  return partsOf(spec).flatMap((part) => modelsBelow(part, named, [...above, name]));
}

/** A part that nothing is made of would be paid attention by nobody. */
function unusedParts(loaded: LoadedEval): Problem[] {
  const { parts = {} } = loaded.file.spec;
  const used = new Set(Object.values(gradersOf(loaded.file.spec)).flatMap(partsOf));
  return Object.keys(parts)
    .filter((name) => !used.has(name))
    .map((name) => problemAt(loaded, ["parts", name], "no grader is made of it; move it to graders"));
}
