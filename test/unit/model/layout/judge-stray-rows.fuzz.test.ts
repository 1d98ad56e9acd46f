// A row inside the data that has a value is never left out, however its date is broken.
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeStrayRows } from "../../../../src/model/layout/judge-stray-rows.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";

const values = [
  "5",
  "-1.5",
  "1.234,50",
  "1 234",
  "(12)",
  "$5",
  "5 €",
  "12 %",
  "1e3",
  "7 kWh",
  "5 Stück",
  "0",
];

const brokenDates = fc.oneof(
  fc.constantFrom(
    "",
    "2024-13-01",
    "31.02.2024",
    "yesterday",
    "n/a",
    "#N/A",
    "#REF!",
    "0000-00-00",
    "Jan",
    "1/1",
    "?",
    "- -",
  ),
  fc.string({ maxLength: 12 }),
);

test(
  "rows with a value stay",
  () => {
    fc.assert(
      fc.property(
        brokenDates,
        fc.constantFrom(...values),
        fc.constantFrom("north", "shop 7", "12", ""),
        fc.boolean(),
        (date, value, id, hasId) => {
          // What says that it is a comment or a total is taken at its word.
          fc.pre(
            !/^\s*(#+\s*[^#\s]|\/\/|%)/.test((hasId ? id : "") || date) &&
              !/^(total|sum|mean|min|max|count|std)/i.test(date.trim()),
          );
          const cells = hasId ? [id, date, value] : [date, value];
          const header = hasId ? ["shop", "date", "y"] : ["date", "y"];
          const row = { line: 7, cells, where: "inside" } as const;
          expect(judgeStrayRows([row], header, hasId ? 1 : 0)).toEqual({ skip: [], notes: [] });
        },
      ),
      fuzz(2000),
    );
  },
  fuzzTimeoutMs,
);
