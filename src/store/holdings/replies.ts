import { sampleIdsOf, type Holding } from "./holding.ts";

/** What models answered, and what waits in a batch to be asked. */
export const holding: Holding = {
  description: "replies of models, and requests in batches",
  read: async (database, subject) => {
    const ids = sampleIdsOf(subject);
    return [
      ...(await database
        .selectFrom("replies")
        .selectAll()
        .where("sample", "in", ids)
        .orderBy("key")
        .execute()),
      ...(await database
        .selectFrom("batch_items")
        .selectAll()
        .where("sample", "in", ids)
        .orderBy("key")
        .execute()),
    ];
  },
  erase: async (database, subject) => {
    const ids = sampleIdsOf(subject);
    const replies = await database.deleteFrom("replies").where("sample", "in", ids).executeTakeFirst();
    const waiting = await database.deleteFrom("batch_items").where("sample", "in", ids).executeTakeFirst();
    return Number(replies.numDeletedRows + waiting.numDeletedRows);
  },
};
