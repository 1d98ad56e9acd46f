// Years and months in two columns, of which the names do not say what they hold.
import { describe, expect, test } from "vitest";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import { bytes } from "../support.ts";

const german = "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember".split(
  ",",
);
const numbers = german.map((_, month) => String(month + 1));

const rows = (months: readonly string[]) =>
  [2019, 2020, 2021]
    .flatMap((year) => months.map((month, i) => `${year};${month};${year - 2000 + i},5`))
    .join("\n");

async function read(text: string) {
  const { idColumns, series } = await readDataset(bytes(text));
  const [{ ds, y }] = series as [(typeof series)[0]];
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return {
    idColumns,
    series: series.length,
    first: iso(ds[0]!),
    second: iso(ds[1]!),
    last: iso(ds.at(-1)!),
    y: y.at(-1),
  };
}

const monthly = {
  idColumns: [],
  series: 1,
  first: "2019-01-01",
  second: "2019-02-01",
  last: "2021-12-01",
  y: 32.5,
};

describe("months in a column that does not say so", () => {
  test.each([
    ["neither is named", `;;Index\n${rows(german)}`],
    ["the month is not named", `Jahr;;Index\n${rows(german)}`],
    ["there is no header", rows(german)],
    ["the months are numbers without a name", `Ano;;Valor\n${rows(numbers)}`],
    ["the name is another", `Jahr;Zeitraum;Index\n${rows(german)}`],
  ])("%s", async (_, text) => {
    expect(await read(text)).toEqual(monthly);
  });

  test("people called April and May are no months", async () => {
    const text = ["April", "May", "June"]
      .flatMap((name) => [2019, 2020, 2021, 2022, 2023].map((year) => `${name};${year};${year % 7}`))
      .join("\n");
    expect(await read(`customer;year;y\n${text}`)).toMatchObject({ idColumns: ["customer"], series: 3 });
  });
});
