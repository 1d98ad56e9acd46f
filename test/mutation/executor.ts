// A process that runs unit tests again and again in its copy of the sources; whoever started it kills it when it hangs.
import { createVitest } from "vitest/node";
import { keptThread } from "./kept-thread.ts";

export interface Order {
  /** Sources that changed since the last order. */
  changed: string[];
  /** The most promising first: after a failure the others are left out, but for the survey. */
  selections: Selection[];
}

export interface Selection {
  file: string;
  /** Of its tests; all without. */
  ids?: string[];
}

const root = process.cwd();
const isSurvey = process.env["REACHED"] !== undefined;
const vitest = await createVitest(
  "test",
  {
    root,
    config: false,
    watch: false,
    pool: keptThread(),
    include: ["test/unit/**/*.test.ts"],
    fileParallelism: false,
    setupFiles: [isSurvey ? "test/mutation/report-reached.ts" : "test/mutation/stop-at-failure.ts"],
    reporters: [{}],
    testTimeout: 20_000,
    fsModuleCache: false,
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

process.on("message", (order: Order) => void run(order).then((failed) => process.send!({ failed })));
process.on("disconnect", () => process.exit());
process.send!("ready");

async function run({ changed, selections }: Order): Promise<string[]> {
  const failed: string[] = [];
  for (const file of changed) {
    vitest.invalidateFile(`${root}/${file}`);
    vitest.watcher.invalidates.add(`${root}/${file}`);
  }
  for (const { file, ids } of selections) {
    const specifications = vitest.projects.map((project) =>
      project.createSpecification(`${root}/${file}`, ids && { testIds: ids }),
    );
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
    // Vitest also gives those of earlier runs.
    const isFine = testModules.every((module) => module.relativeModuleId !== file || module.ok());
    if (!isFine) failed.push(file);
    else if (unhandledErrors.length > 0) failed.push("an unhandled error");
    if (failed.length > 0 && !isSurvey) break;
  }
  return failed;
}
