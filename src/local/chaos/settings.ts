// What `chaos.json` in the state folder may ask for: the troubles of the real platform, caused on purpose.
import * as z from "zod";
import { refusalNames } from "./refusals.ts";

const wholeNumber = z.int().min(0);

/** A method as the request log names it: `google.pubsub.v1.Publisher/CreateTopic`, `POST /storage/v1/b`. */
const method = z.string().min(1);

/** How often, from 0 for never to 1 for always. */
const share = z.number().min(0).max(1).default(0);

const schema = z.strictObject({
  /** Before every request. */
  latencyMs: wholeNumber.max(60_000).default(0),
  /** A fresh account, a freshly enabled API and a fresh grant count only after this time. */
  visibleAfterMs: wholeNumber.max(600_000).default(0),
  /** The same, only after it was asked for so many times. */
  visibleAfterAsks: wholeNumber.max(1000).default(0),
  /** A long-running operation is done only after it was asked for so many times. */
  operationPolls: wholeNumber.max(1000).default(0),
  /** The first calls of each such method are refused. `*` stands for anything; a bare gRPC method needs no service. */
  refuseFirst: z
    .array(
      z.strictObject({
        method,
        times: wholeNumber.default(1),
        refusal: z.enum(refusalNames).optional(),
        /** In place of `refusal`: the usual one of this status. */
        status: z.union([z.literal(403), z.literal(409), z.literal(429), z.literal(503)]).default(503),
      }),
    )
    .default([]),
  /** This many policy writes find that somebody else was faster. */
  staleEtags: wholeNumber.default(0),
  /** The first writes of each such method are carried out, and answered as if they had not been. */
  loseAnswers: z.array(z.strictObject({ method, times: wholeNumber.default(1) })).default([]),
  /** Decides which of the calls and pushes below meet a trouble: the same seed, the same ones. */
  seed: wholeNumber.default(0),
  /** A share of the calls of such methods is refused, or carried out and answered as if it had not been. */
  sometimes: z
    .array(
      z.strictObject({
        method,
        refuse: share,
        loseAnswer: share,
        status: z.union([z.literal(429), z.literal(503)]).default(503),
      }),
    )
    .default([]),
  /** A share of Pub/Sub's pushes; a message meets none after three failed deliveries. */
  pushes: z
    .strictObject({
      duplicate: share,
      delay: share,
      maximumDelayMs: wholeNumber.max(600_000).default(1000),
      refuse: share,
      loseAnswer: share,
    })
    .optional(),
  /** From this writing request on nothing is answered any more; the request itself is carried out, or not. */
  crashAt: z.strictObject({ mutating: z.int().min(1), when: z.enum(["before", "after"]) }).optional(),
});

export type ChaosSettings = z.output<typeof schema>;

export const noChaos: ChaosSettings = schema.parse({});

/** What is wrong with a chaos file, one line for each problem. */
export class ChaosSettingsError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The chaos settings are wrong: ${problems.join("; ")}`);
    this.name = "ChaosSettingsError";
    this.problems = problems;
  }
}

/** @throws ChaosSettingsError */
export function parseChaos(input: unknown): ChaosSettings {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ChaosSettingsError(
    result.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`,
    ),
  );
}
