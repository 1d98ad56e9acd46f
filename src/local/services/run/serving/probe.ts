// Startup and liveness probes of a container.
import { request } from "node:http";
import { connect } from "node:net";
import type { Clock } from "../../../../core/clock.ts";
import type { Probe } from "../api/resources.ts";

/** What is between two looks at a container that starts: short, since a forecast may be waiting for it. */
const pauseMs = 10;

/** One look. gRPC probes are answered by whether the port listens. */
export async function probeOnce(probe: Probe, port: number): Promise<boolean> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  return probe.httpGet ? await answersHttp(probe.httpGet, port, timeoutMs) : await listens(port, timeoutMs);
}

/**
 * Looks until the probe passes or its whole budget, failureThreshold times periodSeconds, is spent. Google looks once
 * a period; here the same budget is spent in small steps, so that a container serves as soon as it can.
 */
export async function untilStarted(
  probe: Probe,
  port: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
  const deadline = clock.now() + (initialDelaySeconds + periodSeconds * failureThreshold) * 1000;
  while (clock.now() < deadline) {
    if (await probeOnce(probe, port)) return true;
    await clock.sleep(pauseMs, signal);
  }
  return false;
}

function listens(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: timeoutMs });
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}

function answersHttp(
  { path = "/", httpHeaders = [] }: NonNullable<Probe["httpGet"]>,
  port: number,
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = Object.fromEntries(httpHeaders.map(({ name = "", value = "" }) => [name, value]));
    const call = request({ host: "127.0.0.1", port, path, headers, agent: false, timeout: timeoutMs });
    call.once("response", (response) => {
      response.resume();
      resolve(response.statusCode! >= 200 && response.statusCode! < 400);
    });
    call.once("error", () => resolve(false));
    call.once("timeout", () => call.destroy(new Error("timeout")));
    call.end();
  });
}
