// Files with many series: ids of every kind, series that fail beside others, and files that only look like a panel.
import * as at from "./input.ts";
import { day, inputsOf, lines, naive, value, type Input } from "./input.ts";

/** Rows of one series, after another or mixed with those of others. */
const rows = (
  ids: readonly string[],
  count = 30,
  line = (id: string, step: number) => `${id},${day(step)},${value(step)}`,
) => ids.map((id) => lines(count, (step) => line(id, step))).join("");
const panel = (ids: readonly string[], count = 30) => `unique_id,ds,y\n${rows(ids, count)}`;
const two = panel(["north", "south"]);
const many = Array.from({ length: 150 }, (_, number) => `S${number}`);
const odd = [
  '"a, b"',
  '"say ""x"""',
  '" blank "',
  " trimmed ",
  "Größe",
  "=1+1",
  "__proto__",
  "constructor",
  "001",
  "1e3",
  '"two\nlines"',
  "\u{1F4C8}",
];
const [faultyDate, faultyValue] = [`bad,2023-02-30,1\n`, `bad,${day(40)},many\n`];
const explained = `unique_id,ds,y,price\n${rows(["a", "b", "c"], 80, (id, step) => {
  const isAhead = step >= 70;
  const price = id === "c" && isAhead ? "" : 5 + (step % 5);
  return `${id},${day(step)},${isAhead ? "" : value(step)},${price}`;
})}`;
const prices = { model: "prophet", regressors: "price" };

export const panels: Input[] = inputsOf("panels", [
  ["two series", two],
  ["series_id and date", two.replace("unique_id,ds", "series_id,date"), naive],
  [
    "rows mixed",
    `unique_id,ds,y\n${lines(60, (n) => `${n % 3},${day(Math.floor(n / 3))},${value(n)}`)}`,
    naive,
  ],
  [
    "rows in no order",
    `unique_id,ds,y\n${lines(60, (n) => `${n % 2},${day((n * 7) % 60)},${value(n)}`)}`,
    naive,
  ],
  ["named id", two.replace("unique_id", "shop"), { ...naive, id: "shop" }],
  ["two id columns", `region,shop,date,y\n${rows(["n,1", "n,2", "s,1"])}`, { ...naive, id: "region, shop" }],
  [
    "id columns in another order",
    `region,shop,date,y\n${rows(["n,1", "n,2", "s,1"])}`,
    { ...naive, id: "shop,region" },
  ],
  [
    "ids that join to the same text",
    `a,b,date,y\n${rows(["x,yz", "xy,z", '"x,y",z', 'x,"y,z"'])}`,
    { ...naive, id: "a,b" },
  ],
  ["ids behind the values", `ds,y,id\n${lines(40, (n) => `${day(n >> 1)},${n},${n % 2}`)}`, naive],
  ["odd ids", panel(odd), naive],
  ["a column called model", two.replace("unique_id", "model"), { ...naive, id: "model" }],
  [
    "columns called prediction and date",
    `prediction,ds,y\n${rows(["a", "b"])}`,
    { ...naive, id: "prediction" },
  ],
  ["one series, named", panel(["only"]), { ...naive, id: "unique_id" }],
  ["one series, found", panel(["only"]), naive],
  ["all models' bands", two, { model: "ets", interval: "0.8,0.95", horizon: "4" }],
  ["no band", two, { model: "theta", interval: "0" }],
  ["150 series", panel(many, 40), { model: "mstl", horizon: "3" }],
  ["over a megabyte", panel(many, 400), { model: "seasonal-naive", horizon: "2" }],
  ["over a megabyte, in quotes", panel(many, 400).replaceAll(/^[^,]+/gm, '"$&"'), naive],
  ["over a megabyte, Windows", panel(many, 400).replaceAll("\n", "\r\n"), naive],
  ["auto", panel(["a", "b"], 60), { horizon: "5" }],
  ["prophet", panel(["a", "b"], 60), { model: "prophet", horizon: "5" }],
  ["a mark and semicolons", `\ufeff${two.replaceAll(",", ";")}`, naive],
  ["tabs and Windows", two.replaceAll(",", "\t").replaceAll("\n", "\r\n"), naive],
  ["old Macs", two.replaceAll("\n", "\r"), naive],
  ["blank lines", `\n${two.replaceAll("5\n", "5\n\n")}\n`, naive],
  [
    "several frequencies",
    `unique_id,ds,y\n${rows(["d"], 40)}${rows(["h"], 40, (id, n) => `${id},${at.hour(n)},${n}`)}${rows(["m"], 40, (id, n) => `${id},${at.monthEnd(n)},${n}`)}`,
    { model: "theta" },
  ],
  [
    "several ways to write dates",
    `unique_id,ds,y\n${rows(["z"], 30, (id, n) => `${id},${at.hour(n)}Z,${n}`)}${rows(["o"], 30, (id, n) => `${id},${at.hour(n)}:00+02:00,${n}`)}${rows(["s"], 30, (id, n) => `${id},${day(n).replaceAll("-", "/")},${n}`)}${rows(["b"], 60, (id, n) => `${id},${at.hourOfBerlin(n)},${n}`)}`,
    naive,
  ],
  [
    "ways to write numbers",
    `unique_id,ds,y\n${rows(["a", "b"], 30, (id, n) => `${id},${day(n)},${["+1.5", "2.", ".5", "1e2", "-3E-1", "007", "", "nan"][n % 8]}`)}`,
    naive,
  ],
  ["missing values", two.replaceAll(/,1\d\d\.\d*5$/gm, ",NA"), naive],
  ["a bad value", `${two}${rows(["bad"])}${faultyValue}`, naive],
  ["a bad date", `${two}${rows(["bad"])}${faultyDate}`, { model: "theta", horizon: "2" }],
  ["a bad value first", `${two.replace("north,2023-01-01,100", "north,2023-01-01,$100")}`, naive],
  ["a date twice", `${two}${rows(["bad"])}${rows(["bad"], 2)}`, naive],
  ["mixed dates", `${two}${rows(["bad"])}bad,2024-05,1\n`, naive],
  [
    "a bad value in quotes",
    two.replace(/^north,2023-01-09,.*/m, '"north" , "2023-01-09", "x, ""y"""'),
    naive,
  ],
  [
    "a bad value behind a quoted line break",
    `unique_id,note,ds,y\n${rows(["a", "b"], 30, (id, n) => `${id},"two\nlines",${day(n)},${id === "b" && n === 20 ? "x" : n}`)}`,
    naive,
  ],
  [
    "a bad regressor where it tells no future",
    explained.replace(/^b,2023-01-05,[^,]*,.*/m, "b,2023-01-05,,cheap"),
    prices,
  ],
  [
    "a bad regressor in the known future",
    explained.replace(/^b,2023-03-14,,.*/m, "b,2023-03-14,,cheap"),
    prices,
  ],
  ["short series", `${two}${rows(["one"], 1)}${rows(["two"], 2)}none,2023-01-01,\n`, { model: "theta" }],
  [
    "short series first",
    `unique_id,ds,y\n${rows(["one"], 1)}${two.slice(15)}`,
    { model: "auto", horizon: "2" },
  ],
  ["only short series", `unique_id,ds,y\n${rows(["a", "b", "c"], 2)}`, { model: "auto" }],
  ["no dates in common, no spacing", `unique_id,ds,y\na,2023-01-01T00:00:01,1\nb,2023-01-01T00:00:01,2\n`],
  ["nothing but faults", `unique_id,ds,y\na,2023-01-01,x\nb,2023-01-01,y\n`, naive],
  ["no values at all", `unique_id,ds,y\n${rows(["a", "b"], 5, (id, n) => `${id},${day(n)},`)}`, naive],
  [
    "infinite and huge",
    `${two}${rows(["inf"], 20, (id, n) => `${id},${day(n)},${n === 9 ? "inf" : n}`)}${rows(["huge"], 20, (id, n) => `${id},${day(n)},${n % 3}e308`)}`,
    { model: "theta" },
  ],
  ["equal series", `${two}${rows(["flat"], 20, (id, n) => `${id},${day(n)},5`)}`, { model: "theta" }],
  ["a horizon too far for one", `${two}${rows(["short"], 3)}`, { model: "naive", horizon: "900" }],
  [
    "the end of the calendar for one",
    `${two}${rows(["end"], 4, (id, n) => `${id},9999-12-${27 + n},${n}`)}`,
    naive,
  ],
  [
    "negative values in logistic growth",
    `${panel(["a"], 60)}${rows(["b"], 60, (id, n) => `${id},${day(n)},${n - 5}`)}`,
    { model: "prophet", growth: "logistic", cap: "300", horizon: "3" },
  ],
  ["regressors", explained, prices],
  ["regressors and a horizon", explained, { ...prices, horizon: "4" }],
  ["a gap in a regressor", explained.replace("b,2023-01-05,112.447,9", "b,2023-01-05,112.447,"), prices],
  ["a known future twice", `${explained}a,2023-03-14,,5\na,2023-03-14,,6\n`, prices],
  ["known future that is left out", explained, { ...naive, target: "y" }],
  ["an id that is missing", `${two},2023-01-01,1\n`, naive],
  ["an id of blanks", `${two}" ",2023-01-01,1\n`, naive],
  ["a ragged row", `${two}north,2023-05-01\n`, naive],
  ["a ragged row behind a megabyte", `${panel(many, 400)}S1,2025-01-01,1,2\n`, naive],
  ["an open quote", `${two}"north,2023-05-01,1\n`, naive],
  ["text behind a quote", `${two}"north"x,2023-05-01,1\n`, naive],
  [
    "Latin-1 behind a megabyte",
    Buffer.concat([Buffer.from(panel(many, 400)), Buffer.from("caf\u00e9,2025-01-01,1\n", "latin1")]),
    naive,
  ],
  ["NUL behind a megabyte", `${panel(many, 400)}S1,2025-01-01,\u0000\n`, naive],
  ["a field too long", `${two}"${"x".repeat(100_001)}",2023-01-01,1\n`, naive],
  ["an endless row", `${two}"${"x".repeat(1_100_000)}`, naive],
  ["no rows", "unique_id,ds,y\n", naive],
  ["no dates", two.replace("ds", "day"), naive],
  ["no such id", two, { ...naive, id: "shop" }],
  ["the target as id", two, { ...naive, id: "y" }],
  ["an id twice", two, { ...naive, id: "unique_id,unique_id" }],
  ["two columns by the id's name", `unique_id,unique_id,ds,y\n${rows(["a,b"])}`, naive],
  ["ids in another case", two.replace("unique_id", "Unique_ID"), naive],
  ["an unknown parameter", two, { ...naive, horizn: "3" }],
  ["a frequency that is wrong", two, { ...naive, frequency: "fortnightly" }],
  ["a given frequency", two, { ...naive, frequency: "W" }],
  [
    "ids that come twice late",
    `id,ds,y\n${lines(9000, (n) => `${n},${day(n)},${n % 50}`)}7,${day(9001)},1\n`,
    { model: "naive", horizon: "1" },
  ],
  [
    "rows of a series far apart",
    `id,ds,y\n${rows(["a"], 15)}${rows(["b"])}${rows(["a"], 30, (id, n) => `${id},${day(15 + n)},${n}`)}`,
    naive,
  ],
  [
    "line breaks in ids over a megabyte",
    `unique_id,ds,y\n${rows(
      many.map((id) => `"${id}\n,"`),
      400,
    )}`,
    naive,
  ],
]);
