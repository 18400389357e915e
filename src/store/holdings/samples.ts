import { sql } from "kysely";
import { sampleIdsOf, type Holding } from "./holding.ts";

/** Which samples are whose, and what they cost. */
export const holding: Holding = {
  description: "whose answers samples are",
  read: (database, { candidate }) =>
    database.selectFrom("samples").selectAll().where("candidate", "=", candidate).orderBy("sample").execute(),
  erase: async (database, subject) => {
    const ids = sampleIdsOf(subject);
    await database.deleteFrom("reservations").where("sample", "in", ids).execute();
    for (const id of ids) {
      const tombstone = sql<string>`${subject.tombstone} || ':' || ${ids.indexOf(id) + 1}`;
      await database.updateTable("spending").set({ sample: tombstone }).where("sample", "=", id).execute();
    }
    const { candidate } = subject;
    const gone = await database.deleteFrom("samples").where("candidate", "=", candidate).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
