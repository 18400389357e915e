/** Where each kind of row of the inventory is looked for, and what number it has to carry there. */
import { factValues } from "../../src/domain/case-study.ts";
import { describeScale, levelsOf } from "../../src/domain/scale.ts";
import { archetypesFile, contextFile, readinessFile, type Pack } from "./pack.ts";

/** A thing found: the file and id that carry it, the number there, and what it should have been where it differs. */
export type Found = {
  readonly file: string;
  readonly id: string;
  readonly number: string;
  readonly wrong: string | null;
};
/** Null: nothing carries it. */
export type Locator = (pack: Pack) => Found | null;

function found(file: string, id: string, number: string | number = "", wanted = number): Found {
  const wrong = number === wanted ? null : `is ${number}, expected ${wanted}`;
  return { file, id, number: String(number), wrong };
}

/** A dimension of a rubric, with an anchor for every level of its scale. */
export function dimension(rubric: string, id: string): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get(rubric);
    const named = carrier?.value.dimensions.find((each) => each.id === id);
    if (carrier === undefined || named === undefined) return null;
    const levels = levelsOf(carrier.value.scale);
    const anchored = levels.filter((level) => Object.hasOwn(named.levels, String(level)));
    return found(carrier.file, id, `${anchored.length} levels`, `${levels.length} levels`);
  };
}

export function weight(profile: string, id: string, wanted: number): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get("scorecard-6d");
    const value = carrier?.value.profiles[profile]?.weights[id];
    if (carrier === undefined || value === undefined) return null;
    return found(carrier.file, `profiles.${profile}.${id}`, value, wanted);
  };
}

/** A profile whose numbers are the house's, which its `why` says. */
export function overlay(profile: string): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get("scorecard-6d");
    const why = carrier?.value.profiles[profile]?.why;
    if (carrier === undefined || why === undefined) return null;
    const own = "numbers are ours";
    return found(carrier.file, `profiles.${profile}`, why.includes(own) ? own : "unmarked", own);
  };
}

/** A rubric: a draft that claims no cuts. */
export function rubric(id: string, criteria: number): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get(id);
    if (carrier === undefined) return null;
    const { cuts, status, dimensions } = carrier.value;
    const state = status === "draft" && cuts === null ? "draft, no cuts" : "not a draft";
    return found(
      carrier.file,
      id,
      `${dimensions.length} criteria, ${state}`,
      `${criteria} criteria, draft, no cuts`,
    );
  };
}

type FlagNumbers = {
  readonly severity: "note" | "serious" | "knockout";
  readonly caps: Readonly<Record<string, number>>;
};

/** A flag wherever a rubric has it, with its severity and the caps that are proposed in one of them at least. */
export function flag(id: string, { severity, caps }: FlagNumbers): Locator {
  return ({ rubrics }) => {
    const carriers = [...rubrics.values()].flatMap(({ file, value }) =>
      value.flags.filter((each) => each.id === id).map((each) => ({ file, ...each })),
    );
    const [first] = carriers;
    if (first === undefined) return null;
    const inWords = (level: string, proposed: Readonly<Record<string, number>>): string =>
      [level, ...Object.entries(proposed).map(([name, value]) => `${name} <= ${value}`)].join(", ");
    const wanted = inWords(severity, caps);
    const fullest = carriers.find((each) => inWords(each.severity, each.proposed_caps ?? {}) === wanted);
    const shown = fullest ?? first;
    const acts = carriers.some((each) => each.effect !== "review") ? "acts unasked: " : "";
    return found(shown.file, id, acts + inWords(shown.severity, shown.proposed_caps ?? {}), wanted);
  };
}

/** A flag of a certain rubric. */
export function flagOf(name: string, id: string): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get(name);
    return carrier?.value.flags.some((each) => each.id === id) ? found(carrier.file, id) : null;
  };
}

/** A flag that a rubric leaves out on purpose. */
export function noFlagIn(name: string, id: string): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get(name);
    if (carrier === undefined) return null;
    const isThere = carrier.value.flags.some((each) => each.id === id);
    return found(carrier.file, `without ${id}`, isThere ? "there" : "absent", "absent");
  };
}

export function signal(id: string): Locator {
  return ({ rubrics }) => {
    const carriers = [...rubrics.values()].filter(({ value }) =>
      value.signals?.some((each) => each.id === id),
    );
    const shown = carriers.find(({ value }) => value.id === "scorecard-6d") ?? carriers[0];
    return shown === undefined ? null : found(shown.file, id);
  };
}

export function archetype(id: string): Locator {
  return ({ archetypes }) =>
    Object.hasOwn(archetypes.archetypes, id) ? found(archetypesFile, `archetypes.${id}`) : null;
}

export function situation(id: string, wanted: string): Locator {
  return ({ archetypes }) => {
    const named = archetypes.situations.find((each) => each.id === id);
    return named === undefined ? null : found(archetypesFile, `situations.${id}`, named.archetype, wanted);
  };
}

/** A case study with its opportunity map and with answers to it in a bundled set. */
export function caseStudy(id: string): Locator {
  return ({ caseStudies, datasets }) => {
    const carrier = caseStudies.get(id);
    if (carrier === undefined) return null;
    const hasMap = Object.keys(carrier.value.opportunities).length > 0;
    const isAnswered = [...datasets.values()].some(({ value }) =>
      value.samples.some(({ caseStudyId }) => caseStudyId === id),
    );
    const state = [hasMap ? "mapped" : "no opportunity map", isAnswered ? "answered" : "no answers"];
    return found(carrier.file, id, state.join(", "), "mapped, answered");
  };
}

/** A figure of a case study, within a thousandth. */
export function fact(study: string, id: string, wanted: number): Locator {
  return ({ caseStudies }) => {
    const carrier = caseStudies.get(study);
    const value = carrier === undefined ? undefined : factValues(carrier.value).get(id);
    if (carrier === undefined || value === undefined) return null;
    const shown = Number(value.toPrecision(4));
    const isNear = Math.abs(value - wanted) <= Math.abs(wanted) / 1000 + 1e-12;
    return found(carrier.file, `facts.${id}`, shown, isNear ? shown : wanted);
  };
}

export function family(id: string, wanted: number): Locator {
  return ({ readiness }) => {
    const named = readiness.families[id];
    return named === undefined
      ? null
      : found(readinessFile, `families.${id}.relevance`, named.relevance.value, wanted);
  };
}

export function halfLife(id: string, wanted: number, from: "source" | "house"): Locator {
  return ({ readiness }) => {
    const named = readiness.families[id]?.half_life_months;
    if (named === undefined) return null;
    return found(
      readinessFile,
      `families.${id}.half_life_months`,
      `${named.value} (${named.from})`,
      `${wanted} (${from})`,
    );
  };
}

export function readinessRange(min: number, max: number): Locator {
  return ({ readiness: { mapping } }) =>
    found(
      readinessFile,
      "mapping",
      `${mapping.min}-${mapping.max} (${mapping.from})`,
      `${min}-${max} (house)`,
    );
}

export function scaleOf(name: string, wanted: string): Locator {
  return ({ rubrics }) => {
    const carrier = rubrics.get(name);
    return carrier === undefined
      ? null
      : found(carrier.file, "scale", describeScale(carrier.value.scale), wanted);
  };
}

/** A stage of a loop with its rubric and minutes; null: the source names none. */
export function stage(loop: string, id: string, minutes: number | null): Locator {
  return ({ loops }) => {
    const carrier = loops.get(loop);
    const named = carrier?.value.stages.find((each) => each.id === id);
    if (carrier === undefined || named === undefined) return null;
    const inWords = (value: number | null): string => (value === null ? "" : `${value} min`);
    return found(carrier.file, `stages.${id}`, inWords(named.minutes), inWords(minutes));
  };
}

export function loop(id: string, stages: number): Locator {
  return ({ loops }) => {
    const carrier = loops.get(id);
    return carrier === undefined
      ? null
      : found(carrier.file, id, `${carrier.value.stages.length} stages`, `${stages} stages`);
  };
}

/** A weak and a strong answer of known order. */
export function pair(id: string): Locator {
  return ({ datasets }) => {
    const carrier = datasets.get("contrast-pairs");
    const named = carrier?.value.orders.find((each) => each.pair === id);
    if (carrier === undefined || named === undefined) return null;
    return found(`${carrier.file}/order.csv`, id, `${named.weaker} < ${named.stronger}, ${named.dimension}`);
  };
}

export function suite(name: string): Locator {
  return ({ evals }) => {
    const carrier = evals.get(name);
    return carrier === undefined ? null : found(carrier.file, name);
  };
}

/** Gates of an eval whose `source` speaks of a part of a rule. */
export function gate(name: string, part: string): Locator {
  return ({ evals }) => {
    const carrier = evals.get(name);
    const gates = carrier?.value.gates?.filter(({ source }) => source?.includes(part)) ?? [];
    return carrier === undefined || gates.length === 0
      ? null
      : found(carrier.file, `gates: ${gates.map(({ metric }) => metric).join(", ")}`);
  };
}

/** A figure that readers are told and no command uses. */
export function context(words: string): Locator {
  return ({ context: text }) => (text.includes(words) ? found(contextFile, words) : null);
}
