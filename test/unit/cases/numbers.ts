// Ways in which people write numbers, beside columns that must not be taken in their place.
import { daysFrom, forecast, refusal, valueAt, type Case } from "./case.ts";

const days = daysFrom("2023-02-01", 60);

/** 60 days; `write` gives the cells after the date. */
function table(header: string, write: (value: number, index: number) => string): string {
  const separator = header.includes(";") ? ";" : ",";
  return [header, ...days.map((day, index) => `${day}${separator}${write(valueAt(index), index)}`), ""].join(
    "\n",
  );
}

const point = (value: number): string => value.toFixed(2);
const comma = (value: number): string => point(value).replace(".", ",");
/** 12 345.50 with its thousands parted. */
const parted = (value: number, separator: string): string =>
  point(value).replaceAll(/\B(?=(\d{3})+\.)/g, separator);
const swapped = (value: number): string => parted(value, "_").replace(".", ",").replaceAll("_", ".");
const indian = (value: number): string => point(value).replaceAll(/\B(?=(\d{2})*\d{3}\.)/g, ",");

const valuesOf = (name: string, write: (value: number, index: number) => string, last: number): Case => ({
  name,
  csv: table("date;sales", write),
  expected: forecast(["2023-04-02", "2023-04-03"], last, {
    target: "sales",
    frequency: "D",
    horizon: 28,
    values: 60,
  }),
});

const lastValue = valueAt(59);

export const numberCases: Case[] = [
  {
    name: "decimal commas beside a column of one plain number",
    csv: table("date;umsatz;filiale", (value) => `${comma(value)};12`),
    expected: forecast(["2023-04-02"], lastValue, { target: "umsatz", values: 60, frequency: "D" }),
  },
  {
    name: "decimal commas in quotes beside words",
    csv: table("date,umsatz,ort", (value) => `"${comma(value)}",Ulm`),
    expected: forecast(["2023-04-02"], lastValue, { target: "umsatz", values: 60 }),
  },
  {
    name: "dollars beside whole units",
    csv: table("Date,Revenue,Units", (value, index) => `"$${parted(value * 40, ",")}",${7 + (index % 3)}`),
    expected: refusal(
      ["Revenue", "Units"],
      { options: ["--target-column", "Revenue"], next: ["2023-04-02"], last: lastValue * 40 },
      { options: ["--target-column", "Units"], next: ["2023-04-02"], last: 9 },
    ),
  },
  {
    name: "euros with points and commas beside words",
    csv: table("date;umsatz;ort", (value) => `${swapped(value * 40)} €;Ulm`),
    expected: forecast(["2023-04-02"], lastValue * 40, { target: "umsatz", values: 60 }),
  },
  // From 970 to 1032: below a thousand nothing shows what the point means.
  valuesOf(
    "points at thousands, beside numbers below a thousand",
    (value, index) => swapped(index === 59 ? 1016 : 970 + Math.round(value - 100)).replace(",00", ""),
    1016,
  ),
  valuesOf("points at thousands and decimal commas", (value) => swapped(value * 100), lastValue * 100),
  valuesOf("commas at thousands", (value) => parted(value * 100, ","), lastValue * 100),
  valuesOf("blanks at thousands", (value) => parted(value * 100, " ").replace(".", ","), lastValue * 100),
  valuesOf(
    "narrow blanks at thousands",
    (value) => parted(value * 100, "\u202F").replace(".", ","),
    lastValue * 100,
  ),
  valuesOf("apostrophes at thousands", (value) => parted(value * 100, "'"), lastValue * 100),
  valuesOf("lakhs", (value) => indian(value * 10_000), lastValue * 10_000),
  valuesOf("pounds", (value) => `£${parted(value * 100, ",")}`, lastValue * 100),
  valuesOf("a currency's code", (value) => `EUR ${comma(value)}`, lastValue),
  valuesOf(
    "negative numbers in brackets",
    (value, index) => (index % 5 === 4 ? `(${point(value)})` : point(value)),
    -lastValue,
  ),
  valuesOf(
    "a minus at the end",
    (value, index) => (index % 5 === 4 ? `${point(value)}-` : point(value)),
    -lastValue,
  ),
  valuesOf(
    "a true minus sign",
    (value, index) => (index % 5 === 4 ? `\u2212${point(value)}` : point(value)),
    -lastValue,
  ),
  ...["NA", "n/a", "#N/A", ".", "-", "NULL"].map(
    (word): Case => ({
      name: `${word} for what is not known`,
      csv: table("date,sales", (value, index) => (index % 20 === 5 ? word : point(value))),
      expected: forecast(["2023-04-02"], lastValue, { target: "sales", values: 57, frequency: "D" }),
    }),
  ),
  {
    name: "decimal commas after 150 whole numbers",
    csv: [
      "date;y;shop",
      ...daysFrom("2022-01-01", 300).map((day, index) => `${day};${index < 150 ? index : `${index},25`};3`),
      "",
    ].join("\n"),
    expected: forecast(["2022-10-28"], 299.25, { target: "y", values: 300 }),
  },
];
