// Writes drawings as the picture that the name of its file asks for.
import type { Context } from "../shell/context.ts";
import { writeWhole } from "../../library/predict/write-file.ts";
import type { ChartData } from "./chart-data.ts";
import { svgChart } from "./svg.ts";

/** @param mode rights of the file that it was made of */
export async function writePicture(
  { machine, progress }: Pick<Context, "machine" | "progress">,
  path: string,
  charts: readonly [ChartData, ...ChartData[]],
  mode: number | undefined,
): Promise<void> {
  const svg = svgChart(charts);
  if (!/\.png$/i.test(path)) return writeWhole(path, svg, { mode });
  const { hasUnknownLetters, pngOf } = await import("./png.ts");
  if (hasUnknownLetters(svg))
    progress.warn(
      "The font of PNG pictures lacks some letters of the names; an .svg shows them in the reader's fonts.",
    );
  await writeWhole(path, await pngOf(svg, machine.packageFolder), { mode });
}
