import { counted } from "../../domain/counted.ts";
import { HarnessError } from "../../errors.ts";
import type { ModelFailure } from "../../models/model.ts";

/** Requests are with a provider, and their replies are not here yet. */
export function stillOut(awaited: number, mayOrder: boolean): HarnessError {
  const remedy = mayOrder
    ? "come back with the same command, or add --wait"
    : 'collect them with "--batch", which can "--wait"';
  return new HarnessError(
    "submitted",
    `submitted: ${counted(awaited, "reply is", "replies are")} awaited from a provider's batch, which takes up to a day; ${remedy}`,
  );
}

/** A provider that did not do what a batch needs of it; whatever it has is found again. */
export function batchFailed(
  model: string,
  what: string,
  { message }: Pick<ModelFailure, "message">,
): HarnessError {
  return new HarnessError(
    "provider",
    `${model}: ${what}: ${message}; run the same command again, nothing is submitted or paid for twice`,
  );
}

export function interruptedBatch(): HarnessError {
  return new HarnessError(
    "aborted",
    "interrupted: a batch that was submitted goes on at the provider, the same command collects it",
  );
}

/** Two commands wrote batches into one store at once. */
export function droppedByAnother(): HarnessError {
  return new HarnessError(
    "usage",
    "another command with --batch began on this store meanwhile and dropped what this one had written; run them one after the other",
  );
}
