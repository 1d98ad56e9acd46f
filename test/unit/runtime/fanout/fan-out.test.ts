// A panel that is cut into slices has the same result, the same metadata and the same report as one that is forecast in
// one piece: whatever kind of file it is, and however its rows lie.
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { jobFolder, orderName } from "../../../../src/core/job/job-contract.ts";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import { MemoryStore, settings as base, untilAborted } from "../fakes.ts";
import { day, forecasterHere, panel, panelCells, parquetOf, plainRow, value } from "./panels.ts";

const forecaster = forecasterHere();

const settings = {
  ...base,
  forecastDefaults: {},
  maximumInputBytes: 10_000_000,
  fanOutRows: 240,
  fanOutSeries: 16,
};
const { inputBucket, outputBucket } = settings;
const log = createLogger({ write: () => {}, clock: { now: () => 0 }, project: "demo" });

async function answer(
  content: string | Uint8Array,
  parameters: Record<string, string>,
  isFannedOut: boolean,
) {
  const store = new MemoryStore();
  const metadata = Object.fromEntries(
    Object.entries({ model: "theta", horizon: "3", ...parameters }).map(([name, each]) => [
      `forecast-${name}`,
      each,
    ]),
  );
  const { generation } = store.put(inputBucket, "panel.csv", content, { metadata });
  const input = { bucket: inputBucket, name: "panel.csv", generation };
  const fanOut = {
    folder: jobFolder(input),
    order: orderName(input),
    holder: "test/0",
  };
  let now = 0;
  const outcome = await deliver(
    { eventType: "OBJECT_FINALIZE", ...input, messageId: "7", deliveryAttempt: 1 },
    {
      store,
      forecaster,
      settings,
      clock: {
        now: () => (now += 5),
        sleep: (ms, signal) => (ms === 0 ? Promise.resolve() : untilAborted(ms, signal)),
      },
      ...(isFannedOut && { fanOut }),
    },
    log,
  );
  const names = ["panel.csv", "panel.csv.series.json", "panel.csv.error.json"];
  const written = names.map((name) => {
    const object = store.objects.get(`${outputBucket}/${name}`);
    return (
      object && {
        name,
        content: Buffer.from(object.content).toString("latin1"),
        metadata: object.metadata,
        contentType: object.contentType,
      }
    );
  });
  const slices = await store.list(outputBucket, `${fanOut.folder}done/`);
  return { outcome, written, slices: slices.length };
}

const kinds: [string, string | Uint8Array, Record<string, string>?][] = [
  ["contiguous series", panel("unique_id,ds,y", plainRow)],
  ["series that alternate", panel("unique_id,ds,y", plainRow, { isMixed: true })],
  [
    "several ids",
    panel("shop,sku,ds,y", (of, at) => `"Shop, ${of >> 1}",${of % 2},${day(at)},${value(of, at)}`),
    { id: "shop,sku" },
  ],
  [
    "semicolons, CRLF and a byte order mark",
    panel("\ufeffunique_id;ds;y\r", (of, at) => `${plainRow(of, at).replaceAll(",", ";")}\r`),
  ],
  [
    "decimal commas",
    panel("unique_id;ds;y", (of, at) => `s${of};${day(at)};${value(of, at).toFixed(2).replace(".", ",")}`),
  ],
  [
    "dates in another form",
    panel("unique_id,ds,y", (of, at) => `s${of},${day(at).split("-").reverse().join(".")},${value(of, at)}`, {
      isMixed: true,
    }),
  ],
  [
    "missing values",
    panel("unique_id,ds,y", (of, at) => ((of + at) % 5 === 0 ? `s${of},${day(at)},` : plainRow(of, at))),
  ],
  [
    "series that fail",
    panel("unique_id,ds,y", (of, at) =>
      of === 4 && at === 6 ? `s4,${day(at)},many` : plainRow(Math.max(of, 1), at),
    ),
  ],
  [
    "series too short for their model",
    panel("unique_id,ds,y", (of, at) => (at > of ? `s8,${day(20 + of * 20 + at)},4` : plainRow(of, at))),
  ],
  [
    "dates without a row that mean 0",
    panel("unique_id,ds,y", (of, at) => plainRow(of, at + (of % 3 === 0 && at > 7 ? 3 : 0)), {
      isMixed: true,
    }),
    { fill: "zero" },
  ],
  [
    "rows that are put together",
    panel("unique_id,ds,y", (of, at) => `s${of},${day(at >> 1)},${at}`, { rows: 40 }),
    { aggregate: "sum" },
  ],
  [
    "a wide table",
    `shop,${Array.from({ length: 14 }, (_, at) => day(at)).join(",")}\n${Array.from({ length: 24 }, (_, of) => `s${of},${Array.from({ length: 14 }, (_at, at) => value(of, at)).join(",")}\n`).join("")}`,
  ],
  [
    "several columns of values",
    panel("ds,a,b,c,d", (_, at) => `${day(at)},${at},${at + 1},${at % 4},${at * 2}`, { series: 1, rows: 90 }),
    { target: "*" },
  ],
  ["a packed file", gzipSync(panel("unique_id,ds,y", plainRow))],
  ["a Parquet file", parquetOf(panelCells())],
  ["a Parquet file whose series alternate", parquetOf(panelCells({ isMixed: true }))],
  ["a Parquet file, packed", gzipSync(parquetOf(panelCells()))],
  [
    "another encoding",
    Buffer.from(
      panel("unique_id,ds,y", (of, at) => `s\u00e9${of},${day(at)},${value(of, at)}`),
      "latin1",
    ),
  ],
  [
    "hours across a change of clocks",
    panel(
      "unique_id,ds,y",
      (of, at) =>
        `s${of},2024-03-31T${String(at < 2 ? at : at + 1).padStart(2, "0")}:00:00+0${at < 2 ? 1 : 2}:00,${value(of, at)}`,
      { rows: 20 },
    ),
  ],
  [
    "clocks of which each series shows something else",
    panel(
      "unique_id,ds,y",
      (of, at) => {
        const date = new Date(Date.UTC(2012, 2, (of < 12 ? 1 : 15) + at)).toISOString().slice(0, 10);
        return `s${of},${date}T00:00:00+0${date > "2012-03-25" ? 3 : 2}:00,${value(of, at)}`;
      },
      { rows: 27 },
    ),
  ],
  ...["json", "ndjson", "parquet", "xlsx"].map((format): [string, string, Record<string, string>] => [
    `a result as ${format}`,
    panel("unique_id,ds,y", plainRow),
    { format },
  ]),
];

const faults: typeof kinds = [
  ["no series that can be forecast", panel("unique_id,ds,y", (of, at) => `s${of},${day(at)},x`)],
  [
    "a row that is cut off",
    panel("unique_id,ds,y", (of, at) => (of === 7 && at === 3 ? `s7,${day(3)}` : plainRow(of, at))),
  ],
  ["a horizon beyond all dates", panel("unique_id,ds,y", plainRow), { horizon: "9999" }],
];

describe("a panel in slices is forecast as in one piece", () => {
  it.each(kinds)("%s", async (_, content, parameters = {}) => {
    const whole = await answer(content, parameters, false);
    const { slices, ...cut } = await answer(content, parameters, true);
    expect(cut).toEqual({ outcome: whole.outcome, written: whole.written });
    expect(cut.outcome.kind).toBe("predicted");
    expect(slices).toBeGreaterThan(1);
  });

  it.each(faults)("and refused as in one piece: %s", async (_, content, parameters = {}) => {
    const { outcome, written } = await answer(content, parameters, true);
    expect(outcome.kind).toBe("rejected");
    expect(written).toEqual((await answer(content, parameters, false)).written);
  });

  it("but not a small one, nor one series", async () => {
    for (const text of [
      panel("unique_id,ds,y", plainRow, { series: 1 }),
      panel("ds,y", (_, at) => `${day(at)},${at}`, { series: 1, rows: 60 }),
    ]) {
      const whole = await answer(text, {}, false);
      expect(await answer(text, {}, true)).toEqual(whole);
    }
  });
});
