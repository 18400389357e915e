import * as z from "zod";
import type { Pseudonym } from "../domain/pseudonym.ts";
import type { RunDocument } from "../domain/run.ts";
import { restore } from "../privacy/pseudonyms.ts";
import type { Store } from "../store/database.ts";
import type { StoredRun } from "../store/runs.ts";
import { candidateOf, pseudonymsOf, vaultHash } from "../store/vault.ts";

const vaultSchema = z.object({ vault: z.record(z.string(), z.string()) });

/** A document in which people are named. It is for local eyes: whoever asked for it keeps it here. */
type Named = { readonly document: RunDocument; readonly unnamed: number };

/**
 * Puts names in the place of placeholders in what graders said. A sample keeps its placeholders, and is counted, where the vault no
 * longer is what it was when the run was sent: the list of names has changed, or the candidate was erased.
 */
export async function withNames(store: Store, { document, meta }: StoredRun): Promise<Named> {
  const record = vaultSchema.safeParse(meta);
  const sent = record.success ? record.data.vault : {};
  const known = new Map<string, readonly Pseudonym[]>();
  const dataset = document.dataset.id;
  for (const [sample, hash] of Object.entries(sent)) {
    const candidate = await candidateOf(store, { dataset, sample });
    const pseudonyms = candidate === null ? [] : await pseudonymsOf(store, { dataset, candidate });
    if (vaultHash(pseudonyms) === hash) known.set(sample, pseudonyms);
  }
  return {
    document: JSON.parse(JSON.stringify(document), (_, member: unknown) => {
      const pseudonyms = isRow(member) ? known.get(member.sample) : undefined;
      return pseudonyms === undefined ? member : inTexts(member, (text) => restore(text, pseudonyms));
    }),
    unnamed: Object.keys(sent).length - known.size,
  };
}

/** A row about a sample, of whatever table. */
function isRow(value: unknown): value is { readonly sample: string } {
  return typeof value === "object" && value !== null && "sample" in value && typeof value.sample === "string";
}

/** A value with each of its texts changed. */
export function inTexts(value: unknown, change: (text: string) => string): unknown {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === "string" ? change(member) : member,
  );
}
