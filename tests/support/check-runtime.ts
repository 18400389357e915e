/** An optional dependency that failed to download fails silently; this does not. */
export default function checkRuntime(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    throw new Error(
      `The tests need Node >= 22.18 and run on ${process.version}. ` +
        "`npm ci` installs one for Linux and Windows and npm scripts use it; elsewhere install Node yourself.",
    );
  }
}
