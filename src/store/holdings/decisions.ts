import type { Holding } from "./holding.ts";

/** What people decided, and what the candidate asked for. */
export const holding: Holding = {
  description: "decisions and appeals",
  read: (database, { candidate }) =>
    database.selectFrom("decisions").selectAll().where("candidate", "=", candidate).orderBy("id").execute(),
  erase: async (database, { candidate }) => {
    const gone = await database.deleteFrom("decisions").where("candidate", "=", candidate).executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
