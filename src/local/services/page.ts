// Paging of lists, with page tokens that say where the next page begins.
import type { Message } from "../message.ts";
import { invalid } from "./fields.ts";

export interface PageRequest {
  pageSize?: number;
  pageToken?: string;
}

/** One page of `items` as an answer has it: under `field`, with the token of the next page, or "" at the end. */
export function pageOf<T>(
  field: string,
  items: T[],
  { pageSize = 0, pageToken = "" }: PageRequest,
  view: (item: T) => unknown,
  limits = { default: 100, maximum: 1000 },
): Message {
  if (pageSize < 0) throw invalid(`page_size ${pageSize} is negative.`);
  const start = pageToken === "" ? 0 : Number(Buffer.from(pageToken, "base64url").toString());
  if (!Number.isSafeInteger(start) || start < 0) {
    throw invalid(`The page_token "${pageToken}" is not valid.`);
  }
  const end = start + (pageSize === 0 ? limits.default : Math.min(pageSize, limits.maximum));
  return {
    [field]: items.slice(start, end).map(view),
    nextPageToken: end < items.length ? Buffer.from(`${end}`).toString("base64url") : "",
  };
}
