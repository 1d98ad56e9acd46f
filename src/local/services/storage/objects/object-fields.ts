// What a request may set on an object, checked. https://cloud.google.com/storage/docs/json_api/v1/objects#resource
import { isMessage } from "../../../message.ts";
import { pick } from "../resource.ts";
import type { ObjectFields } from "./objects.ts";
import { invalid } from "../storage-error.ts";

const texts = [
  "contentType",
  "contentEncoding",
  "contentDisposition",
  "contentLanguage",
  "cacheControl",
  "customTime",
] as const;

/** https://cloud.google.com/storage/quotas#objects */
const customMetadataLimit = 8 * 1024;

/** @throws StorageError 400 */
export function objectFields(body: Record<string, unknown>, defaultStorageClass: string): ObjectFields {
  const given = pick(body, [...texts, "storageClass"]);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string") throw invalid(`Invalid value for: ${name} is not a string`);
    // They travel as headers of every download.
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
      throw invalid(`Invalid value for: ${name} holds a control character`);
    }
  }
  if (given["customTime"] !== undefined && Number.isNaN(Date.parse(given["customTime"] as string))) {
    throw invalid("Invalid value for: customTime is not a time in RFC 3339");
  }
  const metadata = customMetadata(body["metadata"]);
  return { storageClass: defaultStorageClass, ...given, ...(metadata && { metadata }) };
}

function customMetadata(given: unknown): Record<string, string> | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isMessage(given)) throw invalid("Invalid value for: metadata is not a message");
  const entries = Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, string] => {
      if (typeof value === "object" || key === "") throw invalid(`Invalid value for: metadata '${key}'`);
      return [key, typeof value === "string" ? value : JSON.stringify(value)];
    });
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  if (size > customMetadataLimit) {
    throw invalid(
      `The metadata for your object is too large: ${size} bytes, at most ${customMetadataLimit}.`,
    );
  }
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
