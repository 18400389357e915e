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
  // Others may have spoken of this person: that name goes from their vaults too, and their placeholders for it stay.
  erase: async (database, { candidate }) => {
    const gone = await database
      .deleteFrom("pseudonyms")
      .where((row) =>
        row.or([
          row("candidate", "=", candidate),
          row((own) => own.fn<string>("lower", ["form"]), "=", candidate.toLowerCase()),
        ]),
      )
      .executeTakeFirst();
    return Number(gone.numDeletedRows);
  },
};
