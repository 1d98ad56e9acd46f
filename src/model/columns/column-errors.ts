// Which column is meant, when the file does not say: one good question, with an answer that can be pasted.
import { quote } from "../../core/quote.ts";
import { nearestName } from "../../core/nearest-name.ts";
import { reasonForNumber } from "../dates/unread-forms.ts";
import { atHeader, listNames, type Header } from "../csv/find-columns.ts";
import { InputError } from "../input-error.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** Several columns could be meant. */
export function ask(
  header: Header,
  parameter: "date" | "target",
  what: string,
  names: readonly string[],
): InputError {
  return new InputError(`Several columns hold ${what}: ${listNames(names)}.`, {
    code: parameter === "date" ? "csv.no-date-column" : "csv.no-value-column",
    ...atHeader(header),
    fix: `Set the parameter ${parameter} to one of ${names.slice(0, 20).join(", ")}${parameter === "target" ? ', or name that column "y"' : ""}.`,
    // A column without a name cannot be named.
    choices: { parameter, values: names.filter((name) => name !== "") },
  });
}

/** Two columns hold dates, and each date of one comes with several of the other. */
export const askDateAndId = (header: Header, date: string, id: string): InputError =>
  new InputError(
    `Several columns hold dates: ${listNames([date, id])}. They tell the rows apart together, and ${date} steps from row to row.`,
    {
      code: "csv.no-date-column",
      ...atHeader(header),
      fix: `Set the parameter date to ${date} and the parameter id to ${id}, or the other way round.`,
      choices: {
        parameter: "date",
        values: [date],
        meanings: [`${date}, with a series for each ${id}`],
        with: { id },
      },
    },
  );

/** What the reader believes of each column, for people. */
function beliefs(profiles: readonly ColumnProfile[]): string {
  const shown = profiles.slice(0, 6).map(({ name, numbers, filled, example }) => {
    const kind =
      filled === 0 ? "empty" : numbers.kind === "none" ? `text such as ${quote(example)}` : "numbers";
    return `${quote(name)} (${kind})`;
  });
  return shown.join(", ") + (profiles.length > 6 ? ` and ${profiles.length - 6} more` : "");
}

/**
 * Where a column holds dates but for some cells, the first of these is what a reader has to see; where its texts are not taken for dates
 * with a reason, that.
 */
function broken(profiles: readonly ColumnProfile[]): string | undefined {
  for (const { name, dates, numbers } of profiles) {
    if (dates.kind !== "none") continue;
    const reason = numbers.kind === "none" ? dates.reason : reasonForNumber(dates.text);
    if (reason !== undefined)
      return `in column ${name}, ${quote(dates.text)} is not taken for one. ${reason.replace(/\.$/, "")}`;
    if (dates.most !== undefined)
      return `column ${name} has dates such as ${quote(dates.most)}, but also ${quote(dates.text)}, which is not written like them`;
  }
  return undefined;
}

export function noDateColumn(
  header: Header,
  profiles: readonly ColumnProfile[],
  wanted: string | undefined,
): InputError {
  const likely = profiles
    .filter(({ dates, name }) => dates.kind !== "none" && name !== "")
    .map(({ name }) => name);
  const near = wanted === undefined ? undefined : nearestName(wanted, header.header);
  const values = near === undefined ? likely : [near, ...likely.filter((name) => name !== near)];
  return new InputError(
    wanted === undefined
      ? `No column holds dates; ${broken(profiles) ?? `the columns are ${beliefs(profiles)}`}.`
      : `There is no column ${quote(wanted)}; the columns are ${listNames(header.header)}.`,
    {
      code: "csv.no-date-column",
      ...atHeader(header),
      fix:
        values.length > 0
          ? `Set the parameter date to ${values.slice(0, 20).join(" or ")}, or name that column "date".`
          : 'Add a column of dates named "date", or set the parameter date-format when it is there in an unusual form.',
      ...(values.length > 0 && { choices: { parameter: "date", values } }),
    },
  );
}

/** A column for each step, with its number instead of its date: `d_1, d_2, ...` of M5. */
export function stepsWithoutDates(header: Header): InputError | undefined {
  const parts = header.header.map((name) => /^(\p{L}{1,10}[ _.-]?)?0*(\d+)$/u.exec(name));
  const [first] = parts.filter((part) => part !== null).slice(-leastSteps);
  const prefix = first?.[1] ?? "";
  const steps = parts.flatMap((part) =>
    part !== null && (part[1] ?? "") === prefix ? [Number(part[2])] : [],
  );
  if (steps.length < leastSteps || steps.some((step, at) => step !== steps[0]! + at)) return undefined;
  const [from, to] = [`${prefix}${steps[0]!}`, `${prefix}${steps.at(-1)!}`];
  return new InputError(`The columns from ${from} to ${to} number steps, and no column holds their dates.`, {
    code: "csv.no-date-column",
    ...atHeader(header),
    fix:
      `Name them by their dates. For days of which the first is 2011-01-29, as in M5: ` +
      `\`awk -F, -v OFS=, 'NR==1{for(i=1;i<=NF;i++)if($i~/^"?${prefix}[0-9]+"?$/)$i=strftime("%Y-%m-%d",mktime("2011 01 29 12 00 00")+86400*n++)}1' in.csv > out.csv\`.`,
  });
}

/** Fewer may be anything. */
const leastSteps = 10;

export function noValueColumn(
  header: Header,
  profiles: readonly ColumnProfile[],
  wanted: string | undefined,
): InputError {
  const near = wanted === undefined ? undefined : nearestName(wanted, header.header);
  const numeric = profiles.filter(
    ({ name, numbers, dates }) => name !== "" && numbers.kind !== "none" && dates.kind === "none",
  );
  const values = near === undefined ? numeric.map(({ name }) => name) : [near];
  return new InputError(
    wanted === undefined
      ? `No column holds numbers; the columns are ${beliefs(profiles)}.`
      : `There is no value column ${quote(wanted)}; the columns are ${listNames(header.header)}.`,
    {
      code: "csv.no-value-column",
      ...atHeader(header),
      fix:
        near === undefined
          ? 'Name the column that holds the values "y", or set the parameter target to its name.'
          : `Set the parameter target to ${near}.`,
      ...(values.length > 0 && { choices: { parameter: "target", values } }),
    },
  );
}

/** The dates repeat, and numbers may be what tells series apart. */
export const unsureIds = (header: Header, names: readonly string[]): InputError =>
  new InputError(
    `The dates repeat, and it is not clear whether ${names.map(quote).join(" and ")} ${names.length === 1 ? "tells" : "tell"} several series apart.`,
    {
      code: "csv.duplicate-date",
      ...atHeader(header),
      fix: `Set the parameter id to ${names.join(",")} if so; or set the parameter aggregate to sum or mean to put rows of one date together.`,
      choices: { parameter: "id", values: [names.join(",")] },
    },
  );
