import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { licensesText, partsOf, sbom } from "../../../scripts/image-parts.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const sources = [
  "node_modules/date-holidays/src/index.js",
  "node_modules/danfojs-node/dist/index.js",
  "node_modules/hono/dist/hono.js",
  "node_modules/hono/dist/context.js",
  "src/runtime/server.ts",
  "src/model/prophet/fit.ts",
];

describe("what others have written of the image", () => {
  const text = licensesText(partsOf(sources, root));

  it.each([
    ["Stan's optimizers 2.37.0 (BSD-3-Clause)", "Stan Developers and their Assignees"],
    ["Prophet (MIT)", "Copyright (c) Facebook, Inc. and its affiliates."],
    ["date-holidays 3.37.0", "commenthol"],
    ["The holidays of date-holidays (CC-BY-SA-3.0)", "Attribution-ShareAlike 3.0 Unported"],
    ["danfojs-node 1.2.0 (MIT)", "[danfo.js]"],
    ["hono ", "Yusuke Wada"],
  ])("has the text of the licence of %s", (title, passage) => {
    const part = text.split(`\n\n${"-".repeat(80)}\n\n`).filter((each) => each.startsWith(title));
    expect(part).toHaveLength(1);
    expect(part[0]).toContain(passage);
  });

  it("is listed in CycloneDX, with addresses of packages or of sources", () => {
    const document = sbom(partsOf(sources, root), "MIT");
    expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    expect(document.components.map(({ name }) => name)).toContain("Stan's optimizers");
    expect(document.components).toContainEqual(
      expect.objectContaining({
        name: "date-holidays",
        purl: "pkg:npm/date-holidays@3.37.0",
      }),
    );
    for (const component of document.components) {
      expect(component.licenses).toHaveLength(1);
      expect(component.purl ?? component.externalReferences?.[0]?.url).toBeTruthy();
    }
  });
});

describe("a build", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloud-runner-parts-"));
    await mkdir(join(folder, "node_modules/some"), { recursive: true });
    await mkdir(join(folder, "scripts/licenses"), { recursive: true });
    await writeFile(
      join(folder, "node_modules/some/package.json"),
      JSON.stringify({ name: "some", version: "2.0.0", license: "MIT" }),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const index = (value: object) =>
    writeFile(join(folder, "scripts/licenses/index.json"), JSON.stringify(value));

  it("fails when the text of a licence is nowhere", async () => {
    await index({ packages: {}, within: {} });
    expect(() => partsOf(["node_modules/some/index.js"], folder)).toThrow("some has no text of its licence");
  });

  it("fails when a package is not the one whose parts were looked at", async () => {
    await writeFile(join(folder, "node_modules/some/LICENSE"), "MIT");
    await index({ packages: {}, within: { "some@1.0.0": [] } });
    expect(() => partsOf(["node_modules/some/index.js"], folder)).toThrow("some is 2.0.0 now");
  });
});
