import { AsyncLocalStorage } from "node:async_hooks";
import type { Tag } from "./model.ts";

/** What the request under way is for. An injected `fetch` may read it, to count or to trace; nothing of it is sent. */
export const currentTag = new AsyncLocalStorage<Tag>();
