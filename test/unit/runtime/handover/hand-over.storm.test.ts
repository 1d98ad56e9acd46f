// Storms over the job path: what is uploaded is answered, once, whole, and by its own generation. CLOUD_RUNNER_STORMS=100
// makes a hundred of them.
import { describe, expect, it } from "vitest";
import "../../../../src/runtime/forecast/forecast-input.ts";
import { jobsPrefix } from "../../../../src/core/job/job-contract.ts";
import { settings } from "../fakes.ts";
import { runJobStorm, type StormReport } from "./storm.ts";

const storms = Number(process.env["CLOUD_RUNNER_STORMS"] ?? 12);
const { inputBucket, outputBucket } = settings;

function problemsOf({ store, topic, inputs, generations, fits, kills, deadLetters }: StormReport): string[] {
  const problems = deadLetters.map((name) => `${name} became a dead letter`);
  const told = new Set(topic.messages.map(({ attributes }) => attributes["ce-id"]));
  const known = inputs.flatMap(({ name, isBroken }) =>
    generations
      .get(name)!
      .map((each) => `${inputBucket}/${name}#${each}:${isBroken ? "failed" : "completed"}`),
  );
  for (const id of told) if (!known.includes(id!)) problems.push(`${id} never came about`);
  for (const { name, series, isBroken, uploads } of inputs) {
    const last = generations.get(name)!.at(-1)!;
    const answer = store.objects.get(`${outputBucket}/${isBroken ? `${name}.error.json` : name}`);
    const other = store.objects.get(`${outputBucket}/${isBroken ? name : `${name}.error.json`}`);
    if (answer === undefined) {
      problems.push(`${name} was lost`);
      continue;
    }
    const outcome = `${inputBucket}/${name}#${last}:${isBroken ? "failed" : "completed"}`;
    if (!told.has(outcome)) problems.push(`nobody was told of ${outcome}`);
    if (other !== undefined) problems.push(`${name} has two answers`);
    if (answer.metadata["cloud-runner-input-generation"] !== last)
      problems.push(`${name} answers an older upload`);
    const rows = new TextDecoder().decode(answer.content).trimEnd().split("\n").slice(1);
    const expected = Array.from({ length: series }, (_, i) =>
      [...(series === 1 ? [] : [`s${i}`]), "2030-01-01", 100 * uploads + i].join(","),
    );
    if (!isBroken && rows.join("\n") !== expected.join("\n")) problems.push(`${name} is torn`);
    const written = store.writes.filter((write) => write.name === name).length;
    if (written > uploads) problems.push(`${name} was written ${written} times`);
    for (const generation of generations.get(name)!) {
      for (let i = 0; i < series; i++) {
        const times = fits.get(`${name}#${generation}/${series === 1 ? "" : `s${i}`}`) ?? 0;
        if (times > 1 + (kills.get(name) ?? 0)) problems.push(`${name} was fitted ${times} times`);
      }
    }
  }
  for (const key of store.objects.keys()) {
    if (key.startsWith(`${outputBucket}/${jobsPrefix}`) && key.endsWith("order.json"))
      problems.push(`${key} is left`);
    if (!key.startsWith(inputBucket) && !key.startsWith(outputBucket)) problems.push(`${key} is nobody's`);
  }
  return problems;
}

describe(`${storms} storms over the job path`, () => {
  it("lose nothing, write nothing twice and tear nothing", async () => {
    const problems: string[] = [];
    let [executions, handedOver, kills] = [0, 0, 0];
    for (let seed = 1; seed <= storms; seed++) {
      const report = await runJobStorm(seed);
      problems.push(...problemsOf(report).map((problem) => `seed ${seed}: ${problem}`));
      executions += report.executions;
      handedOver += report.handedOver;
      kills += [...report.kills.values()].reduce((sum, times) => sum + times, 0);
    }
    expect(problems).toEqual([]);
    // They must have been some.
    expect(executions).toBeGreaterThan(3 * storms);
    expect(handedOver).toBeGreaterThan(3 * storms);
    expect(kills).toBeGreaterThan(storms);
  }, 300_000);
});
