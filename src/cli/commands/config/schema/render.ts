import type { SchemaResult } from "./run.ts";

export const render = ({ schema }: SchemaResult): string => JSON.stringify(schema, undefined, 2);
