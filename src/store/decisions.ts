import { canonicalSha256 } from "../domain/canonical.ts";
import { decisionSchema, type Decision } from "../domain/decision.ts";
import type { Store } from "./database.ts";

/** What is on record about a candidate, the oldest first. */
export async function decisionsOn({ database }: Store, candidate: string): Promise<Decision[]> {
  const query = database.selectFrom("decisions").select("document").where("candidate", "=", candidate);
  const rows = await query.orderBy("id").execute();
  return rows.map(({ document }) => decisionSchema.parse(JSON.parse(document)));
}

/** Puts a decision on record and returns its id. Nothing on record is changed. */
export async function putDecision(
  { database }: Store,
  candidate: string,
  decision: Decision,
): Promise<string> {
  return database.transaction().execute(async (transaction) => {
    const last = await transaction
      .selectFrom("decisions")
      .select("id")
      .orderBy("id", "desc")
      .limit(1)
      .execute();
    const number = Number(last[0]?.id.split("-")[0] ?? 0) + 1;
    const digest = canonicalSha256({ candidate, decision }).slice(0, 8);
    const id = `${String(number).padStart(9, "0")}-${digest}`;
    await transaction
      .insertInto("decisions")
      .values({ id, candidate, document: JSON.stringify(decision) })
      .execute();
    return id;
  });
}
