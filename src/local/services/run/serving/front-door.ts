// The HTTP side of Cloud Run: admits callers, chooses a revision, waits for an instance, hands the request over.
// https://cloud.google.com/run/docs/container-contract, https://cloud.google.com/run/docs/troubleshooting
import type { IncomingMessage, ServerResponse } from "node:http";
import { after } from "../../../../core/clock.ts";
import { seedProject } from "../../../seed-project.ts";
import type { ServiceContext } from "../../../service.ts";
import type { Message } from "../../../message.ts";
import { projectIdOf, projectPolicyName } from "../../../state/projects.ts";
import type { LogEntryInput } from "../../logging/logging.ts";
import { millisecondsOf, timestampOf } from "../../timestamp.ts";
import { checkCaller, type Refused, type VerifyIdToken } from "./caller.ts";
import { logNameOf } from "./container-log.ts";
import { resourceOf, type Fleet } from "./fleet.ts";
import { endToEnd, forward, keptConnections, type Forwarded } from "./forward.ts";
import { LeaseRefused, type Lease } from "./pool.ts";
import { locationOf, revisionName, type RunStore, type StoredService } from "../api/resources.ts";
import { policyName } from "../api/services.ts";
import { traceOf, type Trace } from "./trace.ts";
import { chooseRevision } from "../api/traffic.ts";
import { hostOf, uriOf } from "../api/view.ts";

interface Options {
  context: ServiceContext;
  kept: RunStore;
  fleet: Fleet;
  writeLog: (entry: LogEntryInput) => void;
  verifyIdToken: VerifyIdToken;
  /** From 0 up to, but not including, 1: splits the traffic. */
  draw: () => number;
}

/** What the platform itself answers: the text for the caller, and why for the log. */
interface PlatformAnswer {
  status: number;
  text: string;
  log?: string;
  headers?: Record<string, string>;
}

const noInstance: PlatformAnswer = {
  status: 429,
  text: "Rate exceeded.",
  log: "The request was aborted because there was no available instance.",
};
const brokenInstance: PlatformAnswer = {
  status: 503,
  text: "Service Unavailable",
  log: "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
};
const noStart: PlatformAnswer = {
  status: 503,
  text: "Service Unavailable",
  log: "The request failed because the instance could not start successfully.",
};
const tooLong: PlatformAnswer = {
  status: 504,
  text: "upstream request timeout",
  log: "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout",
};

const tooLarge: PlatformAnswer = { status: 413, text: "Request Entity Too Large" };
/** Over HTTP/1. https://cloud.google.com/run/quotas#cloud_run_limits */
const requestLimit = 32 * 1024 * 1024;

/** How long a process takes at most from its last connection to its end. */
const dyingMs = 200;

const page = (status: number, title: string, text: string): string =>
  `<html><head>\n<meta http-equiv="content-type" content="text/html;charset=utf-8">\n<title>${status} ${title}</title>\n</head>\n<body text=#000000 bgcolor=#ffffff>\n<h1>Error: ${title}</h1>\n<h2>${text}</h2>\n<h2></h2>\n</body></html>\n`;

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function frontDoor(options: Options) {
  const { context, kept, fleet, writeLog, verifyIdToken } = options;
  const connections = keptConnections();

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = incoming.url ?? "/";
    const [, location = "", host = "", rest = ""] = /^\/run\/([^/?]+)\/([^/?]+)(.*)$/.exec(url) ?? [];
    const path = rest.startsWith("/") ? rest : `/${rest}`;
    const [tag, id] = host.includes("---") ? (host.split("---") as [string, string]) : ["", host];
    const service = serviceAt(location, id);
    if (!service || (tag === "" && service.spec.defaultUriDisabled === true)) {
      answer(outgoing, notFoundPage(url));
      return;
    }
    await handle(service, tag, path, incoming, outgoing);
  }

  function serviceAt(location: string, host: string): StoredService | undefined {
    const inSeed = kept.services.peek(`projects/${seedProject.id}/locations/${location}/services/${host}`);
    if (inSeed) return inSeed;
    const isMeant = ({ name }: StoredService) => locationOf(name) === location && hostOf(name) === host;
    return kept.services.list().find(({ value }) => isMeant(value))?.value;
  }

  async function handle(
    service: StoredService,
    tag: string,
    path: string,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const begin = context.clock.now();
    const trace = traceOf(incoming.headers, projectIdOf(service.name));
    /** @param revision full name, or "" when none was chosen */
    function log(revision: string, status: number, bytes: number, textPayload?: string, instance?: string) {
      const httpRequest: Message = {
        requestMethod: incoming.method,
        requestUrl: `${uriOf(context.httpUrl(), service.name)}${path}`,
        requestSize: incoming.headers["content-length"] ?? "0",
        status,
        responseSize: `${bytes}`,
        userAgent: incoming.headers["user-agent"] ?? "",
        remoteIp: incoming.socket.remoteAddress ?? "",
        serverIp: "127.0.0.1",
        latency: timestampOf(context.clock.now() - begin),
        protocol: `HTTP/${incoming.httpVersion}`,
      };
      writeLog({
        logName: logNameOf(service.name, "requests"),
        resource: resourceOf(revision || revisionName(service.name, "")),
        // Logged at its end, with the time at which it came.
        timestamp: new Date(begin).toISOString(),
        severity: status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO",
        httpRequest,
        trace: trace.name,
        spanId: trace.spanId,
        traceSampled: trace.sampled,
        ...(textPayload !== undefined && { textPayload }),
        ...(instance !== undefined && { labels: { instanceId: instance } }),
      });
    }
    const reply = (revision: string, given: PlatformAnswer, instance?: string) => {
      const bytes = answer(outgoing, given);
      log(revision, given.status, bytes, given.log, instance);
    };

    const tags = service.serving.flatMap((target) => (target.tag ? [target.tag] : []));
    const caller = checkCaller(incoming.headers, {
      policies: context.policies,
      policyNames: [policyName(service.name), projectPolicyName(projectIdOf(service.name))],
      isOpen: service.spec.invokerIamDisabled === true,
      uris: ["", ...tags].map((each) => uriOf(context.httpUrl(), service.name, each)),
      customAudiences: service.spec.customAudiences ?? [],
      verifyIdToken,
    });
    if ("status" in caller) {
      return reply("", refusalPage(caller, incoming.url ?? "/"));
    }
    if (Number(incoming.headers["content-length"] ?? 0) > requestLimit) {
      return reply("", tooLarge);
    }
    const revisionId = chooseRevision(service, tag, options.draw());
    const revision = revisionId && kept.revisions.peek(revisionName(service.name, revisionId));
    if (!revision) {
      return reply("", tag === "" ? noStart : notFoundPage(incoming.url ?? "/"));
    }

    const timeoutMs = millisecondsOf(revision.template.timeout ?? { seconds: 300 });
    const over = new AbortController();
    const deadline = new AbortController();
    const gone = new AbortController();
    // Reasons of their own: without one an error with its stack is made for every request.
    const onGone = () => gone.abort("gone");
    outgoing.once("close", onGone);
    after(context.clock, timeoutMs, over.signal, () => deadline.abort());
    let lease: Lease | undefined;
    try {
      const pool = fleet.pool(service, revision);
      const ended = AbortSignal.any([deadline.signal, gone.signal]);
      const headers = forwardedHeaders(incoming, trace, caller.header);
      let forwarded: Forwarded;
      for (;;) {
        lease = await pool.acquire(ended);
        const { port } = lease.instance;
        forwarded = await forward(incoming, outgoing, {
          agent: connections,
          port,
          path,
          headers,
          bodyLimit: requestLimit,
          deadline: deadline.signal,
        });
        if (forwarded.outcome !== "not-reached") break;
        // It died a moment ago: the request is still whole, and goes to another instance.
        lease.discard();
      }
      const { instance } = lease;
      const { outcome, status, responseBytes } = forwarded;
      if (outcome === "answered") log(revision.name, status!, responseBytes, undefined, instance.id);
      else if (outcome === "too-large") reply(revision.name, tooLarge, instance.id);
      else if (outcome === "timed-out") reply(revision.name, tooLong, instance.id);
      else if (outcome === "instance-failed") {
        // A dying process loses its connections before its end is known; nobody else must be sent to it meanwhile.
        await Promise.race([instance.exited, context.clock.sleep(dyingMs)]);
        reply(revision.name, brokenInstance, instance.id);
      } else log(revision.name, status ?? 499, responseBytes, "The caller went away.", instance.id);
    } catch (error) {
      if (deadline.signal.aborted) reply(revision.name, tooLong);
      else if (gone.signal.aborted) log(revision.name, 499, 0, "The caller went away.");
      else if (error instanceof LeaseRefused) {
        reply(revision.name, error.refusal === "no-instance" ? noInstance : noStart);
      } else throw error;
    } finally {
      over.abort("over");
      lease?.release();
    }
  }

  return serve;
}

/** Bytes of the body that was sent; 0 when an answer had begun already. */
function answer(outgoing: ServerResponse, { status, text, headers }: PlatformAnswer): number {
  if (outgoing.headersSent || outgoing.destroyed) return 0;
  outgoing.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(text);
  return Buffer.byteLength(text);
}

const html = { "content-type": "text/html; charset=utf-8" };

function notFoundPage(url: string): PlatformAnswer {
  const text = `The requested URL <code>${escapeHtml(url)}</code> was not found on this server.`;
  return { status: 404, headers: html, text: page(404, "Page not found", text) };
}

function refusalPage({ status, reason: log, challenge }: Refused, url: string): PlatformAnswer {
  const title = status === 401 ? "Unauthorized" : "Forbidden";
  const text = `Your client does not have permission to ${status === 401 ? "the requested URL" : "get URL"} <code>${escapeHtml(url)}</code>${status === 401 ? "." : " from this server."}`;
  return {
    status,
    log,
    headers: { ...html, ...(challenge !== undefined && { "www-authenticate": challenge }) },
    text: page(status, title, text),
  };
}

function forwardedHeaders(
  incoming: IncomingMessage,
  trace: Trace,
  credential: { name: string; value: string } | undefined,
): Record<string, string | string[]> {
  const { headers, socket } = incoming;
  const remote = socket.remoteAddress ?? "127.0.0.1";
  const before = headers["x-forwarded-for"];
  return {
    ...endToEnd(headers),
    ...(headers["transfer-encoding"] !== undefined && { "transfer-encoding": "chunked" }),
    ...trace.headers,
    "x-forwarded-for": before === undefined ? remote : `${String(before)},${remote}`,
    "x-forwarded-proto": "http",
    forwarded: `for="${remote}";proto=http`,
    ...(credential && { [credential.name]: credential.value }),
  };
}
