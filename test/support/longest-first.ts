// Starts the files that take longest before the others, so that no lane ends with one of them while the rest are idle.
// Without results of a former run, vitest goes by the size of a file, which says little of how long it takes.
import { basename } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Longest first; those that are not named here take less than these. */
const long = [
  "crash",
  "hundred-files",
  "main-job",
  "local-process",
  "storm",
  "chaos",
  "bad-input",
  "rollout",
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = long.indexOf(basename(moduleId, ".test.ts"));
  return rank === -1 ? long.length : rank;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const byProject = Map.groupBy(sorted, ({ project }) => project);
    return [...byProject.values()].flatMap((own) => own.toSorted((a, b) => rankOf(a) - rankOf(b)));
  }
}
