// What this process waits for on the network, told by Node itself, whichever library asks: DNS, a connection, TLS, an answer.
// Some of Google's clients try again in silence for minutes, or look for credentials where there are none.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import type { Clock } from "../../core/clock.ts";
import { formatDuration } from "../../core/duration.ts";

export type Stage = "name" | "connection" | "tls" | "answer";

interface Wait {
  host: string;
  stage: Stage;
  since: number;
}

/** A wait is worth a word after so long, and again so often. */
const longMs = 1000;

/** @param told hears of the longest wait, once it is long, every second; and undefined once none is */
export function watchNetwork(
  clock: Clock,
  told: (text: string | undefined, elapsedMs: number) => void,
): () => void {
  const waits = new Set<Wait>();
  const stopping = new AbortController();
  let isLooking = false;
  let hasTold = false;

  const begin = (host: string, stage: Stage): Wait => {
    const wait = { host, stage, since: clock.now() };
    waits.add(wait);
    if (!isLooking) void look();
    return wait;
  };
  const turn = (wait: Wait, stage: Stage) => Object.assign(wait, { stage });
  const end = (wait: Wait) => {
    waits.delete(wait);
    if (waits.size > 0 || !hasTold) return;
    hasTold = false;
    told(undefined, 0);
  };

  async function look(): Promise<void> {
    isLooking = true;
    try {
      while (waits.size > 0) {
        await clock.sleep(longMs / 2, stopping.signal);
        const [oldest] = [...waits].toSorted((a, b) => a.since - b.since);
        const elapsedMs = oldest === undefined ? 0 : clock.now() - oldest.since;
        if (elapsedMs >= longMs) {
          hasTold = true;
          told(waitText(oldest!, elapsedMs), elapsedMs);
        }
      }
    } catch {
      // The command has ended.
    } finally {
      isLooking = false;
    }
  }

  const stopListening = listen([
    ["http.client.request.created", ({ request }: { request: Request }) => ofRequest(request)],
    ["http2.client.stream.start", ({ stream, headers }: StartedStream) => ofStream(stream, headers)],
    ["net.client.socket", ({ socket }: { socket: Socket }) => ofSocket(socket)],
    ["undici:request:create", ({ request }: { request: Fetched }) => ofFetch(request)],
    ["undici:request:headers", ({ request }: { request: Fetched }) => endOfFetch(request)],
    ["undici:request:error", ({ request }: { request: Fetched }) => endOfFetch(request)],
  ]);

  /** What is sent may take its time: its answer is waited for from then on. */
  function ofRequest(request: Request): void {
    const host = String(request.getHeader("host") ?? request.host ?? "");
    let wait: Wait | undefined;
    let [isConnecting, isSent] = [false, false];
    const done = () => wait !== undefined && end(wait);
    const answer = () => {
      done();
      if (isSent && !isConnecting) wait = begin(host, "answer");
    };
    request.once("socket", (socket: Socket) => {
      if (!socket.connecting) return;
      isConnecting = true;
      wait = begin(host, "name");
      follow(socket, wait);
      socket.once(socket.encrypted === true ? "secureConnect" : "connect", () => {
        isConnecting = false;
        answer();
      });
    });
    request.once("finish", () => {
      isSent = true;
      if (!isConnecting) answer();
    });
    request.once("response", done);
    request.once("close", done);
  }

  function follow(socket: Socket, wait: Wait): void {
    socket.once("lookup", () => turn(wait, "connection"));
    socket.once("connectionAttempt", () => turn(wait, "connection"));
    socket.once("connect", () => turn(wait, "tls"));
  }

  /** Of gRPC, which resolves names by itself. */
  function ofSocket(socket: Socket): void {
    let wait: Wait | undefined;
    socket.once("connectionAttempt", (ip: string, port: number) => {
      wait = begin(`${ip}:${port}`, "connection");
    });
    const done = () => wait !== undefined && end(wait);
    socket.once("connect", done);
    socket.once("close", done);
  }

  function ofStream(stream: EventEmitter, headers: Headers): void {
    // What goes on for as long as somebody listens is no wait.
    if (/Tail|Streaming/.test(String(headers[":path"]))) return;
    const wait = begin(String(headers[":authority"] ?? ""), "answer");
    for (const event of ["response", "close", "error"]) stream.once(event, () => end(wait));
  }

  const fetched = new WeakMap<Fetched, Wait>();
  function ofFetch(request: Fetched): void {
    fetched.set(request, begin(URL.parse(String(request.origin))?.host ?? "", "answer"));
  }
  function endOfFetch(request: Fetched): void {
    const wait = fetched.get(request);
    if (wait !== undefined) end(wait);
  }

  return () => {
    stopListening();
    stopping.abort();
    waits.clear();
  };
}

interface Socket extends EventEmitter {
  connecting: boolean;
  encrypted?: boolean;
}

interface Request extends EventEmitter {
  host?: string;
  getHeader(name: string): string | number | string[] | undefined;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

interface StartedStream {
  stream: EventEmitter;
  headers: Headers;
}

interface Fetched {
  origin: string | URL;
}

type Listener = [channel: string, hears: (message: never) => void];

/** Whatever a newer Node tells in another way is not told; nothing of a command may fail by that. */
function listen(listeners: readonly Listener[]): () => void {
  const all = listeners.map(([channel, hears]) => {
    const listener = (message: unknown) => {
      try {
        hears(message as never);
      } catch {
        // Of this wait nothing is said.
      }
    };
    subscribe(channel, listener);
    return () => unsubscribe(channel, listener);
  });
  return () => all.forEach((stop) => stop());
}

/** `waiting for DNS to find storage.googleapis.com, 3 s`. */
export function waitText({ host, stage }: Pick<Wait, "host" | "stage">, elapsedMs: number): string {
  return `waiting for ${whatFor(host.replace(/:(443|80)$/, ""), stage)}, ${formatDuration(elapsedMs).replace(/\.\d/, "")}`;
}

function whatFor(host: string, stage: Stage): string {
  if (/^(169\.254\.169\.254|metadata\.google\.internal)/.test(host))
    return "credentials: a metadata server, as machines on Google Cloud have one";
  if (/^(127\.|localhost|\[::1\])/.test(host)) return stage === "answer" ? "the local cloud" : host;
  const login = /^(oauth2|sts|iamcredentials)\./.test(host) ? "a new access token of " : "";
  return {
    name: `DNS to find ${host}`,
    connection: `a connection to ${host}`,
    tls: `a secure connection to ${host}`,
    answer: login === "" ? `${host} to answer` : `${login}${host}`,
  }[stage];
}
