// `notify` as it may stand in the configuration.
import * as z from "zod";
import {
  alertKinds,
  destinationPattern,
  destinationRule,
  isAddress,
  isReadByOthers,
  namesOneTwice,
  ownFileRule,
} from "./destinations.ts";

const isSpoilt = (to: string): boolean => to.startsWith("./") && isReadByOthers(to);

const destination = z
  .string()
  .regex(destinationPattern, destinationRule)
  .refine(isAddress, destinationRule)
  .refine((to) => !isSpoilt(to), ownFileRule);

/** Of the two forms the one that was meant. */
function faultOfDestination(input: unknown, [, ofObject]: readonly z.core.$ZodIssue[][]): string {
  const issue = typeof input === "object" && input !== null ? ofObject?.[0] : undefined;
  if (typeof input === "string" && destinationPattern.test(input) && isSpoilt(input)) return ownFileRule;
  return issue === undefined ? destinationRule : `${issue.path.join(".")} ${issue.message}`;
}

export const notifySetting = z
  .array(
    z.union(
      [
        destination,
        z.strictObject({
          to: destination.describe("The address."),
          on: z
            .array(z.enum(alertKinds))
            .min(1)
            .default([...alertKinds])
            .describe("What is reported there. By default all of it."),
        }),
      ],
      { error: ({ input, errors }) => faultOfDestination(input, errors as readonly z.core.$ZodIssue[][]) },
    ),
  )
  .max(16)
  .refine((list) => !namesOneTwice(list), "names an address twice");
