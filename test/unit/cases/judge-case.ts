// Checks and forecasts a small file as a user would, and says what is not as expected.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../src/model/input-error.ts";
import { checkAsAUser, optionsToPaste, parametersOf } from "../datasets/check-as-a-user.ts";
import { bytes, parseForecast, testPredictor } from "../model/support.ts";
import type { Case, Forecast, Refusal } from "./case.ts";

const file = "data.csv";

/** One line for each difference. */
export async function wrongIn({ csv, options = [], expected }: Case): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "cloud-runner-case-"));
  try {
    writeFileSync(join(folder, file), csv);
    const checked = await checkAsAUser(folder, file, options);
    const text = await checked.readText();
    const unsaid = (expected.says ?? []).filter((word) => !text.includes(word));
    const wrong = unsaid.map((word) => `does not say ${word}`);
    if (expected.kind === "refusal") {
      wrong.push(...(checked.found === undefined ? await wrongAnswers(csv, text, expected) : ["was read"]));
    } else if (checked.found === undefined) {
      wrong.push("was refused");
    } else {
      const { columns, frequency, horizon, values } = checked.found;
      const seen = { date: columns.date, target: columns.target, frequency, horizon, values };
      wrong.push(...wrongFacts(seen, expected), ...(await wrongForecast(csv, options, expected)));
    }
    return wrong.length === 0 ? [] : [...wrong, text];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Fact = "date" | "target" | "frequency" | "horizon" | "values";

const wrongFacts = (seen: Required<Pick<Forecast, Fact>>, expected: Forecast): string[] =>
  Object.entries(seen).flatMap(([name, value]) => {
    const wanted = expected[name as Fact];
    return wanted === undefined || wanted === value ? [] : [`${name} is ${value}, not ${wanted}`];
  });

async function wrongAnswers(csv: string, text: string, { answers }: Refusal): Promise<string[]> {
  const proposed = optionsToPaste(text);
  if (proposed.length === 0) return ["shows no command"];
  const wrong: string[] = [];
  for (const options of proposed) {
    const fits = await Promise.all(answers.map((answer) => wrongForecast(csv, options, answer)));
    if (fits.every((differences) => differences.length > 0))
      wrong.push(`the pasted ${options.join(" ")} is wrong: ${fits.map((each) => each.join()).join(" or ")}`);
  }
  for (const answer of answers) {
    const tries = answer.options === undefined ? proposed : [answer.options];
    const fits = await Promise.all(tries.map((options) => wrongForecast(csv, options, answer)));
    if (fits.every((differences) => differences.length > 0))
      wrong.push(`nothing leads to ${answer.next.join()}: ${fits.join(" or ")}`);
  }
  return wrong;
}

type Answer = Pick<Forecast, "next" | "last">;

async function wrongForecast(
  csv: string,
  options: readonly string[],
  { next, last }: Answer,
): Promise<string[]> {
  const parameters = { model: "naive", interval: 0, ...parametersOf(options) };
  let forecast: string;
  try {
    forecast = (await testPredictor().predictCsv(bytes(csv), parameters)).csv;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [`the forecast fails: ${error.message}`];
  }
  const { dates, columns } = parseForecast(forecast);
  const first = columns[0]![0]!;
  return [
    ...next.flatMap((date, row) => (dates[row] === date ? [] : [`row ${row} is ${dates[row]}, not ${date}`])),
    ...(Math.abs(first - last) <= 1e-6 * Math.abs(last) ? [] : [`the value is ${first}, not ${last}`]),
  ];
}
