import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDrawings } from "../../../../src/cli/options/drawings.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "drawings-"));
  writeFileSync(join(folder, "old.svg"), "");
  mkdirSync(join(folder, "folder.html"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("checkDrawings", () => {
  it.each([
    [{ plot: "chart.jpg" }, "--plot chart.jpg does not end in .svg, .png or .html."],
    [{ plot: "chart" }, "--plot chart does not end in .svg, .png or .html."],
    [{ report: "out.pdf" }, "--report out.pdf does not end in .html or .htm."],
    [{ plot: "old.svg" }, "old.svg is there already."],
    [{ report: "folder.html" }, "folder.html is a folder."],
    [{ plot: "new.html", report: "./new.html" }, "--plot and --report both name ./new.html."],
    [{ output: "deep/new.html", report: "deep/new.html" }, "-o and --report both name deep/new.html."],
    [{ output: "new.svg", plot: "deep/../new.svg" }, "-o and --plot both name deep/../new.svg."],
  ])("refuses %j", (places, message) => {
    expect(() => checkDrawings(folder, { ...places, force: false })).toThrow(message);
  });

  it.each([
    {},
    { plot: "new.PNG" },
    { plot: "new.svg", report: "deep/new.htm" },
    { plot: "old.svg", force: true },
    { output: "-", plot: "new.html", report: "other.html" },
    { output: "gs://bucket/new.html", report: "new.html" },
  ])("takes %j", (places) => {
    expect(() => checkDrawings(folder, { force: false, ...places })).not.toThrow();
  });
});
