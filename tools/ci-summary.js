// Closes a CI log with the plain line that any reader of logs understands.
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(
  readFileSync(file, "utf8"),
);
process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
process.exitCode = numFailedTests > 0 || numTotalTests === 0 ? 1 : 0;
