// The JSON bodies that are more than fields of a resource, checked before anything is done with them.
import * as z from "zod";
import { invalid } from "../storage-error.ts";

const policy = z.object({
  version: z.number().default(1),
  etag: z.string().default(""),
  bindings: z
    .array(
      z.object({
        role: z.string().default(""),
        members: z.array(z.string()).default([]),
        condition: z
          .object({
            title: z.string().exactOptional(),
            description: z.string().exactOptional(),
            expression: z.string().exactOptional(),
          })
          .exactOptional(),
      }),
    )
    .default([]),
});

const compose = z.object({
  destination: z.record(z.string(), z.unknown()).default({}),
  sourceObjects: z
    .array(
      z.object({
        name: z.string().default(""),
        generation: z.union([z.string(), z.number()]).exactOptional(),
        objectPreconditions: z
          .object({ ifGenerationMatch: z.union([z.string(), z.number()]).exactOptional() })
          .exactOptional(),
      }),
    )
    .default([]),
});

export type ComposeSource = z.output<typeof compose>["sourceObjects"][number];

/** What a bucket's policy is to be. @throws StorageError 400 */
export const policyBody = (body: Record<string, unknown>): z.output<typeof policy> => checked(policy, body);

/** What an object is to be made of. @throws StorageError 400 */
export const composeBody = (body: Record<string, unknown>): z.output<typeof compose> =>
  checked(compose, body);

function checked<T>(schema: z.ZodType<T>, body: Record<string, unknown>): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`Invalid value for: ${issue!.path.join(".")}: ${issue!.message}`);
}
