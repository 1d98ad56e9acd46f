// Lists of objects as XML. https://cloud.google.com/storage/docs/xml-api/get-bucket-list
import type { Query } from "../conditions.ts";
import { startTurn } from "../../turns.ts";
import { encodePageToken, list } from "../objects/listing.ts";
import type { Parts } from "../uploads/parts.ts";
import { element, type Child } from "./element.ts";

export async function listingXml({ objects, context }: Parts, bucket: string, query: Query): Promise<string> {
  const isSecond = query["list-type"] === "2";
  const { prefix = "", delimiter, marker = "", "start-after": startAfter = "" } = query;
  const after = isSecond ? startAfter : marker;
  const pageToken =
    (isSecond ? query["continuation-token"] : undefined) ?? (after === "" ? "" : encodePageToken(after));
  const { items, prefixes, nextPageToken } = await list(
    (start) => objects.scan(bucket, start),
    {
      prefix,
      pageToken,
      ...(delimiter !== undefined && { delimiter }),
      ...(query["max-keys"] !== undefined && { maxResults: query["max-keys"] }),
    },
    startTurn(context.clock),
  );
  const nextMarker = nextPageToken && Buffer.from(nextPageToken, "base64url").toString();
  const contents = items.map(
    (item): Child => [
      "Contents",
      [
        ["Key", item.name],
        ["Generation", `${item.generation}`],
        ["MetaGeneration", `${item.metageneration}`],
        ["LastModified", item.updated],
        [
          "ETag",
          `"${item.content.md5Hash ? Buffer.from(item.content.md5Hash, "base64").toString("hex") : item.etag}"`,
        ],
        ["Size", `${item.content.size}`],
      ],
    ],
  );
  const page: Child[] = isSecond
    ? [["KeyCount", `${items.length + prefixes.length}`], ...some("NextContinuationToken", nextPageToken)]
    : [["Marker", marker], ...some("NextMarker", nextMarker)];
  return element("ListBucketResult", [
    ["Name", bucket],
    ["Prefix", prefix],
    ...some("Delimiter", delimiter),
    ...page,
    ["IsTruncated", `${nextPageToken !== undefined}`],
    ...contents,
    ...prefixes.map((each): Child => ["CommonPrefixes", [["Prefix", each]]]),
  ]);
}

const some = (name: string, value: string | undefined): Child[] =>
  value === undefined ? [] : [[name, value]];
