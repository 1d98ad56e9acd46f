// Checksums that the sender claims; a content that does not match is not stored.
// https://cloud.google.com/storage/docs/hashes-etags
import type { Content } from "./contents.ts";
import { invalid } from "../storage-error.ts";

export interface Claims {
  crc32c?: string;
  md5Hash?: string;
}

/** @param hashHeader `X-Goog-Hash: crc32c=...,md5=...`, which outdoes what the metadata say */
export function claimsOf(metadata: Record<string, unknown>, hashHeader: string | undefined): Claims {
  const claims: Claims = {};
  if (typeof metadata["crc32c"] === "string") claims.crc32c = metadata["crc32c"];
  if (typeof metadata["md5Hash"] === "string") claims.md5Hash = metadata["md5Hash"];
  for (const part of hashHeader?.split(",") ?? []) {
    const [, kind, value] = /^\s*(crc32c|md5)=(\S+)\s*$/.exec(part) ?? [];
    if (kind === "crc32c") claims.crc32c = value!;
    if (kind === "md5") claims.md5Hash = value!;
  }
  return claims;
}

/** @throws StorageError 400 */
export function checkClaims(claims: Claims, content: Pick<Content, "crc32c" | "md5Hash">): void {
  const { crc32c, md5Hash } = claims;
  if (crc32c !== undefined && crc32c !== content.crc32c) {
    throw invalid(`Provided CRC32C "${crc32c}" doesn't match calculated CRC32C "${content.crc32c}".`);
  }
  if (md5Hash !== undefined && md5Hash !== content.md5Hash) {
    throw invalid(`Provided MD5 hash "${md5Hash}" doesn't match calculated MD5 hash "${content.md5Hash}".`);
  }
}
