// How many small faults do the unit tests notice? `npm run test:mutation -- [--sample N] [--seed S] [--only PATH]...
// [--tests PATH]... [--workers N]`: changes one place of a copy of the sources after another and runs the tests that
// reach it.
import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { apply, type Mutant, mutantsOf } from "./mutants.ts";
import { survey } from "./survey.ts";
import { copyTo, openWorkshop } from "./workshop.ts";

type Result = "killed" | "survived" | "not covered";

const rooms = "careful clock columns csv dates files grid layout numbers open series";
const reader = rooms.split(" ").map((room) => `src/model/${room}`);

const { values } = parseArgs({
  options: {
    sample: { type: "string", default: "600" },
    seed: { type: "string", default: "1" },
    only: {
      type: "string",
      multiple: true,
      default: ["src/core", "src/provision/engine", "src/runtime", ...reader],
    },
    tests: { type: "string", multiple: true, default: ["test/unit"] },
    workers: { type: "string", default: "2" },
  },
});
const workers = Number(values.workers);
const filesIn = (paths: string[], ending: string): string[] =>
  paths.flatMap((path) => (path.endsWith(ending) ? [path] : globSync(`${path}/**/*${ending}`))).toSorted();

const files = filesIn(values.only, ".ts");
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const mutants = files.flatMap((file) => mutantsOf(file, sources.get(file)!));
const drawn = (mutant: Mutant): string =>
  createHash("sha256")
    .update(JSON.stringify([values.seed, mutant]))
    .digest("hex");
const sample = mutants
  .map((mutant) => ({ mutant, key: drawn(mutant) }))
  .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  .slice(0, Number(values.sample))
  .map(({ mutant }) => mutant);
console.log(
  `${sample.length} of ${mutants.length} possible changes in ${files.length} files, seed ${values.seed}.`,
);

const folder = mkdtempSync(join(tmpdir(), "mutation-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const { testsOf, failed } = await survey(folder, files, filesIn(values.tests, ".test.ts"), workers);
if (failed.length > 0)
  console.log(`Each has a test that is left out, since it fails without a change: ${failed.join(", ")}`);
console.log(`All tests have run once after ${Math.round(performance.now() / 1000)} s.`);

const results: { mutant: Mutant; result: Result }[] = [];
const queue = [...sample];
const unsteady = new Set<string>();
let timeouts = 0;
await Promise.all(
  Array.from({ length: workers }, async (_, worker) => {
    const workshop = openWorkshop(copyTo(join(folder, `${worker}`)));
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const result = await tryOut(mutant);
      results.push({ mutant, result });
      if (result !== "killed") console.log(`${result.padEnd(11)} ${describe(mutant)}`);
      if (results.length % 50 === 0)
        console.log(`… ${results.length} after ${Math.round(performance.now() / 1000)} s`);
    }
    workshop.close();

    async function tryOut(mutant: Mutant, isFresh = false): Promise<Result> {
      const tests = testsOf(mutant).filter(({ file }) => !unsteady.has(file));
      if (tests.length === 0) return "not covered";
      const content = apply(sources.get(mutant.file)!, mutant);
      const limitMs = 15_000 + 4 * tests.reduce((sum, { ms }) => sum + ms, 0);
      const [noticedBy] = await workshop.test({ file: mutant.file, content }, tests, limitMs);
      if (noticedBy === undefined) return "survived";
      // A test counts only if it passes without the change, in the same process.
      const own = tests.filter(({ file }) => file === noticedBy);
      const [failing] = await workshop.test(undefined, own.length > 0 ? own : tests, limitMs);
      const isOfThis = failing === undefined && noticedBy !== "an unhandled error";
      if (isOfThis || (failing === undefined && isFresh)) {
        if (noticedBy === "time-out") timeouts += 1;
        return "killed";
      }
      // What an earlier change has left behind ends with the process.
      workshop.close();
      if (isFresh) {
        console.log(`Left out, since it fails without a change: ${failing}`);
        unsteady.add(failing!);
        if (failing === "time-out") return "survived";
      }
      return tryOut(mutant, true);
    }
  }),
);

const count = (result: Result, among: typeof results): number =>
  among.filter((each) => each.result === result).length;
const byFolder = Map.groupBy(results, ({ mutant }) => dirname(mutant.file));
console.log("\nkilled survived not covered share");
for (const [name, among] of [
  ...[...byFolder].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ["all", results] as const,
]) {
  const [killed, survived, uncovered] = [
    count("killed", among),
    count("survived", among),
    count("not covered", among),
  ];
  const share = `${((100 * killed) / among.length).toFixed(1)} %`;
  console.log(
    `${`${killed}`.padStart(6)} ${`${survived}`.padStart(8)} ${`${uncovered}`.padStart(11)} ${share.padStart(7)} ${name}`,
  );
}

console.log(`${timeouts} of the killed ran into a time-out.`);

function describe({ file, line, kind, before, after }: Mutant): string {
  const short = (text: string) => text.replaceAll(/\s+/g, " ").slice(0, 60);
  return `${file}:${line} ${kind}: ${short(before)} → ${short(after)}`;
}
