/** Entry of the worker that counts tokens: texts come in, their counts go out, in order. */
import { parentPort } from "node:worker_threads";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

parentPort?.on("message", (texts: readonly string[]) => {
  // An answer may spell a special token; it is text like any other.
  parentPort?.postMessage(texts.map((text) => countTokens(text, { disallowedSpecial: new Set() })));
});
