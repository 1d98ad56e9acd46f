// An input as series, whatever kind of file it is.
import { createDatasetReader } from "../../model/csv/read-dataset.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { openFile } from "../../model/files/open-file.ts";
import type { FileOptions } from "../../model/files/opened-file.ts";
import type { Plan } from "../../model/predict/plan.ts";
import type { Dataset } from "../../model/series/dataset.ts";

/** Read while it arrives. */
export async function datasetIn(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  options: FileOptions,
  choice: NonNullable<Plan["choice"]>,
): Promise<Dataset> {
  const reader = createDatasetReader(choice);
  const opened = await openFile(content, options);
  const dataset = await explaining(opened, async () => {
    // The last piece need not be copied, and the whole of a small file is one.
    let last: Uint8Array | undefined;
    for await (const piece of opened.pieces) {
      if (last !== undefined) reader.push(last);
      last = piece;
    }
    return reader.finish(last);
  });
  return { ...dataset, warnings: [...opened.notes, ...dataset.warnings] };
}
