// A load of hostile requests on one local cloud, beside another that has nothing to do: how long both take to say that they
// are well. The idle one shows how much of that is the machine's doing.
import { once } from "node:events";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { seededRandom } from "../../src/local/chaos/seeded-random.ts";
import { attacks, prepare, type Target } from "./attacks.ts";
import { startCloud } from "./cloud-process.ts";

interface Delays {
  medianMs: number;
  longestMs: number;
  /** Most processor time that it took before it looked who else asks. */
  turnMs: number;
}

export interface LoadReport {
  idle: Delays;
  loaded: Delays;
  /** Attacks that got no answer, or one that admits a fault. */
  problems: string[];
  requests: number;
  peakMebibytes: number | undefined;
}

/** @param requests so many, several at once, each drawn by the seed */
export async function runLoad({ seed, requests }: { seed: number; requests: number }): Promise<LoadReport> {
  const random = seededRandom(seed);
  const names = Object.keys(attacks);
  const [loaded, idle] = await Promise.all([startCloud(), startCloud()]);
  const sockets: Socket[] = [];
  const target: Target = { ...loaded, leave: (socket) => void sockets.push(socket) };
  const problems: string[] = [];
  try {
    await prepare(target);
    await Promise.all([loaded.longestTurnMs(), idle.longestTurnMs()]);
    const probe = new Worker(new URL("health-probe.js", import.meta.url), {
      workerData: [loaded.httpUrl, idle.httpUrl],
    });
    let next = 0;
    async function attackOn(): Promise<void> {
      for (let at = next++; at < requests; at = next++) {
        const name = names[Math.floor(random("attack", at) * names.length)]!;
        try {
          const status = await attacks[name]!(target, random("draw", at));
          if (status === 500 || status === 503) problems.push(`${name}: ${status}`);
        } catch (error) {
          problems.push(`${name}: ${String(error)}`);
        }
      }
    }
    await Promise.all(Array.from({ length: 6 }, attackOn));
    probe.postMessage("end");
    const [times] = (await once(probe, "message")) as [[number[], number[]]];
    if (!loaded.isAlive()) throw new Error(`It has ended:\n${loaded.log()}`);
    const faults = loaded
      .log()
      .split("\n")
      .filter((line) => /^\s+at /.test(line));
    if (faults.length > 0) problems.push(loaded.log());
    return {
      loaded: delaysOf(times[0], await loaded.longestTurnMs()),
      idle: delaysOf(times[1], await idle.longestTurnMs()),
      problems,
      requests,
      peakMebibytes: loaded.peakMebibytes(),
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    await Promise.all([loaded.end(), idle.end()]);
  }
}

function delaysOf(times: number[], turnMs: number): Delays {
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: sorted[sorted.length >> 1]!, longestMs: sorted.at(-1)!, turnMs };
}

/**
 * Empty when all is well. What the idle cloud had to wait for too was the machine's doing.
 * @param bars for the waits of health: low ones where nothing else runs
 */
export function verdictOn(
  { idle, loaded, problems, peakMebibytes }: LoadReport,
  bars: Pick<Delays, "medianMs" | "longestMs">,
): string[] {
  const found = [...problems];
  if (loaded.turnMs > 50 + 5 * idle.turnMs)
    found.push(`It worked ${loaded.turnMs} ms of processor time without a look at who else asks.`);
  if (loaded.medianMs > bars.medianMs + 5 * idle.medianMs)
    found.push(`The median of health is ${loaded.medianMs} ms.`);
  if (loaded.longestMs > bars.longestMs + 5 * idle.longestMs)
    found.push(`Health took ${loaded.longestMs} ms once.`);
  if (peakMebibytes !== undefined && peakMebibytes > 900)
    found.push(`It took ${peakMebibytes} MiB of memory.`);
  return found;
}
