// Files as spreadsheets, data frames and mishaps leave them, and the limits of what is read.
import * as at from "./input.ts";
import { day, inputsOf, lines, naive, series, value, type Input } from "./input.ts";

const days = series(40, day);
const values = (...texts: string[]) => `date,y\n${lines(30, (n) => `${day(n)},${texts[n % texts.length]}`)}`;
const dates = (...texts: string[]) => `date,y\n${texts.map((text, n) => `${text},${n}\n`).join("")}`;
const panel = (
  count: number,
  rows: number,
  line = (id: number, n: number) => `S${id},${day(n)},${value(n)}\n`,
) =>
  `unique_id,ds,y\n${Array.from({ length: count }, (_, id) => Array.from({ length: rows }, (__, n) => line(id, n)).join("")).join("")}`;
const prices = { model: "prophet", regressors: "price" };

export const odd: Input[] = inputsOf("odd", [
  ["sep= above the header", `sep=;\n${days.replaceAll(",", ";")}`, naive],
  ["a comment above the header", `# made by hand\n${days}`, naive],
  ["a comma at the end of every row", days.replaceAll("\n", ",\n"), naive],
  ["an index without a name", `,ds,y\n${lines(40, (n) => `${n},${day(n)},${value(n)}`)}`, naive],
  ["an index with dates without a name", `,y\n${lines(40, (n) => `${day(n)},${value(n)}`)}`, naive],
  ["names that are empty twice", days.replace("date,y", "date,,").replaceAll(/(\d)\n/g, "$1,\n"), naive],
  ["date and ds", `ds,date,y\n${lines(40, (n) => `x,${day(n)},${value(n)}`)}`, naive],
  ["a line break in the header", `date,"a\nb",y\n${lines(40, (n) => `${day(n)},1,${value(n)}`)}`, naive],
  ["a mark and a quote", `\ufeff"date","y"\n${days.slice(7)}`, naive],
  ["a mark inside", days.replace("2023-01-20", "\ufeff2023-01-20"), naive],
  ["two marks", `\ufeff\ufeff${days}`, naive],
  ["pipes", days.replaceAll(",", "|"), naive],
  ["more semicolons than commas", `date;a,b;y\n${lines(40, (n) => `${day(n)};1,5;${value(n)}`)}`, naive],
  ["no-break spaces", days.replaceAll(",", "\u00a0,\u00a0"), naive],
  ["strange blanks", days.replaceAll(",", "\v,\f\u2003"), naive],
  ["strange line ends", days.replaceAll("\n", "\u2028"), naive],
  ["returns after line ends", days.replaceAll("\n", "\n\r"), naive],
  ["two returns", days.replaceAll("\n", "\r\r\n"), naive],
  ["the end of a DOS file", `${days}\u001a`, naive],
  ["full-width digits", values("1", "\uff12"), naive],
  ["a real minus", values("1", "\u22125"), naive],
  ["underscores", values("1_000"), naive],
  ["two signs", values("+-5"), naive],
  ["negative zeros", values("-0", "0", "-0.0"), { model: "theta" }],
  ["negative zeros at the end", values("5", "-0"), naive],
  ["whole numbers that a double lacks", values("9007199254740993", "123456789012345678"), naive],
  ["seventeen digits", values("0.30000000000000004", "1.7976931348623157e308", "5e-324"), naive],
  ["fifteen and sixteen digits", values("123456789.123456", "123456789.1234567", "0.000000000000001"), naive],
  ["nanoseconds that are zero", series(40, (n) => `${at.hour(n)}:00.000000000`), naive],
  ["ten digits of a second", series(40, (n) => `${at.hour(n)}:00.0000000000`), naive],
  ["a leap second", dates("2016-12-31T23:59:60"), naive],
  ["a week", dates("2024-W01", "2024-W02"), naive],
  ["beyond 2038", series(40, (n) => day(n).replace("2023", "2099")), naive],
  ["years of five digits", dates("12024-01-01"), naive],
  ["quotes in the middle", values('1"2'), naive],
  ["a quote after a blank", values(' "5"'), naive],
  ["words of missing values", values("1", "NULL", "n/a", "None", "-", "."), naive],
  ["words that are missing values", values("1", "nan", "NULL", "n/a", "None", "2"), naive],
  ["only some columns quoted", `"date",y\n${lines(40, (n) => `"${day(n)}",${value(n)}`)}`, naive],
  [
    "a header of 70,000 characters",
    `date,${"x".repeat(70_000)},y\n${lines(40, (n) => `${day(n)},1,${value(n)}`)}`,
    naive,
  ],
  [
    "a panel with a header of 70,000 characters",
    `id,${"x".repeat(70_000)},ds,y\n${lines(40, (n) => `${n % 2},1,${day(n)},${n}`)}`,
    naive,
  ],
  [
    "a panel with a first row of 90,000 characters",
    panel(2, 20).replace("S0", `"${"x".repeat(90_000)}"`),
    naive,
  ],
  ["a panel of old Macs over a megabyte", panel(150, 400).replaceAll("\n", "\r"), naive],
  [
    "a panel with quotes and Windows",
    panel(3, 30).replaceAll(/S\d/g, '"$&\n"').replaceAll("\n", "\r\n"),
    naive,
  ],
  ["a panel with a quoted header", panel(2, 30).replace("unique_id,ds,y", '"unique_id","ds","y"'), naive],
  [
    "a panel with a mark and a quoted header",
    `\ufeff${panel(2, 30).replace("unique_id", '"unique_id"')}`,
    naive,
  ],
  ["a panel with decimal commas", panel(2, 30).replaceAll(",", ";").replaceAll(".", ","), naive],
  ["a panel with an index", panel(2, 30).replace("unique_id", ",unique_id").replaceAll(/^S/gm, "0,S"), naive],
  ["a panel with numbers as ids", panel(3, 30).replaceAll(/^S(\d)/gm, "$1.0"), naive],
  ["a panel with strange blanks in ids", panel(3, 30).replaceAll(/^S1/gm, "\u00a0S1\u2003"), naive],
  ["a panel with rows of separators", `${panel(2, 30)},,\n,,\n`, naive],
  [
    "a panel with many digits",
    panel(
      2,
      30,
      (id, n) => `S${id},${day(n)},${["0.30000000000000004", "123456789.1234567", "-0", "1e-7"][n % 4]}\n`,
    ),
    naive,
  ],
  ["a panel with values missing twice", `${panel(2, 30)}S1,2023-03-01,\nS1,2023-03-01,NA\n`, naive],
  ["a panel with returns after line ends", panel(2, 30).replaceAll("\n", "\n\r"), naive],
  ["a panel of 2,000 short series", panel(2000, 4), { model: "naive", horizon: "1" }],
  ["a panel of 100,001 series", panel(100_001, 1), { model: "naive", horizon: "1" }],
  ["a panel with more warnings than there is room", panel(200, 12, (id, n) => `S${id},${day(n)},7\n`), naive],
  [
    "a panel with more faults than are logged",
    panel(60, 5, (id, n) => `S${id},${day(n)},${n === 4 && id > 9 ? "x" : n}\n`),
    naive,
  ],
  [
    "two faults in one panel",
    panel(2, 30).replace("S0,2023-01-05", "S0,2023-01-35").replace("S1,2023-01-09,", "S1,2023-01-09,x"),
    naive,
  ],
  [
    "more parameters than there is room",
    days,
    {
      model: "prophet",
      horizon: "3",
      holidays: JSON.stringify([
        { name: "h".repeat(60), dates: Array.from({ length: 200 }, (_, n) => day(n)) },
      ]),
    },
  ],
  [
    "known future before the last value",
    `date,y,price\n${lines(60, (n) => `${day(n)},${n === 30 ? "" : value(n)},${n % 7}`)}${day(60)},,3\n`,
    prices,
  ],
  [
    "known future with gaps",
    `date,y,price\n${lines(60, (n) => `${day(n)},${n < 50 ? value(n) : ""},${n % 7}`)}`.replace(
      /^2023-02-22.*\n/m,
      "",
    ),
    prices,
  ],
  ["500,001 rows", Buffer.from(`date,y\n${"2023-01-01,1\n".repeat(500_001)}`), naive],
  ["more than 64 MiB", Buffer.alloc(64 * 2 ** 20 + 1, "2023-01-01,1\n"), naive],
]);
