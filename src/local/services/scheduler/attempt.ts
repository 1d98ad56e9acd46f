// One attempt of a job: an HTTP request as Cloud Scheduler sends it, or a message.
// https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#HttpTarget
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { withinTime, type Clock } from "../../../core/clock.ts";
import { statusOfCode } from "../../../core/status.ts";
import { grpcCode, StatusError } from "../../wire/status.ts";
import type { Iam } from "../iam/iam.ts";
import type { PubSubService } from "../pubsub/pubsub.ts";
import { millisecondsOf } from "../timestamp.ts";
import type { HttpTarget, JobSettings } from "./job.ts";

export interface AttemptDependencies extends Pick<Iam, "signIdToken"> {
  publish: PubSubService["publish"];
}

/** Without a status it succeeded. */
export interface Outcome {
  status?: { code: number; message: string };
  /** What the target answered. */
  httpStatus?: number;
}

/** Set by Cloud Scheduler, whatever the job says. */
const ownHeaders =
  /^(host|content-length|user-agent|authorization|transfer-encoding|connection|x-google-.*|x-appengine-.*|x-cloudscheduler.*)$/i;

/** RFC 3339 with seconds, and with a fraction only where there is one, as after RunJob. */
export const tickText = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

/** Never rejects. @param tick which run of the schedule it is */
export async function attempt(
  jobId: string,
  settings: JobSettings,
  tick: number,
  { clock, signal, signIdToken, publish }: AttemptDependencies & { clock: Clock; signal: AbortSignal },
): Promise<Outcome> {
  const { httpTarget, pubsubTarget, attemptDeadline } = settings;
  let isLate = false;
  try {
    if (pubsubTarget) {
      const { topicName, data = "", attributes = {} } = pubsubTarget;
      publish(topicName, { data: Buffer.from(data, "base64"), attributes });
      return {};
    }
    const headers = headersOf(jobId, httpTarget!, tick, signIdToken);
    const httpStatus = await withinTime(clock, millisecondsOf(attemptDeadline!), (late) => {
      late.addEventListener("abort", () => (isLate = true), { once: true });
      return send(httpTarget!, headers, AbortSignal.any([signal, late]));
    });
    if (httpStatus >= 200 && httpStatus < 300) return { httpStatus };
    const status = statusOfCode(httpStatus) ?? "UNKNOWN";
    return { httpStatus, status: failure(status === "DATA_LOSS" ? "UNKNOWN" : status, `HTTP ${httpStatus}`) };
  } catch (error) {
    if (isLate) return { status: failure("DEADLINE_EXCEEDED", "The target did not answer in time.") };
    if (error instanceof StatusError) return { status: failure(error.status, error.message) };
    return { status: failure("UNAVAILABLE", error instanceof Error ? error.message : String(error)) };
  }
}

const failure = (status: Parameters<typeof grpcCode>[0], message: string) => ({
  code: grpcCode(status),
  message,
});

function headersOf(
  jobId: string,
  { uri, headers = {}, body, oidcToken }: HttpTarget,
  tick: number,
  signIdToken: Iam["signIdToken"],
): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !ownHeaders.test(name));
  const named = Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value]));
  const { serviceAccountEmail: email = "", audience = "" } = oidcToken ?? {};
  return {
    ...(body !== undefined && { "content-type": "application/octet-stream" }),
    ...named,
    ...(oidcToken && { authorization: `Bearer ${signIdToken({ email, audience: audience || uri })}` }),
    "user-agent": "Google-Cloud-Scheduler",
    "x-cloudscheduler": "true",
    "x-cloudscheduler-jobname": jobId,
    "x-cloudscheduler-scheduletime": tickText(tick),
  };
}

/** Redirects are not followed, and count as failures. */
function send(
  { uri, httpMethod, body = "" }: HttpTarget,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  const content = Buffer.from(body, "base64");
  const request = uri.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const length = content.length > 0 || httpMethod === "POST" ? { "content-length": content.length } : {};
    const sent = request(uri, { method: httpMethod, headers: { ...headers, ...length }, signal });
    sent.on("response", (response) => {
      response.resume();
      response.on("close", () => resolve(response.statusCode!));
      response.on("error", () => resolve(response.statusCode!));
    });
    sent.on("error", reject);
    sent.end(content);
  });
}
