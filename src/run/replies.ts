import type { Store } from "../store/database.ts";
import { kindOf } from "../store/files.ts";
import { repliesFile, storedReplies, type Replies } from "../store/replies.ts";
import { besideEval } from "./load.ts";
import type { Plan } from "./plan.ts";

/** The eval's replies file first, where it names one, then the store. That the file does not exist yet is said, not failed. */
export async function repliesOf(
  { loaded }: Pick<Plan, "loaded">,
  store: Store,
): Promise<{ readonly replies: Replies; readonly note: string | null }> {
  const { file } = loaded;
  const kept = storedReplies(store);
  if (file.spec.replies === undefined) return { replies: kept, note: null };
  const path = besideEval(file, file.spec.replies);
  if ((await kindOf(path)) === "absent") {
    return { replies: kept, note: `no replies file yet: ${path} does not exist, the store alone is read` };
  }
  return { replies: await repliesFile(path, kept), note: null };
}
