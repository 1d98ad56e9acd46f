import { describe, expect, it } from "vitest";
import type { PanelPlan } from "../../../../src/model/predict/predict-csv.ts";
import { readUpload } from "../../../../src/runtime/forecast/read-upload.ts";

const panel = "unique_id,ds,y\na,2024-01-01,1\nb,2024-01-01,2\n";

/** In pieces of some bytes, as a download brings them. */
function read(text: string, { size = 7, id = undefined as string[] | undefined } = {}) {
  let plans = 0;
  const plan = { choice: { id }, model: "naive" } as unknown as PanelPlan;
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const planPanel = async () => {
    plans++;
    return plan;
  };
  return { upload: readUpload(pieces, id !== undefined, planPanel), plans: () => plans };
}

describe("an upload that is read while it arrives", () => {
  it.each([1, 7, 10_000])("is a panel when ids tell series apart, in pieces of %i bytes", async (size) => {
    const { upload, plans } = read(panel, { size });
    const found = await upload;
    expect(found.kind === "panel" && found.panel.series.map(({ id }) => id)).toEqual([["a"], ["b"]]);
    expect(plans()).toBe(1);
  });

  it("is a panel by any column that is named", async () => {
    const found = await read(panel.replace("unique_id", "shop"), { id: ["shop"] }).upload;
    expect(found.kind === "panel" && found.panel.idColumns).toEqual(["shop"]);
  });

  it.each([
    ["one series", "date,y\n2024-01-01,1\n", 0],
    ["a column of that name that numbers its rows", "id,ds,y\n1,2024-01-01,1\n2,2024-01-02,2\n", 1],
    ["nothing", "", 0],
    ["blank lines above its header", "\n\ndate,y\n2024-01-01,1\n", 0],
    ["what is no text", "\u0000\u0000", 0],
  ])("is handed on as it stands when it holds %s", async (_, text, plans) => {
    const { upload, plans: asked } = read(text);
    const found = await upload;
    expect(found.kind === "file" && new TextDecoder().decode(found.input)).toBe(text);
    expect(asked()).toBe(plans);
  });

  it("is handed on when its model scores rows, which may have ids", async () => {
    const found = await readUpload([Buffer.from(panel)], false, () => Promise.resolve(undefined));
    expect(found.kind === "file" && new TextDecoder().decode(found.input)).toBe(panel);
  });

  it("is a panel below blank lines and behind a header with line breaks", async () => {
    expect((await read(`\n\n${panel}`).upload).kind).toBe("panel");
    expect((await read(panel.replace("y", '"y\ny"'), { size: 12 }).upload).kind).toBe("panel");
  });

  it("is refused as soon as a row is no row, with its place", async () => {
    const { upload } = read(`${panel}c,2024-01-01\n`);
    await expect(upload).rejects.toMatchObject({ code: "csv.ragged", line: 4 });
  });
});
