import type { Model, ModelFailure } from "./model.ts";

/** Opens for good when one request showed that no other can succeed: a refused key, an empty account, an unknown model. */
export type Circuit = {
  readonly failure: () => ModelFailure | null;
  readonly open: (failure: ModelFailure) => void;
};

export function createCircuit(): Circuit {
  let first: ModelFailure | null = null;
  return {
    failure: () => first,
    open: (failure) => {
      first ??= failure;
    },
  };
}

/**
 * Sends nothing more once a circuit is open. A model that nobody knows says nothing of the others at its account; all else does.
 * The failure is no longer fatal: what is on its way ends, and other accounts go on.
 */
export function withCircuit(
  model: Model,
  {
    account,
    onOpen,
  }: { readonly account: Circuit; readonly onOpen: (model: Model, failure: ModelFailure) => void },
): Model {
  const own = createCircuit();
  return {
    ...model,
    reply: async (request) => {
      const known = own.failure() ?? account.failure();
      if (known !== null) return known;
      const outcome = await model.reply(request);
      if (outcome.status === "replied" || !outcome.fatal) return outcome;
      const failure = { ...outcome, fatal: false };
      const circuit = failure.kind === "unknown-model" ? own : account;
      if (circuit.failure() === null) onOpen(model, failure);
      circuit.open(failure);
      return failure;
    },
  };
}
