// What is said where columns are not clear.
import { expect, test } from "vitest";
import { unsureIds } from "../../../../src/model/columns/column-errors.ts";
import { splitCsv } from "../../../../src/model/csv/split-csv.ts";

test.each([
  [["store"], 'whether "store" tells several series apart', "store"],
  [["store", "item"], 'whether "store" and "item" tell several series apart', "store,item"],
])("of %j", (names, message, id) => {
  const error = unsureIds(splitCsv("date,store,item,y\n"), names);
  expect(error).toMatchObject({ code: "csv.duplicate-date", choices: { parameter: "id", values: [id] } });
  expect(error.message).toContain(message);
  expect(error.fix).toContain(`Set the parameter id to ${id} if so`);
});
