import { expect, it } from "vitest";
import { releaseProblems } from "../../../scripts/release-problems.ts";

const ready = {
  manifest: { version: "1.2.0", repository: "github:a/b", homepage: "https://a", bugs: "https://a/issues" },
  changelog: "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-12-01)\n\n- Something.\n",
  tag: "v1.2.0",
  changes: "",
};

it("has nothing to say of a version that is ready", () => {
  expect(releaseProblems(ready)).toEqual([]);
});

it.each([
  [{ manifest: { version: "1.2.0", homepage: "https://a" } }, "package.json has no repository, bugs"],
  [
    { changelog: "# Changelog\n\n## Unreleased\n\n- Something.\n" },
    'CHANGELOG.md has no heading "## 1.2.0 (DATE)"',
  ],
  [{ tag: undefined }, "this commit has no tag: git tag v1.2.0"],
  [{ tag: "v1.1.0" }, "this commit has the tag v1.1.0: git tag v1.2.0"],
  [{ changes: " M README.md" }, "the folder holds changes that are not committed"],
])("refuses %j", (difference, problem) => {
  expect(releaseProblems({ ...ready, ...difference })).toEqual([expect.stringContaining(problem)]);
});
