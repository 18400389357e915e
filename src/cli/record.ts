import type { EventType } from "../domain/event.ts";
import type { Sample } from "../domain/sample.ts";
import type { Concealed } from "../privacy/conceal.ts";
import type { Plan } from "../run/plan.ts";
import { besideEval } from "../run/load.ts";
import type { Store } from "../store/database.ts";
import { appendEvent } from "../store/events.ts";
import { keepAnswers, vaultHash } from "../store/vault.ts";
import type { Io } from "./io.ts";

/** What goes on record; the log holds keyed hashes of `subject` and `about`. */
export type OnRecord = {
  readonly type: EventType;
  readonly subject?: string;
  readonly about: Readonly<Record<string, string>>;
};

/** Appends an event to the store's log, by whoever runs the command. */
export async function putOnRecord(store: Store, { type, subject, about }: OnRecord, io: Io): Promise<void> {
  const at = new Date(io.now()).toISOString();
  await appendEvent(store, { at, actor: actorOf(io), type, subject: subject ?? null, about });
}

function actorOf({ env }: Io): string {
  const names = ["TOUCHSTONE_ACTOR", "GITHUB_ACTOR", "USER", "LOGNAME", "USERNAME"];
  return names.map((name) => env[name]).find((name) => name !== undefined && name !== "") ?? "unknown";
}

/** Keeps whose answers a plan grades and what stands for the names in them, before anything is sent. */
export async function keepPlannedAnswers(store: Store, { loaded, samples }: Plan): Promise<void> {
  const { file, dataset, concealed } = loaded;
  await keepAnswers(store, {
    dataset: dataset.card.id,
    folder: besideEval(file, file.spec.dataset),
    samples,
    pseudonyms: new Map(
      [...(concealed?.candidates ?? [])].map(([candidate, { pseudonyms }]) => [candidate, pseudonyms]),
    ),
  });
}

/** By sample, the state of its candidate's vault, so that a report with names takes no newer one. */
export function vaultOf(
  samples: readonly Pick<Sample, "id" | "candidate">[],
  { candidates }: Concealed,
): Readonly<Record<string, string>> {
  const hashes = new Map(
    [...candidates].map(([candidate, { pseudonyms }]) => [candidate, vaultHash(pseudonyms)]),
  );
  return Object.fromEntries(samples.map(({ id, candidate }) => [id, hashes.get(candidate) ?? ""]));
}
