// What the JSON API takes as parameters and as a body, and the XML API as headers.
import { conditionsOf, type Conditions } from "../conditions.ts";
import { conditionNotMet, notModified } from "../storage-error.ts";
import type { Request } from "../uploads/parts.ts";

/** The same conditions as in queries of the JSON API. */
export function headerConditions(request: Request): Conditions {
  const named = [
    ["ifGenerationMatch", "x-goog-if-generation-match"],
    ["ifMetagenerationMatch", "x-goog-if-metageneration-match"],
  ] as const;
  const given = named.flatMap(([parameter, name]) => {
    const value = request.req.header(name);
    return value === undefined ? [] : [[parameter, value]];
  });
  return conditionsOf(Object.fromEntries(given) as Record<string, string>, (name) =>
    request.req.header(name),
  );
}

/**
 * The conditions of HTTP on the time of the last change, which count in whole seconds, and only where none on the ETag is given.
 * https://cloud.google.com/storage/docs/xml-api/reference-headers#ifmodifiedsince
 * @throws StorageError
 */
export function checkTimes(request: Request, updated: string): void {
  const seconds = Math.floor(Date.parse(updated) / 1000);
  const timeIn = (name: string, other: string): number | undefined => {
    const text = request.req.header(name);
    const time = text === undefined || request.req.header(other) !== undefined ? NaN : Date.parse(text);
    return Number.isNaN(time) ? undefined : time / 1000;
  };
  const unmodifiedSince = timeIn("if-unmodified-since", "if-match");
  if (unmodifiedSince !== undefined && seconds > unmodifiedSince) throw conditionNotMet();
  const modifiedSince = timeIn("if-modified-since", "if-none-match");
  if (modifiedSince !== undefined && seconds <= modifiedSince) throw notModified();
}

/** What an object is to have. */
export function headerFields(headers: Headers): Record<string, unknown> {
  const named = [
    ["cacheControl", "cache-control"],
    ["contentDisposition", "content-disposition"],
    ["contentEncoding", "content-encoding"],
    ["contentLanguage", "content-language"],
    ["contentType", "content-type"],
    ["customTime", "x-goog-custom-time"],
    ["storageClass", "x-goog-storage-class"],
    ["acl", "x-goog-acl"],
  ] as const;
  const fields: Record<string, unknown> = { contentType: "application/octet-stream" };
  for (const [field, name] of named) if (headers.has(name)) fields[field] = headers.get(name);
  const own = [...headers].filter(([name]) => name.startsWith("x-goog-meta-"));
  return {
    ...fields,
    metadata: Object.fromEntries(own.map(([name, value]) => [name.slice("x-goog-meta-".length), value])),
  };
}
