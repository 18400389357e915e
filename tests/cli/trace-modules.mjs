/** Runs the command line in a process of its own and lists the modules that it loaded, as the last line on stderr. */
import { registerHooks } from "node:module";

const loaded = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
const { main } = await import("../../src/cli/main.ts");
const { processIo } = await import("../../src/cli/process-io.ts");
process.exitCode = await main(process.argv.slice(2), processIo());
process.stderr.write(`\n${JSON.stringify(loaded)}\n`);
