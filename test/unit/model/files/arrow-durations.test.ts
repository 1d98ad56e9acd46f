import { readFileSync } from "node:fs";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { durationsIn } from "../../../../src/model/files/arrow-durations.ts";

/** Of a table that pyarrow wrote. */
function schemaOf(name: string): string {
  const file = readFileSync(new URL(`../../../fixtures/files/${name}.parquet`, import.meta.url));
  const { key_value_metadata: all = [] } = parquetMetadata(Uint8Array.from(file).buffer);
  return all.find(({ key }) => key === "ARROW:schema")!.value!;
}

describe("the schema of Arrow", () => {
  const schema = schemaOf("durations");

  it("names the columns of durations and their units", () => {
    expect([...durationsIn(schema)]).toEqual([
      ["y", "nanoseconds"],
      ["s", "seconds"],
      ["ms", "milliseconds"],
      ["us", "microseconds"],
    ]);
    expect([...durationsIn(schemaOf("none"))]).toEqual([]);
  });

  it("is read without the mark that old writers left out", () => {
    const old = Buffer.from(schema, "base64").subarray(4).toString("base64");
    expect(durationsIn(old)).toEqual(durationsIn(schema));
  });

  it("says nothing where it is broken, wherever that is", () => {
    expect([...durationsIn("")]).toEqual([]);
    const whole = Buffer.from(schema, "base64");
    for (let length = 0; length < whole.length; length += 7)
      durationsIn(whole.subarray(0, length).toString("base64"));
    for (let at = 0; at <= whole.length - 4; at++)
      durationsIn(
        Buffer.from(whole)
          .fill(0xff, at, at + 4)
          .toString("base64"),
      );
  });
});
