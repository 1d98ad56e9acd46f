// `cloud-runner config schema` as the library does it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { schemaFile } from "../../../../library/config/schema-reference.ts";
import type { Context } from "../../../shell/context.ts";

export interface SchemaResult {
  schema: object;
}

export const run = async ({ machine }: Context): Promise<SchemaResult> => ({
  schema: JSON.parse(await readFile(join(machine.packageFolder, schemaFile), "utf8")) as object,
});
