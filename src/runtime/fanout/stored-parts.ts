// Parts of what is put together in Storage: written, read, and gathered until they are few enough for one object.
import { randomUUID } from "node:crypto";
import { inTurn } from "../forecast/in-turn.ts";
import { contended, mostParts, type NewObject, type ObjectStore } from "../storage/object-store.ts";
import { writeOnce, type KeptObject, type Part } from "./fan-out-plan.ts";

export interface PartsPlace {
  store: ObjectStore;
  bucket: string;
  /** Of the order. */
  folder: string;
}

const requestsAtOnce = 12;

/** So many parts, in their order, as one object can be made of. */
export async function gathered(parts: readonly Part[], place: PartsPlace): Promise<readonly Part[]> {
  if (parts.length <= mostParts) return parts;
  const groups = Array.from({ length: Math.ceil(parts.length / mostParts) }, (_, at) =>
    parts.slice(at * mostParts, (at + 1) * mostParts),
  );
  const made = await inTurn(groups, requestsAtOnce, (group) => writePart({ parts: group }, place));
  return gathered(made, place);
}

export const writePart = (
  content: NewObject["content"],
  { store, bucket, folder }: PartsPlace,
): Promise<Part> => writeOnce(store, bucket, `${folder}mid/${randomUUID()}`, content);

export async function readPart(
  part: KeptObject,
  { store, bucket }: Pick<PartsPlace, "store" | "bucket">,
): Promise<Uint8Array> {
  const content = await store.read({ bucket, metadata: {}, ...part }, part.bytes);
  if (content === undefined) throw contended(`gs://${bucket}/${part.name} is gone.`);
  return content;
}
