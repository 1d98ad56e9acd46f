// Compares what is made of a file with what a careful person would make of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkDataset } from "../../../src/model/check/check-dataset.ts";
import { fileOptionsIn, readText } from "../../../src/model/files/open-file.ts";
import { modelDescriptions } from "../../../src/model/parameters/model-descriptions.ts";
import { checkAsAUser, optionsToPaste, parametersOf, type Checked } from "./check-as-a-user.ts";
import type { Expectation, Facts } from "./expectation.ts";

export interface Verdict {
  outcome: "read" | "asked" | "refused";
  /** Why it is not what was expected, one line each. */
  wrong: string[];
}

export async function judge(folder: string, file: string, expected: Expectation): Promise<Verdict> {
  const plain = await checkAsAUser(folder, file, []);
  const { found } = plain;
  switch (expected.kind) {
    case "not a time series":
      return found === undefined
        ? { outcome: "refused", wrong: [] }
        : { outcome: "read", wrong: [`was read as a time series: ${await plain.readText()}`] };
    case "refused":
      return {
        outcome: found === undefined ? "refused" : "read",
        wrong: differences({ code: expected.code }, { code: plain.code }),
      };
    case "read":
      return {
        outcome: found === undefined ? "refused" : "read",
        wrong: await wrongFacts(folder, file, [], expected, plain),
      };
    case "several":
      return judgeSeveral(folder, file, expected, plain);
    case "asks":
      return judgeQuestion(folder, file, expected, plain);
  }
}

async function judgeSeveral(
  folder: string,
  file: string,
  expected: Expectation & { kind: "several" },
  plain: Checked,
): Promise<Verdict> {
  const { found } = plain;
  if (found === undefined) return { outcome: "refused", wrong: [`was refused: ${await plain.readText()}`] };
  const { all, options, date, id = [], frequency, horizon } = expected;
  const { columns } = found;
  const wrong = differences(
    { ...all, date, id: id.join(), frequency, horizon },
    {
      series: found.series?.count,
      values: found.values,
      date: columns.date,
      id: columns.id?.filter((name) => id.includes(name)).join(),
      // A column that has a value each third month only is a series of quarters.
      frequency: found.frequency.split(", ")[0],
      horizon: found.horizon,
    },
  );
  const one = await checkAsAUser(folder, file, options);
  const facts = await wrongFacts(folder, file, options, expected, one);
  return {
    outcome: "read",
    wrong: [...wrong, ...(wrong.length > 0 ? [await plain.readText()] : []), ...facts],
  };
}

async function judgeQuestion(
  folder: string,
  file: string,
  expected: Expectation & { kind: "asks" },
  plain: Checked,
): Promise<Verdict> {
  if (plain.found !== undefined)
    return { outcome: "read", wrong: [`was read without a question: ${await plain.readText()}`] };
  const text = await plain.readText();
  const [proposed] = optionsToPaste(text);
  const answered = await checkAsAUser(folder, file, expected.options);
  return {
    outcome: proposed === undefined ? "refused" : "asked",
    wrong: [
      ...(proposed === undefined
        ? [`has no command to paste: ${text}`]
        : await wrongProposal(await checkAsAUser(folder, file, proposed), expected)),
      ...(await wrongFacts(folder, file, expected.options, expected, answered)),
    ],
  };
}

async function wrongProposal(
  pasted: Checked,
  { never, options, date, id, frequency, horizon }: Facts & { never: string[]; options: string[] },
): Promise<string[]> {
  const { found } = pasted;
  if (found === undefined) return [`the pasted command fails: ${await pasted.readText()}`];
  // With other dates everything is different.
  if (options.includes("--date-column")) return [];
  return [
    ...(never.includes(found.columns.target) ? [`the pasted command takes ${found.columns.target}`] : []),
    ...differences(
      { date, id: id?.join(), frequency, horizon },
      {
        date: found.columns.date,
        id: found.columns.id?.filter((name) => id?.includes(name)).join(),
        frequency: found.frequency,
        horizon: found.horizon,
      },
    ),
  ];
}

async function wrongFacts(
  folder: string,
  file: string,
  options: readonly string[],
  facts: Facts,
  checked: Checked,
): Promise<string[]> {
  const { found } = checked;
  if (found === undefined) return [`was refused: ${await checked.readText()}`];
  const parameters = parametersOf(options);
  const content = await readText(readFileSync(join(folder, file)), fileOptionsIn(parameters));
  const { dataset, series } = await checkDataset(content.text, parameters, modelDescriptions);
  const withValues = dataset.series.filter(({ y }) => y.length > 0);
  const from = Math.min(...withValues.map(({ ds }) => ds[0]!));
  const to = Math.max(...withValues.map(({ ds }) => ds.at(-1)!));
  const next = series.findLast((each) => each.checked !== undefined)?.checked?.future.ds[0];
  const { id } = facts;
  const wrong = differences(
    { ...facts, id: id?.join(), first: rounded(facts.first), last: rounded(facts.last) },
    {
      date: found.columns.date,
      target: found.columns.target,
      // An id may have a second column that says the same, such as a country's code.
      id: found.columns.id?.filter((name) => id?.includes(name)).join(),
      series: found.series?.count,
      frequency: found.frequency,
      horizon: found.horizon,
      values: found.values,
      from: isoDate(from),
      to: isoDate(to),
      first: rounded(withValues[0]?.y[0]),
      last: rounded(withValues.at(-1)?.y.at(-1)),
      next: next === undefined ? undefined : isoDate(next),
    },
  );
  return wrong.length === 0 ? [] : [...wrong, await checked.readText()];
}

const isoDate = (seconds: number): string =>
  Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : "none";

const rounded = (value: number | undefined) =>
  value === undefined ? undefined : Number(value.toPrecision(10));

type Compared = Record<string, string | number | undefined>;

/** Where something is expected and something else is there; of dates the beginning is enough. */
const differences = (expected: Compared, actual: Compared): string[] =>
  Object.entries(actual).flatMap(([name, value]) => {
    const wanted = expected[name];
    if (wanted === undefined || wanted === value) return [];
    const isDate = name === "from" || name === "to" || name === "next";
    if (isDate && String(value).startsWith(String(wanted))) return [];
    return [`${name} is ${value}, not ${wanted}`];
  });
