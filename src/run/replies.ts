import type { Store } from "../store/database.ts";
import { repliesFile, storedReplies, type Replies } from "../store/replies.ts";
import { besideEval } from "./load.ts";
import type { Plan } from "./plan.ts";

/** The eval's replies file first, where it names one, then the store. */
export async function repliesOf({ loaded }: Pick<Plan, "loaded">, store: Store): Promise<Replies> {
  const { file } = loaded;
  const kept = storedReplies(store);
  return file.spec.replies === undefined ? kept : repliesFile(besideEval(file, file.spec.replies), kept);
}
