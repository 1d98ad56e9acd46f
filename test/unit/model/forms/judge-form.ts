// Whether a random file is read as it was meant.
import { isDeepStrictEqual } from "node:util";
import type { RawParameters } from "../../../../src/core/contract.ts";
import { checkDataset, type CheckedDataset } from "../../../../src/model/check/check-dataset.ts";
import { readText } from "../../../../src/model/files/open-file.ts";
import { InputError } from "../../../../src/model/input-error.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { frequencyName } from "../../../../src/model/time/frequency-name.ts";
import type { FormOfFile } from "./form-of-file.ts";
import { fileOf } from "./pack.ts";
import { idOf, tableOf, type Meant } from "./table.ts";

export type Verdict =
  /** Without a question, or with the one that such a file is known for. */
  | { kind: "read" }
  /** Two readings fit the cells, and one of the answers is right. */
  | { kind: "asked" }
  /** Cells such as `1.016` alone, of which decision 25 says what is believed. */
  | { kind: "believed otherwise" }
  | { kind: "wrong"; why: string; text: string };

export async function judgeForm(form: FormOfFile): Promise<Verdict> {
  const { meant, ...table } = tableOf(form);
  const { bytes, text } = await fileOf({ meant, ...table }, form);
  const wrong = (why: string): Verdict => ({ kind: "wrong", why, text });
  try {
    const opened = await readText(bytes);
    const reading = await readingOf(opened.text, {}, meant);
    if (reading.wrong !== undefined) {
      const isKnown = isBelievedOtherwise(form, meant) && (await hasMark(opened.text, meant));
      return isKnown ? { kind: "believed otherwise" } : wrong(reading.wrong);
    }
    const { asks, mayAsk } = meant;
    if (asks !== undefined && !isDeepStrictEqual(reading.asked[0], asks))
      return wrong(`It is not asked for ${asks.parameter}: ${asks.values.join(", ")}.`);
    const further = reading.asked.slice(asks === undefined ? 0 : 1);
    const idle = further.find(({ parameter }) => !mayAsk.has(parameter));
    if (idle !== undefined) return wrong(`It is asked for ${idle.parameter}: ${idle.values.join(", ")}.`);
    return { kind: further.length > 0 ? "asked" : "read" };
  } catch (error) {
    return wrong(error instanceof InputError ? `${error.code}: ${error.message}` : String(error));
  }
}

interface Reading {
  /** On the way to the right reading, by which parameters and choices. */
  asked: { parameter: string; values: string[] }[];
  /** Why there is none. */
  wrong?: string;
}

/** Asked, all answers are tried. */
async function readingOf(text: Uint8Array, raw: RawParameters, meant: Meant): Promise<Reading> {
  let checked: CheckedDataset;
  try {
    checked = await checkDataset(text, { model: "naive", ...raw }, modelDescriptions);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const wrong = `${error.code}: ${error.message} (with ${JSON.stringify(raw)})`;
    if (error.choices === undefined) return { asked: [], wrong };
    const { parameter, values } = error.choices;
    if (raw[parameter] !== undefined) return { asked: [], wrong };
    const answers = parameter === meant.asks?.parameter ? ["*"] : values;
    const readings = await Promise.all(
      answers.map((answer) => readingOf(text, { ...raw, [parameter]: answer }, meant)),
    );
    const right = readings.find((each) => each.wrong === undefined);
    const rest = right ?? readings.at(-1) ?? { asked: [], wrong };
    return { ...rest, asked: [{ parameter, values }, ...rest.asked] };
  }
  const wrong = differenceOf(checked, meant);
  return { asked: [], ...(wrong !== undefined && { wrong }) };
}

/** Whether one of the decimal marks gives the right reading. */
async function hasMark(text: Uint8Array, meant: Meant): Promise<boolean> {
  const readings = await Promise.all([".", ","].map((decimal) => readingOf(text, { decimal }, meant)));
  return readings.some(({ wrong }) => wrong === undefined);
}

function differenceOf({ dataset, series, warnings }: CheckedDataset, meant: Meant): string | undefined {
  const found: [what: string, found: unknown, meant: unknown][] = [
    ["the id columns", dataset.idColumns, meant.idColumns],
    [
      "the names",
      series.map((each) => idOf(each.series.id)).toSorted(),
      Object.keys(meant.series).toSorted(),
    ],
    ...series.flatMap(({ series: { id, ds, y }, checked, fault }): [string, unknown, unknown][] => {
      const rows = meant.series[idOf(id)];
      return [
        [`the instants of ${idOf(id)}`, isosOf(ds), isosOf(rows?.map(([seconds]) => seconds) ?? [])],
        [`the values of ${idOf(id)}`, Array.from(y), rows?.map(([, value]) => value)],
        [
          "the frequency",
          checked === undefined ? fault?.message : frequencyName(checked.frequency),
          meant.frequency,
        ],
      ];
    }),
  ];
  const wrong = found.find(([, one, other]) => !isDeepStrictEqual(one, other));
  if (wrong === undefined) return undefined;
  const [what, one, other] = wrong;
  return [`${what}: ${JSON.stringify(one)}, meant is ${JSON.stringify(other)}`, ...warnings].join("\n");
}

const isosOf = (seconds: Iterable<number>) =>
  Array.from(seconds, (each) => new Date(each * 1000).toISOString().slice(0, 19));

/** What decision 25 believes of cells such as `1.016` alone is not always what was meant. */
function isBelievedOtherwise(
  { date, delimiter, container, writing }: FormOfFile,
  { openSign }: Meant,
): boolean {
  // Another column has a decimal point.
  if (openSign === "," && date.name === "yyyy.0") return true;
  // Nobody writes amounts of money with three decimals.
  if (openSign !== undefined && /currency|code|accounting/.test(writing.style) && writing.decimals === 3)
    return true;
  const by = container === "text" ? delimiter : ",";
  return openSign === "." ? by !== ";" : openSign === "," && (by === "," || by === ";");
}
