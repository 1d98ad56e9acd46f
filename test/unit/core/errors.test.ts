import { expect, it } from "vitest";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

it("keeps the names of all errors when it is minified, as the image is", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../../src/core/errors.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  const source = Buffer.from(outputFiles[0]!.contents).toString("base64");
  const module = (await import(`data:text/javascript;base64,${source}`)) as Record<string, unknown>;
  const classes = Object.entries(module).filter(([name]) => name.endsWith("Error")) as unknown as [
    string,
    new (message: string, details: object) => Error,
  ][];
  expect(classes.length).toBeGreaterThan(9);
  for (const [name, Class] of classes) expect(new Class("x", {}).name).toBe(name);
});
