// Which test reaches which function, found by one run of all tests over sources that report it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markFunctions, type Mutant } from "./mutants.ts";
import { copyTo, openWorkshop } from "./workshop.ts";

interface Reached {
  test: string;
  ms: number;
  reached: Set<string>;
}
export interface Survey {
  /** The tests that reach what is changed, the nearest first. */
  testsOf: (mutant: Mutant) => string[];
  msOf: (test: string) => number;
  failed: string[];
}

/** Tests that take longer, such as those of endurance, would take most of the time. */
const slowMs = 60_000;
const testsTried = 10;

export async function survey(
  folder: string,
  files: string[],
  tests: string[],
  workers: number,
): Promise<Survey> {
  const functions = new Map<string, [start: number, end: number][]>();
  const marked = files.map((file) => {
    const { code, functions: found } = markFunctions(file, readFileSync(file, "utf8"));
    functions.set(file, found);
    return { file, code };
  });
  const parts = await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const copy = copyTo(join(folder, `survey-${worker}`));
      for (const { file, code } of marked) writeFileSync(join(copy, file), code);
      const log = join(copy, "reached.jsonl");
      const workshop = openWorkshop(copy, { REACHED: log });
      const own = tests.filter((_test, index) => index % workers === worker);
      const failed = await workshop.test(undefined, [own], 40 * 60_000);
      workshop.close();
      const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
      const reached = lines.map((line) => {
        const {
          test,
          ms,
          reached: names,
        } = JSON.parse(line) as { test: string; ms: number; reached: string[] };
        return { test: test.slice(copy.length + 1), ms, reached: new Set(names) };
      });
      return { failed, reached };
    }),
  );
  const failed = parts.flatMap((part) => part.failed);
  const reached: Reached[] = parts
    .flatMap((part) => part.reached)
    .filter(({ test, ms }) => !failed.includes(test) && ms < slowMs);
  const times = new Map(reached.map(({ test, ms }) => [test, ms]));
  return {
    failed,
    msOf: (test) => times.get(test) ?? 0,
    testsOf({ file, start }) {
      const around = functions
        .get(file)!
        .flatMap(([from, to], index) => (from <= start && start < to ? [index] : []));
      // The innermost comes last, since a function is found before those inside.
      const name = `${file}:${around.at(-1) ?? "module"}`;
      return reached
        .filter((each) => each.reached.has(name))
        .toSorted((a, b) => shared(b.test, file) - shared(a.test, file) || a.ms - b.ms)
        .slice(0, testsTried)
        .map(({ test }) => test);
    },
  };
}

/** How many steps of their paths a test and a source share: those of the source's own test most of all. */
function shared(test: string, file: string): number {
  const own = file.replace(/^src\//, "").replace(/\.ts$/, "");
  const path = test.replace(/^test\/unit\//, "");
  if (path.startsWith(`${own}.`)) return 100;
  const steps = own.split("/");
  const different = path.split("/").findIndex((step, index) => step !== steps[index]);
  return different;
}
