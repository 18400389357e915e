#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still read the sentence below.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `touchstone needs Node 22.18 or newer and runs on ${process.versions.node}: install a newer Node, ` +
      "or use npm scripts inside the repository, which bring their own.\n",
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache?.();
  const { main } = await import("../dist/cli/main.js");
  const { processIo } = await import("../dist/cli/process-io.js");
  process.exitCode = await main(process.argv.slice(2), processIo());
}
