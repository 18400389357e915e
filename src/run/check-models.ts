import type { ModelGraderSpec } from "../domain/eval.ts";
import type { AbilityFinding, ModelCheck, ModelCheckDocument } from "../domain/model-check.ts";
import type { Sample } from "../domain/sample.ts";
import { purchase } from "./buy.ts";
import type { Environment } from "./environment.ts";
import { estimate } from "./survey.ts";
import type { PlannedGrader, PlannedModel } from "./graders/index.ts";
import { batteryFor, examine } from "./model-battery.ts";
import type { Plan } from "./plan.ts";
import type { KeptReplies } from "./replies.ts";

/** Replies of checks stand apart from those of runs. */
export const checkEpoch = "models-check";

/** A grader that asks a model by itself, whatever it is a part of. */
type Asking = {
  readonly grader: PlannedGrader;
  readonly spec: ModelGraderSpec;
  readonly planned: PlannedModel;
};

/** The same plan with a battery in place of each grader and one invented answer: what it would buy is what a check would. */
export function planOfCheck(plan: Plan, epoch: string = checkEpoch): Plan {
  return {
    ...plan,
    epoch,
    samples: [invented],
    graders: askingIn(plan).map(({ grader, spec, planned }) => ({
      ...grader,
      models: [planned],
      parts: [],
      mayAsk: [],
      create: async (wrap) => {
        const model = wrap(planned);
        const requests = Object.values(batteryFor(planned.model, spec)).flat();
        return async ({ id }) => {
          for (const request of requests) await model.reply(request);
          return { sampleId: id, grader: grader.name, scores: [], replies: [], parts: [] };
        };
      },
    })),
  };
}

const invented: Sample = {
  id: "models-check",
  candidate: "nobody",
  caseStudyId: "none",
  split: "none",
  transcript: { turns: [{ role: "candidate", text: "none" }] },
  metadata: {},
};

/** Every model that is bought, once per grader that asks it; a fallback is not asked in its place. */
function askingIn({ graders }: Plan): Asking[] {
  const leaves = (grader: PlannedGrader): readonly PlannedGrader[] =>
    grader.parts.length === 0 ? [grader] : grader.parts.flatMap(leaves);
  const found = new Map(graders.flatMap(leaves).map((grader) => [grader.name, grader]));
  return [...found.values()].flatMap((grader) => {
    const { spec, models } = grader;
    const [planned] = models;
    return "model" in spec && planned?.isBought === true
      ? [{ grader, spec, planned: { ...planned, fallback: null } }]
      : [];
  });
}

/** What was found, and what it took. */
export type CheckResult = {
  readonly document: ModelCheckDocument;
  readonly boughtReplies: number;
  readonly spentUsd: number | null;
};

/** Asks every model of a plan that `planOfCheck` made the battery, and says which of the eval's settings its endpoint would not obey. */
export async function checkModels(
  check: Plan,
  replies: KeptReplies,
  environment: Environment,
): Promise<CheckResult> {
  const asking = askingIn(check);
  const { buyers } = await estimate(check, replies);
  for (const { grader, planned } of asking) if (buyers.includes(grader.name)) planned.requireKey();
  const buying = purchase(check, replies, environment, () => {});
  const models: ModelCheck[] = [];
  try {
    for (const each of asking) {
      const model = buying.forGrader(each.grader.name).wrap(each.planned);
      const { findings, answersAs, failure } = await examine(model, each.spec);
      const said = withoutKey(each.planned, environment);
      models.push({
        grader: each.grader.name,
        model: each.planned.model.id,
        endpoint: addressOf(each),
        answersAs: answersAs === null ? null : said(answersAs),
        findings: findings.map((finding) => ({ ...finding, detail: said(finding.detail) })),
        notObeyed: notObeyed(each, check, findings),
        failure: failure === null ? null : said(failure),
      });
    }
  } finally {
    await buying.idle();
  }
  if (buying.stops().length === 0) await buying.complete();
  return {
    document: { schema: "touchstone.models-check/1", eval: check.loaded.file.name, models },
    boughtReplies: buying.boughtReplies(),
    spentUsd: buying.spentUsd(),
  };
}

/** A word as short as this that stands for a key, such as the "none" of a server at hand, is no secret and occurs in other words. */
const shortestKey = 8;

/** Words of an endpoint, cut short and without the key, or the password in an address, that it may have echoed. */
function withoutKey({ keyVariable }: PlannedModel, { env }: Environment): (text: string) => string {
  const key = keyVariable === null ? undefined : env[keyVariable];
  return (text) =>
    (key === undefined || key.length < shortestKey ? text : text.replaceAll(key, "[key]"))
      .replaceAll(/\/\/[^/\s@]*@/g, "//")
      .slice(0, 300);
}

/** Where requests go, without a user's name or key in the address. */
function addressOf({ planned, spec }: Asking): string {
  const [request] = batteryFor(planned.model, spec).limit;
  const baseUrl = request === undefined ? "" : planned.model.wire(request).baseUrl;
  if (!URL.canParse(baseUrl)) return "";
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname === "/" ? "" : pathname}`;
}

/** The eval's settings that the findings speak against, each with what to do. */
function notObeyed(
  { grader, spec }: Asking,
  { loaded, caps }: Plan,
  findings: readonly AbilityFinding[],
): string[] {
  if (findings.length === 0) return [];
  const { limits } = loaded.file.spec;
  const isMissing = (ability: AbilityFinding["ability"]): boolean =>
    findings.some(
      (finding) => finding.ability === ability && (finding.verdict === "no" || finding.verdict === "refused"),
    );
  const at = `graders.${grader.name}`;
  const isCapped = caps.runUsd !== null || caps.sampleUsd !== null;
  return [
    ...(spec.reply.format === "json" && isMissing("structured output")
      ? [
          `${at}.reply: the schema of a JSON reply has no effect; use "reply: {format: text, ...}" and "evidence: none"`,
        ]
      : []),
    ...(spec.params.temperature !== undefined && isMissing("temperature")
      ? [`${at}.params.temperature: ${spec.params.temperature} has no effect; leave it out`]
      : []),
    ...(spec.params.effort !== undefined && isMissing("effort")
      ? [`${at}.params.effort: ${spec.params.effort} has no effect; leave it out`]
      : []),
    ...(spec.levels === "probability" && isMissing("log probabilities")
      ? [`${at}.levels: probability has nothing to go by; leave it out, or repeat`]
      : []),
    ...(spec.cache !== undefined && isMissing("prompt cache")
      ? [`${at}.cache: a ttl of ${spec.cache.ttl} has no effect; leave it out`]
      : []),
    ...(isMissing("output limit")
      ? [`${at}.params.max_output_tokens: not kept, so that no cap on cost could hold; use another endpoint`]
      : []),
    ...(isCapped && isMissing("usage")
      ? [`${at}: a cap on cost needs replies that say how many tokens they took; run without a cap`]
      : []),
    ...(limits.count_input === "provider" && isMissing("token count")
      ? [`limits.count_input: ${at} has no endpoint that counts; leave it at "estimate"`]
      : []),
  ];
}
