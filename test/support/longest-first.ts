// Starts what takes longest before the others, so that no lane ends with it while the rest are idle: end-to-end tests, which
// also wait most, then those on the wire; the many short unit tests fill the lanes at the end.
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
  "run-instances",
  "new-project",
  "foreign",
  "local-main",
  "durability",
  "check.datasets",
  "prophet.r",
  "predict.endurance",
  "predictor",
  "server",
];

/** Files of a project go together, since they share a process. */
const projects = ["e2e", "wire", "unit"];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = long.indexOf(basename(moduleId, ".test.ts"));
  return rank === -1 ? long.length : rank;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const byProject = Map.groupBy(sorted, ({ project }) => project);
    return [...byProject]
      .toSorted(([a], [b]) => projects.indexOf(a.name) - projects.indexOf(b.name))
      .flatMap(([, own]) => own.toSorted((a, b) => rankOf(a) - rankOf(b)));
  }
}
