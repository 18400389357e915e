import { canonicalSha256 } from "../domain/canonical.ts";
import type { PseudonymKind } from "../domain/pseudonym.ts";
import { HarnessError } from "../errors.ts";
import type { Model, ModelRequest } from "../models/model.ts";
import { concealSamples, findUnconcealed, leakChecks, type Concealed } from "../privacy/conceal.ts";
import { textsIn } from "../privacy/leaks.ts";
import type { LoadedEval } from "./load.ts";

/** An eval whose answers may be sent: those of a dataset that is not synthetic have placeholders for names. */
export function concealed(loaded: LoadedEval): LoadedEval {
  const { dataset } = loaded;
  if (dataset.card.synthetic || loaded.concealed !== undefined) return loaded;
  const safe = concealSamples(dataset.samples, dataset.names, dataset.labels);
  const [left] = findUnconcealed(safe);
  if (left !== undefined) throw leak(left.sample, left.kind, "its transcript");
  return { ...loaded, dataset: { ...dataset, samples: safe.samples, labels: safe.labels }, concealed: safe };
}

/** What of the concealment shaped the answers as they are sent. */
export function concealmentHash({ samples }: Concealed): string {
  return canonicalSha256(samples.map(({ id, transcript }) => [id, transcript]));
}

/** What a reader must know of it: what was replaced, and that names which nobody listed were not. */
export function concealmentBanner({ candidates }: Concealed): string {
  const all = [...candidates.values()].flatMap(({ pseudonyms }) => pseudonyms);
  const byKind = [...Map.groupBy(all, ({ kind }) => kind)];
  const replaced = byKind.map(([kind, found]) => `${kind} ${found.length}`).join(", ") || "none was found";
  return `Before anything is sent, names of speaker labels, metadata and the dataset's list are replaced, and contacts by their shape (${replaced}); a name that is only spoken is not found, and is sent.`;
}

/**
 * A model that refuses to put a known name on the wire: every text of the request's body is searched, whoever asks for the body, and
 * the command stops before anything leaves. Where names were never replaced it refuses every request.
 */
export function withLeakCheck(model: Model, { dataset, rubric, concealed: safe }: LoadedEval): Model {
  if (dataset.card.synthetic) return model;
  if (safe === undefined)
    throw new RangeError("answers of real people are concealed before a model is planned");
  const ours = textsIn([rubric, [...dataset.caseStudies.values()]]);
  const checkOf = leakChecks(safe, ours);
  const candidateOf = new Map(safe.samples.map(({ id, candidate }) => [id, candidate]));
  const searched = new WeakSet<ModelRequest>();
  const search = (request: ModelRequest): void => {
    if (searched.has(request)) return;
    const check = checkOf(candidateOf.get(request.tag.sample) ?? "");
    for (const text of textsIn(model.wire(request).body)) {
      const kind = check(text);
      if (kind !== null) throw leak(request.tag.sample, kind, `the request to ${model.id}`);
    }
    searched.add(request);
  };
  const { countInput } = model;
  return {
    ...model,
    wire: (request) => {
      search(request);
      return model.wire(request);
    },
    reply: async (request) => {
      search(request);
      return model.reply(request);
    },
    ...(countInput !== undefined && {
      countInput: async (request) => {
        search(request);
        return countInput(request);
      },
    }),
  };
}

function leak(sample: string, kind: PseudonymKind, where: string): HarnessError {
  return new HarnessError(
    "leak",
    `sample ${sample}: ${where} would still hold a known name or contact (${kind}), so nothing of it was sent; respell it in the transcript or in the list of names as the other has it`,
  );
}
