// Which names Cloud Storage takes.
// https://cloud.google.com/storage/docs/buckets#naming and https://cloud.google.com/storage/docs/objects#naming
import { isIPv4 } from "node:net";
import { invalid } from "./storage-error.ts";

/** @throws StorageError 400 */
export function checkBucketName(name: string): void {
  const parts = name.split(".");
  const isWellFormed = /^[a-z0-9][a-z0-9._-]*[a-z0-9]$/.test(name);
  const isRightLength =
    name.length >= 3 &&
    name.length <= (parts.length > 1 ? 222 : 63) &&
    parts.every((part) => part.length <= 63);
  const hasRightParts = parts.every((part) => part !== "" && !part.startsWith("-") && !part.endsWith("-"));
  // Look-alikes are refused too: g00gle, go0gle.
  const isReserved = name.startsWith("goog") || /g[o0][o0]g[l1]e/.test(name);
  if (!isWellFormed || !isRightLength || !hasRightParts || isIPv4(name) || isReserved) {
    throw invalid(`Invalid bucket name: '${name}'`);
  }
}

/** @throws StorageError 400 */
export function checkObjectName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (
    bytes < 1 ||
    bytes > 1024 ||
    /[\r\n]/.test(name) ||
    name === "." ||
    name === ".." ||
    name.startsWith(".well-known/acme-challenge/") ||
    !name.isWellFormed()
  ) {
    throw invalid(`Invalid object name: '${name.slice(0, 80)}'`);
  }
}
