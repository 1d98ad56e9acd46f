// Addresses of Cloud Storage, `gs://bucket/object`.
import { UsageError } from "../../../core/errors.ts";

export const isGsUri = (word: string): boolean => word.startsWith("gs://");

/** @throws UsageError for what names no bucket */
export function parseGsUri(uri: string): { bucket: string; name: string } {
  const [, bucket, name = ""] = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket !== undefined) return { bucket, name };
  throw new UsageError(`${uri} names no bucket.`, {
    code: "usage.gs-uri",
    fix: "Write gs://BUCKET/OBJECT, gs://BUCKET/FOLDER/ or 'gs://BUCKET/FOLDER/**/*.csv'.",
  });
}
