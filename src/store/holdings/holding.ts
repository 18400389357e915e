import type { Kysely } from "kysely";
import type { SampleTable, Tables } from "../tables.ts";

/** Somebody whose answers are held. */
export type Subject = {
  readonly candidate: string;
  readonly samples: readonly SampleTable[];
  /** What stands in documents where an id or a name of this person stood. */
  readonly tombstone: string;
};

/** One kind of thing that a store may hold about a person. */
export type Holding = {
  readonly description: string;
  /** All of it that is about this person and nothing about another. */
  readonly read: (database: Kysely<Tables>, subject: Subject) => Promise<readonly unknown[]>;
  /** Makes it gone, and says of how many things; what others need of it stays, without a trace of the person. */
  readonly erase: (database: Kysely<Tables>, subject: Subject) => Promise<number>;
};

/** The ids of a person's samples. Another dataset may have the same ids: what is found by them alone goes too. */
export function sampleIdsOf({ samples }: Subject): string[] {
  return [...new Set(samples.map(({ sample }) => sample))];
}
