// What has become of the input of a dead-letter message: still waiting, answered, replaced or deleted.
import pMap from "p-map";
import { reportName, resultMetadata, resultName } from "../../core/contract.ts";
import { call, despiteFaults, unlessNotFound, type CloudContext } from "../../provision/engine/context.ts";
import { seenFrom, type StoredObject } from "../predict/buckets.ts";
import { isUnstamped } from "../predict/wait.ts";
import type { DeadMessage, InputObject } from "./message.ts";

export interface Answer {
  kind: "result" | "report";
  /** `gs://...` */
  uri: string;
  /** The input generation that it answers: the message's own, or a newer one. */
  generation: string;
}

/**
 * waiting: that very generation is there, and has no answer. foreign: no notification of this stack's input bucket, so
 * the service would drop it.
 */
export type InputState =
  | { kind: "waiting"; metadata: Readonly<Record<string, string>> }
  | { kind: "answered"; answer: Answer }
  | { kind: "replaced"; by: string }
  | { kind: "deleted" }
  | { kind: "foreign" };

/** The live object, or undefined. */
export type Look = (
  bucket: string,
  name: string,
) => Promise<Pick<StoredObject, "generation" | "metadata"> | undefined>;

const lookIn =
  (cloud: CloudContext): Look =>
  async (bucket, name) => {
    const asked = despiteFaults(cloud, () =>
      call(cloud, "storage.objects.get", `gs://${bucket}/${name}`, async () =>
        (await cloud.clients.storage()).bucket(bucket).file(name).getMetadata(),
      ),
    );
    const found = await unlessNotFound(asked);
    return found && seenFrom(found[0]);
  };

/** States of the messages' inputs, by the id of the message. */
export async function readStates(
  cloud: CloudContext,
  messages: readonly DeadMessage[],
  look: Look = lookIn(cloud),
): Promise<Map<string, InputState>> {
  const { names } = cloud;
  const stateOfMessage = async ({ id, input }: DeadMessage): Promise<[string, InputState]> => {
    const isOurs = input !== undefined && input.bucket === names.inputBucket;
    return [id, isOurs ? await stateOf(input, names.outputBucket, look) : { kind: "foreign" }];
  };
  return new Map(await pMap(messages, stateOfMessage, { concurrency: 8 }));
}

async function stateOf(input: InputObject, outputBucket: string, look: Look): Promise<InputState> {
  const [live, answer] = await Promise.all([
    look(input.bucket, input.name),
    answerTo(input, outputBucket, look),
  ]);
  if (answer !== undefined) return { kind: "answered", answer };
  if (live === undefined) return { kind: "deleted" };
  if (live.generation !== input.generation) return { kind: "replaced", by: live.generation };
  return { kind: "waiting", metadata: live.metadata };
}

/** The result or the report that answers this generation of the input, or a newer one. */
async function answerTo(
  { bucket, name, generation }: InputObject,
  outputBucket: string,
  look: Look,
): Promise<Answer | undefined> {
  const places = [
    ["result", resultName(name)],
    ["report", reportName(name)],
  ] as const;
  const seen = await Promise.all(places.map(([, object]) => look(outputBucket, object)));
  for (const [index, [kind, object]] of places.entries()) {
    const found = seen[index];
    if (found === undefined) continue;
    const { metadata } = found;
    if (kind === "result" && isUnstamped(found, { generation })) {
      return { kind, uri: `gs://${outputBucket}/${object}`, generation };
    }
    const answered =
      metadata[resultMetadata.manifestGeneration] ?? metadata[resultMetadata.inputGeneration] ?? "";
    if (metadata[resultMetadata.inputBucket] !== bucket || !/^\d{1,19}$/.test(answered)) continue;
    if (BigInt(answered) < BigInt(generation)) continue;
    return { kind, uri: `gs://${outputBucket}/${object}`, generation: answered };
  }
  return undefined;
}
