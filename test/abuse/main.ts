// `npm run test:abuse -- [--seed 1] [--requests 5000]`: a long load of hostile requests, with what health took meanwhile.
import { parseArgs } from "node:util";
import { runLoad, verdictOn } from "./load.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, requests: { type: "string", default: "5000" } },
});
const report = await runLoad({ seed: Number(values.seed), requests: Number(values.requests) });
const problems = verdictOn(report, { medianMs: 10, longestMs: 50 });
const told = ({ medianMs, longestMs, turnMs }: typeof report.idle) =>
  `median ${medianMs.toFixed(1)} ms, longest ${longestMs.toFixed(0)} ms; longest turn ${turnMs.toFixed(0)} ms of processor`;
console.log(`${report.requests} requests; at most ${report.peakMebibytes ?? "?"} MiB`);
console.log(`health under load: ${told(report.loaded)}\nhealth of an idle cloud: ${told(report.idle)}`);
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
