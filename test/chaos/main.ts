// `npm run test:chaos -- --seed N --runs M [--inputs 1000] [--together 1]`: storms with the seeds N, N+1, ... Each that
// fails says how it is run again.
import { EventEmitter } from "node:events";
import { parseArgs } from "node:util";
import { runStorm, usualStorm } from "./storm.ts";

// As the container does: a download has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    inputs: { type: "string", default: "1000" },
    // A storm mostly waits, so that several have room on two cores.
    together: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const [first, runs, inputs] = [Number(values.seed), Number(values.runs), Number(values.inputs)];
const failed: number[] = [];

let next = first;
async function runStorms(): Promise<void> {
  for (let seed = next++; seed < first + runs; seed = next++) {
    if (await passes(seed)) continue;
    failed.push(seed);
    console.log(`  Again: npm run test:chaos -- --seed ${seed} --runs 1 --inputs ${inputs}`);
  }
}

async function passes(seed: number): Promise<boolean> {
  try {
    const storm = { ...usualStorm(seed, inputs), keep: values.keep };
    const { counts, problems, seconds, killedInstances, folder } = await runStorm(storm);
    const { results, reports, writes, fits, expiredLeases, deadLetters } = counts;
    const rate = (inputs / seconds).toFixed(1);
    console.log(
      `seed ${seed}: ${results} results and ${reports} reports of ${inputs} inputs in ${seconds.toFixed(0)} s (${rate}/s); ` +
        `${writes} writes, ${fits} fits, ${killedInstances} instances killed, ${expiredLeases} expired leases, ${deadLetters} dead letters`,
    );
    if (values.keep) console.log(`  Kept in ${folder}`);
    for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
    if (problems.length > 20) console.log(`  and ${problems.length - 20} more`);
    return problems.length === 0;
  } catch (error) {
    console.log(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  }
}

await Promise.all(Array.from({ length: Number(values.together) }, runStorms));
console.log(`${runs - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
