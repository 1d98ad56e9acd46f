// An SVG picture as PNG, with letters of its own, since this machine may have none.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** In pixels; the drawing is 860 wide, so that it stays sharp on fine screens. */
const width = 1720;

/** What the font has no letters for. */
const unknownLetters = /[\u0900-\u0dff\u0e00-\u0e7f\u0f00-\u109f\u1100-\u167f\u2e80-\ud7ff\uf900-\ufaff]/;

/** @param packageFolder of this package, which is built */
export async function pngOf(svg: string, packageFolder: string): Promise<Uint8Array> {
  const read = async (name: string) =>
    new Uint8Array(await readFile(join(packageFolder, "dist/pictures", name)));
  // Loaded for a picture alone: it is two megabytes.
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(await read("resvg.wasm")).catch((error: unknown) => {
    // By the picture before.
    if (!(error instanceof Error && error.message.includes("Already initialized"))) throw error;
  });
  const fontBuffers = await Promise.all(["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map(read));
  const picture = new Resvg(svg, {
    background: "#ffffff",
    fitTo: { mode: "width", value: width },
    font: { fontBuffers, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  });
  const drawn = picture.render();
  try {
    return drawn.asPng();
  } finally {
    drawn.free();
    picture.free();
  }
}

export const hasUnknownLetters = (svg: string): boolean => unknownLetters.test(svg);
