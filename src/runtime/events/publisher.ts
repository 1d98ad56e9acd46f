// Publishes by Pub/Sub's REST API: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
// Google's client would be megabytes in the image.
import type { Clock } from "../../core/clock.ts";
import { CloudError } from "../../core/errors.ts";
import { isPassingRefusal, refusalOf } from "../../core/refusals.ts";
import { retry } from "../../core/retry.ts";
import type { Status } from "../../core/status.ts";
import { createPlainRequests, refusalIn, type PlainAnswer } from "../plain-requests.ts";
import type { Settings } from "../settings.ts";

export interface Message {
  data: string;
  attributes: Readonly<Record<string, string>>;
}

export interface Publisher {
  /** @throws CloudError events.unavailable for what may pass by itself, else events.refused; some may be published by then */
  publish(messages: readonly Message[]): Promise<void>;
}

export interface PublisherOptions {
  /** `projects/P/topics/NAME` */
  topic: string;
  /** `HOST:PORT` of an emulator, which asks for no token. */
  emulator: string | undefined;
  token: () => Promise<string>;
  clock: Clock;
}

/** Undefined where nobody is to be told. */
export const publisherFor = (
  { resultsTopic: topic, pubsubEmulator: emulator }: Pick<Settings, "resultsTopic" | "pubsubEmulator">,
  token: () => Promise<string>,
  clock: Clock,
): Publisher | undefined =>
  topic === undefined ? undefined : createPublisher({ topic, emulator, token, clock });

/** https://cloud.google.com/pubsub/quotas#resource_limits */
const mostMessages = 1000;
const answerMs = 10_000;
/** The delivery waits; a passing fault that lasts longer is for the next one. */
const patienceMs = 2_000;

export function createPublisher({ topic, emulator, token, clock }: PublisherOptions): Publisher {
  const send = createPlainRequests(answerMs);
  const url = `${emulator === undefined ? "https://pubsub.googleapis.com" : `http://${emulator}`}/v1/${topic}:publish`;

  async function publish(messages: readonly Message[]): Promise<void> {
    const body = JSON.stringify({
      messages: messages.map(({ data, attributes }) => ({
        data: Buffer.from(data).toString("base64"),
        attributes,
      })),
    });
    let answer: PlainAnswer;
    try {
      const headers = {
        "content-type": "application/json",
        ...(emulator === undefined && { authorization: `Bearer ${await token()}` }),
      };
      answer = await send(url, { method: "POST", headers, body: Buffer.from(body) });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw failure(topic, "UNAVAILABLE", message, cause);
    }
    if (answer.status === 200) return;
    const { status, message } = refusalIn(answer.status, answer.body.toString());
    throw failure(topic, status, message);
  }

  return {
    async publish(messages) {
      for (let start = 0; start < messages.length; start += mostMessages) {
        await retry(() => publish(messages.slice(start, start + mostMessages)), {
          clock,
          budgetMs: patienceMs,
          initialDelayMs: 100,
          isRetryable: (error) => error instanceof CloudError && error.status === "UNAVAILABLE",
        });
      }
    },
  };
}

function failure(topic: string, status: Status, message: string, cause?: unknown): CloudError {
  const refusal = refusalOf({ status, reason: undefined, message });
  // Grants spread slowly, and so many messages a second are too many only now.
  const passes =
    isPassingRefusal(refusal) || status === "PERMISSION_DENIED" || status === "RESOURCE_EXHAUSTED";
  return new CloudError(`Pub/Sub could not publish on ${topic}: ${message}`, {
    code: passes ? "events.unavailable" : "events.refused",
    status,
    retryable: passes,
    refusal,
    cause,
    fix: "`cloud-runner up` makes the topic and the grant on it anew.",
  });
}
