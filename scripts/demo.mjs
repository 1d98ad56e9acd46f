// The main job on real data, step by step: `npm run demo`, or `npm run demo -- my.csv [value column]`.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "bin", "cloud-runner.js");
const [ownFile, ownColumn] = process.argv.slice(2);

// Daily weather of Seattle, 2012 to 2015, as observed by NOAA: a work of the U.S. government, free of copyright.
// It comes with the npm package vega-datasets, a development dependency.
const weather = join(root, "node_modules", "vega-datasets", "data", "seattle-weather.csv");
const source = ownFile === undefined ? weather : resolve(ownFile);
const column = ownFile === undefined ? "temp_max" : ownColumn;

if (!existsSync(source)) {
  console.error(`✖ There is no file ${source}.\nFix: npm run demo -- FILE.csv`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "cloud-runner-demo-"));
const file = ownFile === undefined ? "seattle-weather.csv" : basename(source);
copyFileSync(source, join(folder, file));
let failed = false;

process.on("SIGINT", () => {
  failed = true;
});

/** Says what comes, shows the command, runs it in the demo's folder. */
function step(what, ...args) {
  if (failed) return;
  console.log(`\n── ${what}\n$ cloud-runner ${args.join(" ")}\n`);
  if (run(args) !== 0) {
    failed = true;
    console.error(`\n✖ This step failed: cloud-runner ${args.join(" ")}`);
  }
}

function run(args) {
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, stdio: "inherit" });
  return status ?? 130;
}

const target = column === undefined ? [] : ["--target-column", column];
try {
  console.log(`The demo works in ${folder}, which is removed at the end.`);
  console.log(
    ownFile === undefined
      ? "Its data: the highest temperature of each day in Seattle, 2012 to 2015 (NOAA, public domain)."
      : `Its data: ${source}.`,
  );
  step(
    "Bring up the local cloud: buckets, topics, accounts and a service that scales from zero.",
    "up",
    "--yes",
  );
  step("See that everything is in place: a plan without changes.", "plan", "--detailed-exitcode");
  step(
    "Forecast: upload the file, let the service work, download the result, draw it.",
    "predict",
    file,
    ...target,
    "--horizon",
    "60",
    "--plot",
    "forecast.svg",
  );
  step("Read what the service said meanwhile.", "logs", "-n", "10");
} finally {
  const wasFailed = failed;
  failed = false;
  step("Remove everything, and prove that nothing is left.", "down", "--yes");
  if (failed)
    console.error(`The folder stays, so that \`cloud-runner down\` can be run in it again: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  failed ||= wasFailed;
}
console.log(failed ? "\n✖ The demo failed." : "\n✔ The demo is done; nothing of it is left on this machine.");
process.exitCode = failed ? 1 : 0;
