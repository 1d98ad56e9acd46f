// What goes to the services with a model of the user's own.
import { day, hour, inputsOf, lines, series, value, type Input } from "./input.ts";

const days = series(60, day);
const panel = `unique_id,ds,y\n${lines(120, (n) => `${n % 3},${day(Math.floor(n / 3))},${value(n)}`)}`;
const explained = `date,y,price\n${lines(50, (n) => `${day(n)},${n < 45 ? value(n) : ""},${n % 7}`)}`;
const first = String(value(1));

export const ownSeries: Input[] = [
  ...inputsOf("own", [
    ["by default", days],
    ["hours", series(100, hour, 24), { interval: "0.8,0.95" }],
    ["bands of its own", days, { bands: "true", interval: "0.5,0.9" }],
    ["no bands", days, { interval: "0" }],
    ["further columns", explained, { further: '["price"]' }],
    ["further columns that are no list", explained, { further: "price" }],
    ["further columns and a horizon", explained, { further: '["price"]', horizon: "2" }],
    ["further columns that are not there", days, { further: '["price"]' }],
    ["a panel", panel, { damping: "0.25" }],
    [
      "a panel with further columns",
      `id,date,y,price\n${lines(90, (n) => `${n % 2},${day(Math.floor(n / 2))},${n < 80 ? value(n) : ""},${n % 5}`)}`,
      { further: '["price"]' },
    ],
    ["equal values", `date,y\n${lines(9, (n) => `${day(n)},4`)}`],
    ["too short", series(2, day)],
    ["just long enough", series(3, day)],
    ["too long", series(1001, day)],
    ["a parameter out of range", days, { damping: "2" }],
    ["an unknown parameter", days, { dampin: "0.2" }],
    ["a built-in model", days, { model: "theta" }],
    ["no such model", days, { model: "mirorr" }],
    ...["throw", "refuse", "nan", "short", "column", "nothing"].flatMap((fails) => [
      [`fails by ${fails}`, days, { fails }] as const,
      [`a panel fails by ${fails}`, panel, { fails }] as const,
      [`one series fails by ${fails}`, panel, { fails, at: first }] as const,
    ]),
    ["one series ends its thread", panel, { fails: "die", at: first }],
  ]),
  { name: "job-data/a.csv", content: days, isSilent: true },
  { name: "job-data/b.csv", content: panel, isSilent: true },
  {
    name: "own.job.json",
    content: JSON.stringify({
      inputs: ["job-data/a.csv", "job-data/b.csv"],
      parameters: { damping: 0, horizon: 2 },
    }),
    isLater: true,
  },
];

const table = `id,price,age,city\nb,1.5,,"Paris, ""FR"""\n a ,2,30, Rome \nb,-3e2,NA,\n"=1",true,0,Oslo\n`;

export const ownRows: Input[] = [
  ...inputsOf("rows", [
    ["by default", table],
    ["text", table, { text: "true" }],
    ["no id", table.replaceAll(/^[^,]+,/gm, "")],
    ["other ids", table, { id: "city, price" }],
    ["dates", table.replace("id,", "date,")],
    ["an id that is called like its own column", table.replace("id,", "label,"), { id: "label" }],
    ["semicolons", `\ufeff${table.replaceAll(/,(?! "")/g, ";")}`],
    ["Windows", table.replaceAll("\n", "\r\n")],
    ["columns in another order", `city,x,AGE,Price\nRome,1,2,3\nOslo,4,5,6\n`],
    ["a missing number", table.replace("1.5", "")],
    ["text for a number", table.replace("1.5", "cheap")],
    ["no such column", table.replace("price", "prices")],
    ["no such id", table, { id: "nobody" }],
    ["a column twice", `id,price,price,age,city\n1,2,3,4,x\n`],
    ["a ragged row", `${table}c,1\n`],
    ["no rows", "id,price,age,city\n"],
    ["empty", ""],
    ["parameters of forecasts", table, { horizon: "3", interval: "0.9" }],
    ["an unknown parameter", table, { txt: "true" }],
    ["fails by throw", table, { fails: "throw" }],
    ["fails by nan", table, { fails: "nan" }],
    ["fails by short", table, { fails: "short" }],
    ["a thousand rows", `id,price,age,city\n${lines(1000, (n) => `${n},${n}.5,${n % 9},x${n % 4}`)}`],
    ["a built-in model", days, { model: "naive", horizon: "2" }],
    ["a panel of a built-in model", panel, { model: "naive", horizon: "2" }],
    ["a panel and no model", panel],
  ]),
];
