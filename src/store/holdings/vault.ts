import type { Holding } from "./holding.ts";

/** Which names placeholders stand for. */
export const holding: Holding = {
  description: "the vault: names behind placeholders",
  read: (database, { candidate }) =>
    database
      .selectFrom("pseudonyms")
      .selectAll()
      .where("candidate", "=", candidate)
      .orderBy("placeholder")
      .execute(),
  erase: async (database, { candidate }) => {
    const gone = await database
      .deleteFrom("pseudonyms")
      .where("candidate", "=", candidate)
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
