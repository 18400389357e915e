import { canonicalJson, canonicalSha256 } from "../domain/canonical.ts";
import { caseStudySchema, type CaseStudy } from "../domain/case-study.ts";
import { rubricSchema, type Rubric } from "../domain/rubric.ts";
import type { Store } from "./database.ts";

/** Under which hash a rubric or case study is kept. */
export function definitionHash(definition: Rubric | CaseStudy): string {
  return canonicalSha256(definition);
}

/** Keeps rubrics and case studies as they are now, so that a scorecard can be explained when they have changed. */
export async function putDefinitions(
  { database }: Store,
  definitions: readonly (Rubric | CaseStudy)[],
): Promise<void> {
  for (const definition of definitions) {
    await database
      .insertInto("definitions")
      .values({ hash: definitionHash(definition), document: canonicalJson(definition) })
      .onConflict((conflict) => conflict.column("hash").doNothing())
      .execute();
  }
}

/** The rubric of that hash; null: it is not kept here. */
export async function keptRubric(store: Store, hash: string): Promise<Rubric | null> {
  const document = await definitionText(store, hash);
  return document === null ? null : rubricSchema.parse(document);
}

/** The case study of that hash; null: it is not kept here. */
export async function keptCaseStudy(store: Store, hash: string): Promise<CaseStudy | null> {
  const document = await definitionText(store, hash);
  return document === null ? null : caseStudySchema.parse(document);
}

async function definitionText({ database }: Store, hash: string): Promise<unknown> {
  const query = database.selectFrom("definitions").select("document").where("hash", "=", hash);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : JSON.parse(row.document);
}
