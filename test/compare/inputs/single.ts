// Files with one series: steps, dialects, dates, values and models of every kind.
import * as at from "./input.ts";
import { day, inputsOf, lines, naive, series, value, type Input, type Rows } from "./input.ts";

const days = series(120, day);
const theta = { model: "theta", horizon: "5" };
const everyModel = ["auto", "prophet", "mstl", "ets", "theta", "seasonal-naive", "naive"];

const steps: Rows = [
  ["days", days],
  ["hours", series(240, at.hour, 24)],
  ["quarters of an hour", series(400, at.quarterHour, 96), { interval: "0.8,0.95" }],
  ["months", series(96, at.month, 12)],
  ["months without days", series(60, (step) => at.month(step).slice(0, 7), 12), theta],
  ["ends of months", series(60, at.monthEnd, 12), theta],
  ["the 30th of months", series(40, (step) => at.monthEnd(step).replace("31", "30"), 12), theta],
  ["weeks", series(130, at.week, 52, "ds,y")],
  ["quarters", series(40, at.quarter, 4)],
  ["years", series(30, at.year)],
  ["business days", series(150, at.businessDay, 5)],
  ["every three days", series(90, (step) => day(3 * step)), theta],
  ["minutes", series(200, (step) => at.minute(step).replace("T", " "), 60), theta],
  ["seconds", series(50, (step) => `2024-03-01 10:00:${String(step).padStart(2, "0")}`), naive],
];

const dialects: Rows = [
  ["line ends of Windows", days.replaceAll("\n", "\r\n"), naive],
  ["line ends of old Macs", days.replaceAll("\n", "\r"), naive],
  ["no line end at the end", days.trimEnd(), naive],
  ["mixed line ends", days.replaceAll(/(1\d)\n/g, "$1\r\n"), naive],
  ["a mark, semicolons and Windows", `\ufeff${days.replaceAll(",", ";").replaceAll("\n", "\r\n")}`, naive],
  ["tabs", days.replaceAll(",", "\t"), naive],
  ["everything in quotes", days.replaceAll(/[^,\n]+/g, '"$&"'), naive],
  ["blanks around fields", days.replaceAll(",", " , "), naive],
  ["blanks in quotes", days.replaceAll(/,(.*)/g, ',"  $1 "'), { ...naive, target: "  y " }],
  [
    "notes with commas and lines",
    `date,note,y\n${lines(40, (n) => `${day(n)},"a, ""b""\n${n}",${n}`)}`,
    naive,
  ],
  ["blank lines", `\n\n${days.replaceAll("0\n", "0\n\n  \n")}\n\n`, naive],
  ["rows of separators", `${days},\n,\n`, naive],
  ["upper case header", days.replace("date,y", "DATE,Y"), naive],
  ["header with blanks", days.replace("date,y", " ds , y "), naive],
  ["a header in two scripts", days.replace("date,y", '"Дата","Größe, in €"'), { ...naive, date: "Дата" }],
  ["three columns, one of numbers", `date,city,sales\n${lines(30, (n) => `${day(n)},x,${n}`)}`, naive],
  ["names of prototypes", `date,__proto__,y\n${lines(30, (n) => `${day(n)},${n % 3},${value(n)}`)}`, naive],
  ["an id that numbers the rows", `id,date,y\n${lines(40, (n) => `${n},${day(n)},${value(n)}`)}`, naive],
  ["two columns of ids", `id,unique_id,date,y\n${lines(40, (n) => `1,a,${day(n)},${value(n)}`)}`, naive],
  ["60,000 rows", series(60_000, (n) => at.hour(n)), { model: "seasonal-naive", horizon: "3" }],
  ["3,500 rows", series(3500, day), { model: "mstl" }],
  [
    "a thousand columns",
    `date,y${",x".repeat(998)}\n${lines(9, (n) => `${day(n)},${n}${",0".repeat(998)}`)}`,
    naive,
  ],
];

const dates: Rows = [
  ["zone Z", series(60, (step) => `${at.hour(step)}Z`), naive],
  ["zone UTC", series(60, (step) => `${at.hour(step).replace("T", " ")}:00 UTC`), naive],
  ["lower case", series(60, (step) => `${at.hour(step).toLowerCase()}z`), naive],
  ["an offset", series(60, (step) => `${at.hour(step)}+05:30`), naive],
  ["short offsets", series(60, (step) => `${at.hour(step)}:00-03`), naive],
  ["end of summer time", series(120, at.hourOfBerlin, 24), theta],
  ["parts of a second that are zero", series(60, (step) => `${at.hour(step)}:00.000`), naive],
  ["slashes", series(60, (step) => day(step).replaceAll("-", "/")), naive],
  ["no leading zeros", series(60, (step) => day(step).replaceAll("-0", "-")), naive],
  ["midnight without a time", series(60, (step) => at.hour(step).replace("T00:00", "")), naive],
  ["backwards", `date,y\n${lines(60, (step) => `${day(60 - step)},${value(step)}`)}`, naive],
  ["in no order", `date,y\n${lines(60, (step) => `${day((step * 7) % 60)},${value(step)}`)}`, theta],
  ["gaps", series(120, (step) => day(step + Math.floor(step / 9))), theta],
  ["given days", series(60, (step) => day(step * 2)), { ...naive, frequency: "daily" }],
  ["given weeks", days, { ...naive, frequency: "W" }],
  ["given every second day", days, { ...theta, frequency: "2D" }],
  ["given months, in words", series(40, at.monthEnd, 12), { ...naive, frequency: "monthly" }],
  ["before the epoch", series(60, (step) => day(step).replace("20", "18")), naive],
  ["the first year", series(60, (step) => day(step).replace("2023", "0001")), naive],
  ["a leap day", series(80, (step) => day(365 + step)), naive],
];

const values: Rows = [
  [
    "missing values",
    series(90, day)
      .replaceAll(/,1\d\d\.\d*5$/gm, ",NA")
      .replaceAll(/,.*7$/gm, ","),
    theta,
  ],
  ["missing at both ends", `date,y\n2022-12-31,\n${days.slice(7)}2023-05-01,null\n2023-05-02,N/A\n`, naive],
  [
    "ways to write numbers",
    `date,y\n${lines(30, (n) => `${day(n)},${["+1.5", "2.", ".5", "1e2", "-3E-1", "007"][n % 6]}`)}`,
    naive,
  ],
  ["many digits", `date,y\n${lines(30, (n) => `${day(n)},0.${"1234567890".repeat(3)}${n}`)}`, theta],
  ["negative values", series(90, day).replaceAll(",", ",-").replace("date,-", "date,"), theta],
  [
    "around zero",
    `date,y\n${lines(90, (n) => `${day(n)},${(value(n) - 115).toFixed(2)}`)}`,
    { model: "auto" },
  ],
  ["equal values", `date,y\n${lines(30, (n) => `${day(n)},7`)}`],
  ["zeros", `date,y\n${lines(30, (n) => `${day(n)},0`)}`, theta],
  ["mostly zeros", `date,y\n${lines(120, (n) => `${day(n)},${n % 4 === 0 ? n % 9 : 0}`)}`],
  ["huge values", `date,y\n${lines(40, (n) => `${day(n)},${n % 7}e300`)}`, theta],
  ["tiny values", `date,y\n${lines(40, (n) => `${day(n)},${(n % 7) + 1}e-320`)}`, theta],
  ["true as a value", `date,y\n${lines(9, (n) => `${day(n)},true`)}`, naive],
  ["three rows", series(3, day), naive],
  ["four rows", series(4, day)],
  ["nine rows", series(9, day), { model: "auto", interval: "0.5,0.8,0.99" }],
  ["two rows", series(2, day)],
];

const requests: Rows = [
  ...everyModel.map((model): Rows[number] => [`model ${model}`, days, { model, horizon: "10" }]),
  ["no interval", days, { ...theta, interval: "0" }],
  ["many intervals", days, { ...theta, interval: "0.95, 0.5,0.8,0.99" }],
  ["a season", days, { model: "ets", "season-length": "14", horizon: "3" }],
  ["no season", days, { model: "mstl", "season-length": "1", horizon: "3" }],
  ["a long horizon", days, { ...naive, horizon: "500" }],
  ["parameters without effect", days, { ...naive, growth: "flat", "holidays-country": "DE" }],
  ["blanks and upper case", days, { MODEL: " Naive ", Horizon: " 4 " }],
  ["another target", `ds,a,b\n${lines(40, (n) => `${day(n)},${n},${value(n)}`)}`, { ...naive, target: "b" }],
  [
    "a target in another case",
    `ds,Sales\n${lines(40, (n) => `${day(n)},${n}`)}`,
    { ...naive, target: "sales" },
  ],
  ["a bad interval", days, { interval: "0.8,0.8" }],
  ["no such target, with a guess", days, { target: "yy" }],
  ["a fault in a long line", `date,note,y\n${day(0)},${"\u{1F4C8}".repeat(80)},x\n`, naive],
  ["a fault behind a megabyte", `${series(60_000, (n) => at.hour(n))}2040-01-01T00:00,x\n`, naive],
  ["ragged behind a megabyte", `${series(60_000, (n) => at.hour(n))}2040-01-01T00:00\n`, naive],
];

export const single: Input[] = [
  ...inputsOf("steps", steps),
  ...inputsOf("dialects", dialects),
  ...inputsOf("dates", dates),
  ...inputsOf("values", values),
  ...inputsOf("requests", requests),
];
