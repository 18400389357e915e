// Run as a process of its own, so that its memory can be told from the server's.
import { main } from "../../src/cli/main.ts";
import { processIo } from "../../src/cli/process-io.ts";

process.exitCode = await main(process.argv.slice(2), processIo());
process.stderr.write(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
