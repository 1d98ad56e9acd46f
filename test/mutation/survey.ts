// Which test reaches which function, found by one run of all tests over sources that report it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Selection } from "./executor.ts";
import { markFunctions, type Mutant } from "./mutants.ts";
import type { Report } from "./report-reached.ts";
import { copyTo, openWorkshop } from "./workshop.ts";

export interface Reaching extends Selection {
  /** What these tests take. */
  ms: number;
}
export interface Survey {
  /** The tests that reach what is changed, the nearest first. */
  testsOf: (mutant: Mutant) => Reaching[];
  /** Files with a test that fails without a change; that test is left out. */
  failed: string[];
}

/** Tests that take longer, such as those of endurance, would take most of the time. */
const slowMs = 20_000;
const filesTried = 10;

export async function survey(
  folder: string,
  files: string[],
  tests: string[],
  workers: number,
): Promise<Survey> {
  const marked = new Map<string, ReturnType<typeof markFunctions>>();
  let next = 0;
  for (const file of files) {
    const found = markFunctions(file, readFileSync(file, "utf8"), next);
    marked.set(file, found);
    next = found.module + 1;
  }
  const queue = [...tests];
  const parts = await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const copy = copyTo(join(folder, `survey-${worker}`));
      for (const [file, { code }] of marked) writeFileSync(join(copy, file), code);
      const log = join(copy, "reached.jsonl");
      const workshop = openWorkshop(copy, { REACHED: log });
      const failed: string[] = [];
      for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
        const found = await workshop.test(undefined, [{ file: test }], 10 * 60_000);
        if (found.length > 0) failed.push(test);
      }
      workshop.close();
      const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
      const reports = lines.map((line) => {
        const { test, always, tests: each } = JSON.parse(line) as Report;
        return {
          file: test.slice(copy.length + 1),
          always: new Set(always),
          tests: each
            .filter(({ ms }) => ms < slowMs)
            .map(({ id, ms, reached }) => ({ id, ms, reached: new Set(reached) })),
        };
      });
      return { failed, reports };
    }),
  );
  const failed = parts.flatMap((part) => part.failed);
  const reports = parts.flatMap((part) => part.reports);
  return {
    failed,
    testsOf({ file, start }) {
      const { functions, module } = marked.get(file)!;
      // The innermost comes last, since a function is found before those inside.
      const place = functions.findLast(({ from, to }) => from <= start && start < to)?.id ?? module;
      const reaching = reports
        .map(({ file: test, always, tests: each }) => {
          const chosen = each.filter(({ reached }) => always.has(place) || reached.has(place));
          return { file: test, ...withTime(chosen) };
        })
        .filter(({ ids }) => ids.length > 0);
      // What runs as a process of its own is not seen; its own tests start it.
      const found =
        reaching.length > 0
          ? reaching
          : reports
              .filter((report) => shared(report.file, file) === ownTest)
              .map((report) => ({ file: report.file, ...withTime(report.tests) }));
      return found
        .toSorted((a, b) => shared(b.file, file) - shared(a.file, file) || a.ms - b.ms)
        .slice(0, filesTried);
    },
  };
}

const withTime = (tests: readonly { id: string; ms: number }[]): { ids: string[]; ms: number } => ({
  ids: tests.map(({ id }) => id),
  ms: tests.reduce((sum, { ms }) => sum + ms, 0),
});

const ownTest = 100;

/** How many steps of their paths a test and a source share: those of the source's own test most of all. */
function shared(test: string, file: string): number {
  const own = file.replace(/^src\//, "").replace(/\.ts$/, "");
  const path = test.replace(/^test\/unit\//, "");
  if (path.startsWith(`${own}.`)) return ownTest;
  const steps = own.split("/");
  const different = path.split("/").findIndex((step, index) => step !== steps[index]);
  return different;
}
