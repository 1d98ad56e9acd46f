// Words that name something of Google Cloud, in Cloud Storage or in BigQuery.
import { isBqUri } from "../bigquery/table-name.ts";
import { isGsUri } from "./gs-uri.ts";

export const isRemote = (word: string): boolean => isGsUri(word) || isBqUri(word);
