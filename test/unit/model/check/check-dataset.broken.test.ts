import { expect, test } from "vitest";
import { checkDataset } from "../../../../src/model/check/check-dataset.ts";
import { readText } from "../../../../src/model/files/open-file.ts";
import { InputError } from "../../../../src/model/input-error.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { brokenFiles, type BrokenFile } from "../../../fixtures/broken-files.ts";

async function outcomeOf({ bytes, parameters = {}, expect: expected }: BrokenFile) {
  const input = bytes();
  // The thread's own time, so that it does not matter what else the machine does.
  const before = process.threadCpuUsage();
  const isQuick = () => process.threadCpuUsage(before).user < 1_000_000;
  try {
    const { text, notes } = await readText(input);
    const found = await checkDataset(text, parameters, modelDescriptions);
    const warnings = [...notes, ...found.warnings];
    const repaired = ("ok" in expected && expected.repaired) || /^$/;
    return { ok: true, saysSo: repaired.test(warnings.join(" ")), warnings, isQuick: isQuick() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, line, column, message, fix, excerpt = "" } = error;
    // Endless input makes no endless report.
    const isShort = message.length + fix.length + excerpt.length < 1200;
    return { code, line, column, isShort, isQuick: isQuick() };
  }
}

test.each(brokenFiles)("says of $name what and where", async (file) => {
  const wanted = "ok" in file.expect ? { ok: true, saysSo: true } : { ...file.expect, isShort: true };
  expect(await outcomeOf(file)).toMatchObject({ ...wanted, isQuick: true });
});

test("knows at least sixty kinds of broken file, each by a name of its own", () => {
  const broken = brokenFiles.filter(({ expect: expected }) => "code" in expected);
  expect(broken.length).toBeGreaterThanOrEqual(60);
  expect(new Set(brokenFiles.map(({ name }) => name)).size).toBe(brokenFiles.length);
});
