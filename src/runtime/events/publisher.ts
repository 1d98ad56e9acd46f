// Publishes by Pub/Sub's REST API: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
// By Node's own client, over a connection that is kept: most instances publish once a second or less, for which `fetch` would
// connect anew each time. Google's client would be megabytes in the image.
import type { Agent, ClientRequest, request } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { CloudError } from "../../core/errors.ts";
import { isPassingRefusal, refusalOf } from "../../core/refusals.ts";
import { retry } from "../../core/retry.ts";
import type { Settings } from "../settings.ts";
import { statusNamed, statusOfCode, type Status } from "../../core/status.ts";

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

type Send = (body: string) => Promise<{ status: number; text: string }>;

export function createPublisher({ topic, emulator, token, clock }: PublisherOptions): Publisher {
  let sender: Promise<Send> | undefined;

  /** Loaded by the first use: not every instance has something to say. */
  async function connect(): Promise<Send> {
    const http: { Agent: typeof Agent; request: typeof request } =
      emulator === undefined ? await import("node:https") : await import("node:http");
    const { hostname, port } = new URL(
      emulator === undefined ? "https://pubsub.googleapis.com" : `http://${emulator}`,
    );
    const agent = new http.Agent({ keepAlive: true });
    const path = `/v1/${topic}:publish`;
    const common = { hostname, port, path, method: "POST", agent, timeout: answerMs };
    return async (body) => {
      const headers = {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...(emulator === undefined && { authorization: `Bearer ${await token()}` }),
      };
      return answerTo(http.request({ ...common, headers }), body);
    };
  }

  async function publish(messages: readonly Message[]): Promise<void> {
    const body = JSON.stringify({
      messages: messages.map(({ data, attributes }) => ({
        data: Buffer.from(data).toString("base64"),
        attributes,
      })),
    });
    let answer: Awaited<ReturnType<Send>>;
    try {
      answer = await (await (sender ??= connect()))(body);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw failure(topic, "UNAVAILABLE", message, cause);
    }
    if (answer.status === 200) return;
    const { status, message } = errorIn(answer.text);
    throw failure(
      topic,
      statusNamed(status) ?? statusOfCode(answer.status) ?? "UNKNOWN",
      message ?? `HTTP ${answer.status}`,
    );
  }

  return {
    async publish(messages) {
      for (let start = 0; start < messages.length; start += mostMessages) {
        await retry(() => publish(messages.slice(start, start + mostMessages)), {
          clock,
          budgetMs: patienceMs,
          initialDelayMs: 100,
          // Also for a kept connection that was closed at the other end while this instance had no processor.
          isRetryable: (error) => error instanceof CloudError && error.status === "UNAVAILABLE",
        });
      }
    },
  };
}

/** By events: a stream that is iterated, and a signal that aborts, would take half as much time again. */
function answerTo(request: ClientRequest, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error(`There was no answer within ${answerMs} ms.`)));
    request.on("error", reject);
    request.end(body);
  });
}

function errorIn(text: string): { status?: string; message?: string } {
  try {
    return (JSON.parse(text) as { error?: { status?: string; message?: string } }).error ?? {};
  } catch {
    // A page of a proxy; its status says enough.
    return {};
  }
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
