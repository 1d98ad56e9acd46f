// What `cloud-runner config schema` prints.
import type { SchemaResult } from "./run.ts";

export const render = ({ schema }: SchemaResult): string => JSON.stringify(schema, undefined, 2);
