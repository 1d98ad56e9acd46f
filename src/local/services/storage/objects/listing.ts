// Listings of objects with prefixes, delimiters and pages.
// https://cloud.google.com/storage/docs/json_api/v1/objects/list
import { isTrue, type Query } from "../conditions.ts";
import { invalid, StorageError } from "../storage-error.ts";
import type { Turn } from "../../turns.ts";
import { compileGlob } from "./glob.ts";

export interface Listing<T> {
  items: T[];
  prefixes: string[];
  nextPageToken?: string;
}

const largestPage = 1000;

export function pageSize(text: string | undefined): number {
  if (text === undefined || text === "") return largestPage;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 0) throw invalid(`Invalid value '${text}' for maxResults.`);
  return size === 0 ? largestPage : Math.min(size, largestPage);
}

/** The token is the last name or prefix of the page before. */
export const encodePageToken = (last: string): string => Buffer.from(last).toString("base64url");

export function decodePageToken(token: string | undefined): string | undefined {
  if (token === undefined || token === "") return undefined;
  const last = Buffer.from(token, "base64url").toString("utf8");
  if (encodePageToken(last) !== token) throw new StorageError(400, "invalid", "Invalid pageToken.");
  return last;
}

/** Names compare as their UTF-8 bytes, which JavaScript's own order of strings is not. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/**
 * @param scan gives all objects from a name on, in byte order
 * @param query of the request
 */
export async function list<T extends { name: string }>(
  scan: (start: string) => Iterable<T>,
  query: Query,
  turn: Turn,
): Promise<Listing<T>> {
  const { prefix = "", delimiter = "", startOffset = "", endOffset = "", matchGlob = "" } = query;
  const maxResults = pageSize(query["maxResults"]);
  const pageToken = decodePageToken(query["pageToken"]);
  const glob = matchGlob === "" ? undefined : await compileGlob(matchGlob);
  const listing: Listing<T> = { items: [], prefixes: [] };
  let last = pageToken;
  // The last page may have ended with a prefix: what lies below it was answered by it.
  let group =
    pageToken !== undefined && delimiter !== "" && pageToken.endsWith(delimiter) ? pageToken : undefined;
  const start = [prefix, startOffset, pageToken ?? ""].reduce((a, b) => (isBefore(a, b) ? b : a));

  for (const item of scan(start)) {
    const isOver = turn();
    if (isOver) await isOver;
    const { name } = item;
    if (!name.startsWith(prefix)) break;
    if (endOffset !== "" && !isBefore(name, endOffset)) break;
    if (glob && !glob(name)) continue;

    const cut = delimiter === "" ? -1 : name.indexOf(delimiter, prefix.length);
    const itsGroup = cut < 0 ? undefined : name.slice(0, cut + delimiter.length);
    const isNewGroup = itsGroup !== undefined && itsGroup !== group;
    const isItem = itsGroup === undefined || (isTrue(query, "includeTrailingDelimiter") && itsGroup === name);
    if ((!isNewGroup && !isItem) || name === pageToken) continue;
    // Versions of one object stay together: a page is told by its last name.
    if (listing.items.length + listing.prefixes.length >= maxResults && name !== last) {
      return { ...listing, nextPageToken: encodePageToken(last!) };
    }
    if (isNewGroup) listing.prefixes.push(itsGroup);
    if (isItem) listing.items.push(item);
    group = itsGroup;
    last = itsGroup ?? name;
  }
  return listing;
}
