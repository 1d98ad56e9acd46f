import { describe, expect, test } from "vitest";
import { detectId, findColumns, type ColumnChoice } from "../../../../src/model/csv/find-columns.ts";
import { splitCsv } from "../../../../src/model/csv/split-csv.ts";
import { faultIn } from "../support.ts";

const find = (text: string, choice: ColumnChoice = {}) => findColumns(splitCsv(text), choice);
const faultOf = (text: string, choice: ColumnChoice = {}) => faultIn(() => find(text, choice));

test.each([
  [["ds", "y", "Unique_ID"], ["Unique_ID"]],
  [["id", "ds", "series"], []],
  [["ds", "y"], []],
])("of %j the id column is %j", (header, id) => {
  expect(detectId(header)).toEqual(id);
});

describe("findColumns", () => {
  test.each<[string, ColumnChoice, object]>([
    ["y,ds\n", {}, { date: 1, target: 0 }],
    ["ds,date,y\n", {}, { date: 1, target: 2 }],
    ["DATE,Y\n", {}, { date: 0, target: 1 }],
    ["y,Y,ds\n", {}, { target: 0 }],
    ["day,ds,v\n", { date: "day", target: "v" }, { date: 0, target: 2 }],
    ["ds,v\n", {}, { target: 1 }],
    ["ds,note,v\n2024,x,1\n", {}, { target: 2 }],
    ["ds,n,v\n2024,x,1\n2025,2,2\n2026,x,3\n", {}, { target: 2 }],
    ["ds,n,v\n2024,,1\n2025,NA,2\n", {}, { target: 2 }],
    ["ds,v,a,b\n", { columns: ["a"], id: ["b"] }, { target: 1, id: [3], further: [{ name: "a", index: 2 }] }],
  ])("finds those of %j with %j", (text, choice, columns) => {
    expect(find(text, choice)).toMatchObject(columns);
  });

  test("refuses a further column that bears a name of the models' own", () => {
    expect(faultOf("ds,v,y\n", { target: "v", columns: ["y"] })).toMatchObject({
      code: "csv.reserved-column",
      column: 3,
    });
  });

  test("takes a column of numbers for one when half of its cells are", () => {
    expect(find("ds,n,v\n2024,x,1\n2025,2,2\n")).toBeUndefined();
    expect(find("ds,n,v\n2024,x,1\n2025,x,2\n2026,2,3\n")).toMatchObject({ target: 2 });
  });

  test("judges a column by its first 100 cells", () => {
    const rows = Array.from({ length: 300 }, (_, index) => `2024,${index < 60 ? "x" : 1},1\n`).join("");
    expect(find(`ds,n,v\n${rows}`)).toMatchObject({ target: 2 });
  });

  test("says that two columns bear one name, and where the second is", () => {
    expect(faultOf("date,v,V,v\n", { target: "v" })).toMatchObject({
      code: "csv.duplicate-column",
      message: 'Two columns are named "v".',
      line: 1,
      column: 4,
    });
    expect(faultOf("date,n,n\n2024,1,2\n").code).toBe("csv.duplicate-column");
    expect(find("date,v,V\n", { target: "V" })?.target).toBe(2);
  });

  test.each([
    [["y"], "values", "target"],
    [["ds"], "dates", "date"],
  ])("refuses %j as a further column, since it holds the %s", (columns, what, parameter) => {
    const fault = faultOf("ds,y\n", { columns, target: "y" });
    expect(fault.message).toBe(
      `Column "${columns[0]}" holds the ${what}; it cannot be a further column too.`,
    );
    expect(fault.fix).toMatch(new RegExp(`set ${parameter} to another`));
  });

  test("says which column may have been meant by a name that is not there", () => {
    const text = "ds,y,price\n";
    expect(faultOf(text, { columns: ["prise"] })).toMatchObject({
      code: "csv.no-such-column",
      message: 'There is no column "prise"; the columns are "ds", "y", "price".',
      fix: 'Write "price" in the parameter, or add a column "prise" to the file.',
    });
    expect(faultOf(text, { id: ["weather"] }).fix).toMatch(/^Correct the name/);
  });

  test.each<[string, ColumnChoice]>([
    ["day,y\n2024-01-01,1\n", {}],
    ["ds,y\n2024-01-01,1\n", { date: "when" }],
    ["2024-01-01,1\n", {}],
    ["ds,v,w\n2024,1,2\n", {}],
    ["ds,v,w\n2024,a,b\n", {}],
    ["ds,v,w\n2024,1,2\n", { target: "z" }],
    ["ds,v\n", { target: "ds" }],
  ])("leaves %j with %j to the careful way", (text, choice) => {
    expect(find(text, choice)).toBeUndefined();
  });

  test.each([
    [19, /"c19"\.$/],
    [20, /"c19" and 1 more\.$/],
  ])("lists twenty columns at most: 1 + %i", (further, pattern) => {
    const names = Array.from({ length: further }, (_, index) => `c${index + 1}`);
    const text = ["ds", ...names].join(",");
    expect(faultOf(text, { columns: ["none"] }).message).toMatch(pattern);
  });
});
