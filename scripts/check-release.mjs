// Run by `npm publish` before anything is sent: refuses what RELEASE.md asks for and is not there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { releaseProblems } from "./release-problems.ts";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const git = (...args) => {
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
};
const problems = releaseProblems({
  manifest: JSON.parse(readFileSync("package.json", "utf8")),
  changelog: readFileSync("CHANGELOG.md", "utf8"),
  tag: git("describe", "--exact-match", "--match", "v*"),
  changes: git("status", "--porcelain") ?? "git does not answer",
});
for (const problem of problems) console.error(`check-release: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
