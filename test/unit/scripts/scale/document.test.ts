// docs/scale.md says what the program says.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { document } from "../../../../scripts/scale/document.ts";

test("the document is what `npm run scale -- --write` writes", async () => {
  const lines = (text: string) => text.split("\n").map((line) => line.replaceAll(/ +/g, " "));
  const written = await readFile(new URL("../../../../docs/scale.md", import.meta.url), "utf8");
  // The larger bursts take seconds, and come of the same program.
  const missing = lines(document(1e4)).filter(
    (line) => !lines(written).includes(line) && !line.startsWith("| -"),
  );
  expect(missing).toEqual([]);
});
