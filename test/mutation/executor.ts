// A process that runs unit tests again and again in its copy of the sources; whoever started it kills it when it hangs.
import { createVitest } from "vitest/node";

export interface Order {
  /** Sources that changed since the last order. */
  changed: string[];
  /** Run group after group until a test fails: the most promising first. */
  groups: string[][];
}

const root = process.cwd();
const isSurvey = process.env["REACHED"] !== undefined;
const vitest = await createVitest(
  "test",
  {
    root,
    config: false,
    watch: false,
    pool: "threads",
    include: ["test/unit/**/*.test.ts"],
    // As in the project's own configuration, but for the survey, which looks at each file by itself.
    isolate: isSurvey,
    fileParallelism: false,
    setupFiles: isSurvey ? ["test/mutation/report-reached.ts"] : [],
    bail: isSurvey ? 0 : 1,
    reporters: [{}],
    testTimeout: 20_000,
  },
  {
    resolve: { alias: { "cloud-runner/model": `${root}/src/model/own/authoring.ts` } },
    cacheDir: `${root}/.cache`,
    // Whoever changes a file says so.
    server: { watch: null },
    logLevel: "error",
  },
);
await vitest.standalone();

process.on(
  "message",
  ({ changed, groups }: Order) => void run(changed, groups).then((failed) => process.send!({ failed })),
);
process.on("disconnect", () => process.exit());
process.send!("ready");

async function run(changed: string[], groups: string[][]): Promise<string[]> {
  for (const file of changed) vitest.invalidateFile(`${root}/${file}`);
  for (const tests of groups) {
    const specifications = tests.flatMap((test) =>
      vitest.projects.map((project) => project.createSpecification(`${root}/${test}`)),
    );
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    // Vitest also gives those of earlier runs.
    const failed = testModules
      .filter((module) => tests.includes(module.relativeModuleId) && !module.ok())
      .map(({ relativeModuleId }) => relativeModuleId);
    if (failed.length > 0) return failed;
    if (unhandledErrors.length > 0) return ["an unhandled error"];
  }
  return [];
}
