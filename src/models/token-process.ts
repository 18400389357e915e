/** Entry of the process that counts tokens: texts come in, their counts go out, in order. It ends when its parent lets go of it. */
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

process.on("message", (texts: readonly string[]) => {
  // An answer may spell a special token; it is text like any other.
  process.send?.(texts.map((text) => countTokens(text, { disallowedSpecial: new Set() })));
});
