import { describe, expect, it } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { typeWords } from "../../../src/cli/commands/models/type-words.ts";
import { modelDescriptions } from "../../../src/model/parameters/model-descriptions.ts";
import { parametersSchema } from "../../../src/model/parameters/parameters-schema.ts";
import { fakeIo } from "../cli/support.ts";

async function models(...words: string[]) {
  const io = fakeIo();
  const exitCode = await main(["models", ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

it("lists every model with a sentence", async () => {
  const { exitCode, out } = await models();
  expect(exitCode).toBe(0);
  for (const { name, summary } of modelDescriptions)
    expect(out).toMatch(new RegExp(`^${name} +${summary.replaceAll(/[()]/g, "\\$&")}$`, "m"));
});

it("says what one model needs, and every parameter", async () => {
  const { out } = await models("mstl");
  expect(out).toMatchInlineSnapshot(`
    "mstl: Several changing seasons (Bandara et al.), and exponential smoothing of what is left.
    Needs at least 3 rows with a value and at most 500000.

    Parameters of mstl
      season-length
          whole number from 1 to 100000
          Rows until the pattern repeats; 1 for no season. The default depends on
          the frequency.
      transform
          auto, none or log; default auto
          Whether to work on logarithms; auto weighs both by their errors on
          held-out windows.

    Parameters of every model
      model  (--model)
          text; default auto
          Name of the model.
      horizon  (--horizon)
          whole number from 1 to 10000
          Rows to forecast. The default depends on the frequency: 28 days, 48 hours,
          12 months.
      frequency  (--frequency)
          text
          Spacing of the rows, such as D, h, 15min, W, MS or monthly. Inferred when
          absent.
      interval  (--interval)
          list of up to 10: number above 0 and below 1; default 0.8
          Probability that the band shall hold the value, between 0 and 1; several
          as 0.8,0.95; 0 for no band.
      closed  (--closed)
          auto or no; default auto
          Whether times that never occur, such as Sundays or nights without any row,
          are left out of the forecast; no forecasts every step.
      fill  (--fill)
          zero, previous, interpolate or none; default interpolate
          What a step without a row means: 0, the value before it, a value between
          its neighbours (for models that need every step), or nothing, so that the
          model sees the rows alone.
      last-row
          auto, keep or drop; default auto
          What becomes of the last row: auto leaves it out, with a warning, when it
          lies far off what came before, as of a day that is not over; keep takes it
          as it is; drop leaves it out.
      aggregate  (--aggregate)
          sum, mean, first, last, min, max or count
          What several rows of one step become. Needed where frequency is coarser
          than the rows, and for several rows with one date.
      integer  (--integer)
          true or false
          Whether forecasts are whole numbers, as counts are: rounded so that their
          sum stays, bands outwards. Default: false.
      date  (--date-column)
          text
          Column of the dates. Default: date or ds, or the only column of dates.
      target  (--target-column)
          text
          Column of the values; several as a,b or all numbers as *, each a series of
          its own. Default: y, or the only column of numbers.
      sheet  (--sheet)
          text
          Sheet of an Excel workbook, by name or number. Default: the first.
      encoding  (--encoding)
          text
          How the text is encoded, such as windows-1251 or shift_jis. Found out when
          absent.
      id  (--id-column)
          list of up to 10: text
          Columns that tell the series of a file apart, several as region,shop.
          Default: the one named unique_id, series_id, id or series.
      date-format
          text
          How dates are written, such as %d.%m.%Y or dd.MM.yyyy. Default: what all
          rows of the column show.
      timezone  (--timezone)
          text
          IANA zone of times that are written without one, such as Europe/Berlin.
      decimal  (--decimal)
          . or ,
          The decimal separator, . or , (default: what all rows of the column show).
      skip-rows
          whole number from 0 to 1000
          Lines above the header that are left out. Default: what does not look like
          a table.
      format
          csv, json, ndjson, parquet or xlsx
          Format of the result. Default: csv.
      on
          auto, service or job
          Where the forecast is made: by the service, by its job, which has hours
          for it, or auto, by the job where the service has no time for it. Default:
          auto.

    Write them as --param NAME=VALUE, or into cloud-runner.json: \`{ "forecast": { "NAME": VALUE } }\`.
    "
  `);
});

it("gives the same as JSON Schema, in which nothing with a default is required", async () => {
  const { out } = await models("prophet", "--json");
  const { models: found } = JSON.parse(out) as { models: object[] };
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    name: "prophet",
    minimumRows: 4,
    maximumRows: 50_000,
    parameters: {
      own: {
        type: "object",
        properties: {
          growth: { enum: ["linear", "flat", "logistic"], default: "linear" },
          "changepoint-range": { type: "number", exclusiveMinimum: 0, maximum: 1, default: 0.8 },
          regressors: { items: { required: ["name"] } },
        },
      },
      common: { properties: { horizon: { type: "integer", minimum: 1, maximum: 10_000 } } },
    },
  });
  expect(found[0]).not.toHaveProperty("parameters.own.required");
});

it("has no upper limit of rows where there is none", async () => {
  expect(JSON.parse((await models("naive", "--json")).out)).toMatchObject({
    models: [{ maximumRows: null }],
  });
});

it("guesses which model a wrong name means", async () => {
  const { exitCode, err } = await models("prohpet");
  expect(exitCode).toBe(2);
  expect(err).toContain("There is no model prohpet.\n  Did you mean prophet?");
});

it.each(modelDescriptions)("knows a description of every parameter of $name", (model) => {
  const { own, common } = parametersSchema(model, "auto");
  for (const { properties = {} } of [own, common]) {
    for (const [name, { description = "" }] of Object.entries(properties))
      expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^[A-Z].{15,}\.$/s) });
  }
});

describe("typeWords", () => {
  it.each([
    ["linear or flat", { type: "string", enum: ["linear", "flat"] }],
    ["whole number from 0 to 5", { type: "integer", minimum: 0, maximum: 5 }],
    ["number above 0 and up to 1", { type: "number", exclusiveMinimum: 0, maximum: 1 }],
    ["number from 0", { type: "number", minimum: 0 }],
    ["number", { type: "number" }],
    ["auto, true or false", { anyOf: [{ const: "auto" }, { type: "boolean" }] }],
    ["list of up to 2: text", { type: "array", items: { type: "string" }, maxItems: 2 }],
    ["list of number and text", { type: "array", prefixItems: [{ type: "number" }, { type: "string" }] }],
    ["object of a, b?", { type: "object", properties: { a: {}, b: {} }, required: ["a"] }],
  ] as const)("says %s", (words, schema) => {
    expect(typeWords(schema)).toBe(words);
  });
});
