// Run as a process of its own, so that it can be killed: the command line over the real terminal and network, with what each request
// is for in a header.
import { main } from "../../src/cli/main.ts";
import { processIo } from "../../src/cli/process-io.ts";
import { currentTag } from "../../src/models/tag.ts";

process.exitCode = await main(process.argv.slice(2), {
  ...processIo(),
  fetch: (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("x-asked-for", JSON.stringify(currentTag.getStore()));
    return fetch(input, { ...init, headers });
  },
});
