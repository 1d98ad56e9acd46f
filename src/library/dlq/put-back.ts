// The two ways back: the same notification once more, or a fixed file under the name of the input.
import { CloudRunnerError } from "../../core/errors.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import type { InputState } from "./input-state.ts";
import { announcedMetadata, replayOf, type DeadMessage } from "./message.ts";

/** Resolves once Pub/Sub has taken the message. */
export async function publishAgain(cloud: CloudContext, message: DeadMessage): Promise<void> {
  const topic = `projects/${cloud.project}/topics/${cloud.names.topic}`;
  await despiteFaults(cloud, () =>
    call(cloud, "pubsub.Publish", topic, async () =>
      (await cloud.clients.topics()).publish({ topic, messages: [replayOf(message)] }),
    ),
  );
}

/**
 * Writes `content` over the message's generation, with the parameters that it was uploaded with; the bucket announces it
 * by itself. Gives the new generation.
 * @throws CloudRunnerError `dlq.input-changed` when another generation stands there.
 */
export async function replaceInput(
  cloud: CloudContext,
  message: DeadMessage,
  state: Extract<InputState, { kind: "waiting" | "deleted" }>,
  content: Uint8Array,
): Promise<string> {
  const input = message.input!;
  const metadata = state.kind === "waiting" ? state.metadata : announcedMetadata(message);
  const file = (await cloud.clients.storage()).bucket(input.bucket).file(input.name);
  try {
    await despiteFaults(cloud, () =>
      call(cloud, "storage.objects.insert", input.uri, () =>
        file.save(Buffer.from(content), {
          resumable: false,
          preconditionOpts: { ifGenerationMatch: state.kind === "waiting" ? input.generation : 0 },
          metadata: { contentType: "text/csv", metadata: { ...metadata } },
        }),
      ),
    );
  } catch (error) {
    // Storage says so with 412.
    if (!hasStatus(error, "ABORTED")) throw error;
    throw new CloudRunnerError(`${input.uri} was changed by somebody else meanwhile; it is left as it is.`, {
      code: "dlq.input-changed",
      fix: `cloud-runner dlq show ${message.id}`,
      cause: error,
    });
  }
  return String(file.metadata.generation);
}
