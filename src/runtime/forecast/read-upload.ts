// An upload, read while it arrives: the series of a panel, or the bytes of a file that holds one series.
import type { PanelPlan } from "../../model/predict/predict-csv.ts";
import { createPanelReader, mayBePanel } from "../../model/series/read-panel.ts";
import type { Panel, PanelReader } from "../../model/series/read-panel.ts";

export type Upload = { kind: "file"; input: Uint8Array } | { kind: "panel"; panel: Panel; plan: PanelPlan };

/** A header is shorter; what has no line end by then is left to the reader to refuse. */
const longestHeader = 64 * 1024;

/**
 * @param isNamed whether the id columns are named, so that the file is a panel whatever its header says
 * @param planPanel asked once, and only when the file may be a panel; gives none when its model takes no series
 * @throws InputError for a fault of the file itself; what the chunks or the plan throw
 */
export async function readUpload(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  isNamed: boolean,
  planPanel: () => Promise<PanelPlan | undefined>,
): Promise<Upload> {
  // Kept while a column called id may still turn out to number the rows of one series.
  let kept: Uint8Array[] = [];
  let plan: PanelPlan | undefined;
  let reader: PanelReader | undefined;
  let isDecided = false;
  for await (const chunk of chunks) {
    reader?.push(chunk);
    if (reader?.isSure()) kept = [];
    else kept.push(chunk);
    if (isDecided) continue;
    const head = joined(kept);
    const mayBe = isNamed || mayBePanel(head);
    if (mayBe === undefined && head.length < longestHeader) continue;
    isDecided = true;
    if (!mayBe) continue;
    plan = await planPanel();
    if (plan === undefined) continue;
    reader = createPanelReader(plan.choice);
    reader.push(head);
  }
  const panel = reader?.finish();
  return panel === undefined || plan === undefined
    ? { kind: "file", input: joined(kept) }
    : { kind: "panel", panel, plan };
}

const joined = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
