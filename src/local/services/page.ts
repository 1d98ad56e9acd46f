// Paging of lists, with page tokens that say where the next page begins.
import { invalid } from "./fields.ts";

export interface PageRequest {
  pageSize?: number;
  pageToken?: string;
}

/** One page of `items`, and the token of the next, or "" at the end. */
export function pageOf<T>(
  items: T[],
  { pageSize = 0, pageToken = "" }: PageRequest,
  limits: { default: number; maximum: number },
): { items: T[]; nextPageToken: string } {
  if (pageSize < 0) throw invalid(`page_size ${pageSize} is negative.`);
  const start = pageToken === "" ? 0 : Number(Buffer.from(pageToken, "base64url").toString());
  if (!Number.isSafeInteger(start) || start < 0) {
    throw invalid(`The page_token "${pageToken}" is not valid.`);
  }
  const end = start + (pageSize === 0 ? limits.default : Math.min(pageSize, limits.maximum));
  return {
    items: items.slice(start, end),
    nextPageToken: end < items.length ? Buffer.from(`${end}`).toString("base64url") : "",
  };
}
