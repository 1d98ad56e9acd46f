// Words that name objects of Cloud Storage, in any bucket that the user may read: an object, all below a prefix, or a pattern.
import type { File } from "@google-cloud/storage";
import { isManifestName } from "../../../core/contract.ts";
import { CloudError, UsageError } from "../../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../../provision/engine/context.ts";
import { isObjectMissing } from "../ask-storage.ts";
import { isPattern, keepMeant, leftOut, type FoundFile } from "./found-files.ts";
import { isGsUri, parseGsUri } from "./gs-uri.ts";
import type { GsObject, NamedContent, Source } from "./input.ts";

type FoundObject = FoundFile & { gs: GsObject };

/**
 * Puts objects in the place of the words that name them; other sources stay as they are.
 * @throws UsageError for what is not there
 */
export async function expandGsWords(
  cloud: CloudContext,
  sources: readonly Source[],
): Promise<{ sources: Source[]; notes: string[] }> {
  const notes: string[] = [];
  const expanded: Source[] = [];
  const known = new Set<string>();
  for (const source of sources) {
    if (typeof source !== "string" || !isGsUri(source)) expanded.push(source);
    else
      for (const found of await objectsOf(cloud, source, notes)) {
        if (!known.has(found.word)) expanded.push(contentOf(found));
        known.add(found.word);
      }
  }
  return { sources: expanded, notes };
}

/** It is read when its turn comes, by whoever has the client then. */
const contentOf = ({ word, below, gs }: FoundObject): NamedContent => ({
  name: word,
  label: word,
  content: () => Promise.reject(new Error("An object is read through the client.")),
  gs,
  below,
});

async function objectsOf(cloud: CloudContext, word: string, notes: string[]): Promise<FoundObject[]> {
  const { bucket, name } = parseGsUri(word);
  if (name !== "" && !name.endsWith("/")) {
    // An object's own name may look like a pattern, `[abc].csv`.
    const [only] = await ask(cloud, word, "storage.objects.get", async () => [
      await oneObject(cloud, bucket, name),
    ]);
    if (only !== undefined) return [only];
    // As a folder that was named without its slash.
    if (!isPattern(name)) return objectsOf(cloud, `${word}/`, notes);
  }
  const prefix = isPattern(name) ? name.slice(0, name.search(/[*?[{]/)) : name;
  const fixed = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const storage = await cloud.clients.storage();
  const found = await ask(cloud, word, "storage.objects.list", async () => {
    const [files] = await storage
      .bucket(bucket)
      .getFiles({ prefix, ...(isPattern(name) && { matchGlob: name }) });
    return files
      .filter((file) => !file.name.endsWith("/"))
      .map((file) => foundObject(file, file.name.slice(fixed.length)));
  });
  const earlier = notes.length;
  // In a folder of results they would lie beside it, or in the place of others.
  const climbing = found.filter(({ below }) => /(^|\/)\.\.?\//.test(below!));
  if (climbing.length > 0)
    notes.push(
      leftOut(
        climbing.map((object) => object.word),
        "a part of the name is . or ..; name such an object itself",
      ),
    );
  const plain = found.filter(({ below }) => !/(^|\/)\./.test(below!));
  const kept = keepMeant(plain, word, notes);
  if (kept.length > 0) return kept;
  throw new UsageError(`There is no object ${word.replace(/\/$/, "")}, and none to forecast below it.`, {
    code: "usage.no-such-file",
    details: notes.slice(earlier),
    fix: `\`gcloud storage ls ${isPattern(word) ? `gs://${bucket}/${fixed}` : word}\` shows what is there.`,
  });
}

async function oneObject(
  cloud: CloudContext,
  bucket: string,
  name: string,
): Promise<FoundObject | undefined> {
  const storage = await cloud.clients.storage();
  try {
    const file = storage.bucket(bucket).file(name);
    await file.getMetadata();
    if (!isManifestName(name)) return foundObject(file, undefined);
  } catch (error) {
    if (isObjectMissing(error)) return undefined;
    throw error;
  }
  throw new UsageError(`gs://${bucket}/${name} is a manifest, which names objects of the input bucket.`, {
    code: "usage.manifest",
    fix: "Copy it into the input bucket; docs/manifests.md says how. Or name the objects themselves.",
  });
}

const foundObject = ({ bucket, name, metadata }: File, below: string | undefined): FoundObject => ({
  word: `gs://${bucket.name}/${name}`,
  below,
  gs: { bucket: bucket.name, name, generation: String(metadata.generation) },
});

async function ask<T>(cloud: CloudContext, word: string, method: string, send: () => Promise<T>): Promise<T> {
  try {
    return await despiteFaults(cloud, () => call(cloud, method, word, send));
  } catch (error) {
    if (!(error instanceof CloudError) || error.status !== "NOT_FOUND") throw error;
    throw new UsageError(`There is no bucket gs://${parseGsUri(word).bucket}.`, {
      code: "usage.no-such-file",
      fix: "`gcloud storage ls` shows the buckets of the project.",
      cause: error,
    });
  }
}
