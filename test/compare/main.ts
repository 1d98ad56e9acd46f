// `npm run compare -- OTHER_CHECKOUT [--only TEXT] [--commands]`: sends the same inputs through the services of two
// built checkouts and compares all that they write, byte by byte. docs/testing.md tells more.
import { EventEmitter } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { answersOf } from "./answers.ts";
import { differencesOf, type Difference } from "./differences.ts";
import { knownDifferences } from "./known-differences.ts";
import { stacks } from "./stacks.ts";

// A download has eleven listeners in the Storage client, and Node warns of a leak at ten.
EventEmitter.defaultMaxListeners = 20;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" }, commands: { type: "boolean", default: false } },
});
if (positionals.length !== 1)
  throw new Error("Usage: npm run compare -- OTHER_CHECKOUT [--only TEXT] [--commands]");
const here = fileURLToPath(new URL("../..", import.meta.url));
const other = resolve(process.env["INIT_CWD"] ?? ".", positionals[0]!);
const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort());
process.once("SIGTERM", () => stopping.abort());

let [inputs, compared] = [0, 0];
const found: Difference[] = [];
for (const stack of stacks) {
  const some = { ...stack, inputs: stack.inputs.filter(({ name }) => name.includes(values.only)) };
  if (some.inputs.length === 0) continue;
  const startedAt = performance.now();
  const both = await Promise.allSettled(
    [other, here].map((root) => answersOf(root, some, values.commands, stopping.signal)),
  );
  const [older, newer] = both.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
  inputs += some.inputs.length;
  compared += older!.size;
  found.push(...differencesOf(older!, newer!, knownDifferences));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${stack.name}: ${some.inputs.length} inputs, ${older!.size} answers, ${seconds} s`);
}

const unknown = found.filter(({ reasons }) => reasons.length === 0);
for (const { where, lines } of unknown)
  console.log(["", where, ...lines.map((line) => `  ${line}`)].join("\n"));
const reasons = Map.groupBy(
  found.flatMap((each) => each.reasons),
  (reason) => reason,
);
for (const [reason, uses] of reasons) console.log(`\nKnown, ${uses.length} times: ${reason}`);
for (const { reason } of knownDifferences)
  if (!reasons.has(reason) && values.only === "") console.log(`\nListed, but not seen: ${reason}`);
console.log(
  `\n${inputs} inputs, ${compared} answers: ${compared - found.length} the same, ${found.length - unknown.length} differ for known reasons, ${unknown.length} differ`,
);
process.exitCode = unknown.length > 0 ? 1 : 0;
