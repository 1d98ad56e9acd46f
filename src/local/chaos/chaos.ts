// Causes the troubles that the chaos settings ask for. Without a settings file it does nothing.
import { repeatedKey } from "../../core/text/repeated-key.ts";
import { userText } from "../../core/text/user-text.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { apiOff } from "../wire/consumer.ts";
import { StatusError } from "../wire/status.ts";
import { seededRandom } from "./seeded-random.ts";
import { refusals } from "./refusals.ts";
import { pushFault, type PushedMessage, type PushFault } from "./push-fault.ts";
import { ChaosSettingsError, noChaos, parseChaos, type ChaosSettings } from "./settings.ts";

/** One request, as the request log knows it. */
export interface ChaosCall {
  method: string;
  mutating: boolean;
  /** Id of the API that answers it, e.g. `pubsub.googleapis.com`. */
  api: string | undefined;
  /** Aborts when the caller has gone away. */
  signal: AbortSignal;
}

export type Chaos = ReturnType<typeof openChaos>;

/** Settings that nobody can read must not stop the local cloud; it says so and goes on without. */
export function openChaos(folder: string, clock: Clock, report: (line: string) => void) {
  const file = join(folder, "chaos.json");
  let settings = read();
  let counts = freshCounts();
  const made = new Map<string, { at: number; by: string; asked: number }>();

  function read(): ChaosSettings {
    let content: Uint8Array;
    try {
      content = readFileSync(file);
    } catch {
      return noChaos;
    }
    try {
      const text = userText(content);
      const value: unknown = JSON.parse(text);
      const twice = repeatedKey(text);
      if (twice !== undefined)
        throw new ChaosSettingsError([
          `line ${twice.line} has "${twice.key}" a second time in the same object`,
        ]);
      return parseChaos(value);
    } catch (error) {
      const problems = error instanceof ChaosSettingsError ? error.problems : ["it is not JSON"];
      for (const problem of problems) report(`${file} is ignored: ${problem}`);
      return noChaos;
    }
  }

  function freshCounts() {
    return {
      refused: new Map<string, number>(),
      lost: new Map<string, number>(),
      drawn: new Map<string, number>(),
      stale: 0,
      writes: 0,
      crashed: false,
      /** Aborts when these settings end, and with them the silence. */
      ended: new AbortController(),
    };
  }

  /** The rule for the method, unless this method has used it up; counts its use. */
  function use<R extends { method: string; times: number }>(
    rules: readonly R[],
    used: Map<string, number>,
    { method }: ChaosCall,
  ): R | undefined {
    const rule = rules.find((each) => matches(each.method, method));
    const times = used.get(method) ?? 0;
    if (rule === undefined || times >= rule.times) return undefined;
    used.set(method, times + 1);
    return rule;
  }

  /** The rule for the method, if the seed chooses this call of it. */
  function chosen(trouble: "refuse" | "loseAnswer", { method }: ChaosCall) {
    const rule = settings.sometimes.find((each) => matches(each.method, method));
    if (rule === undefined || rule[trouble] === 0) return undefined;
    const thing = `${trouble} ${method}`;
    const call = (counts.drawn.get(thing) ?? 0) + 1;
    counts.drawn.set(thing, call);
    return seededRandom(settings.seed)(thing, call) < rule[trouble] ? rule : undefined;
  }

  /** Like a machine that is down: no answer until the caller gives up or the settings change. */
  async function silence({ signal }: ChaosCall): Promise<never> {
    const end = AbortSignal.any([signal, counts.ended.signal]);
    await new Promise<void>((resolve) => {
      if (end.aborted) resolve();
      else end.addEventListener("abort", () => resolve(), { once: true });
    });
    throw new StatusError("UNAVAILABLE", "The local cloud was down.");
  }

  const isVisible = (thing: string): boolean => {
    const fresh = made.get(thing);
    if (fresh === undefined) return true;
    fresh.asked += 1;
    return clock.now() - fresh.at >= settings.visibleAfterMs && fresh.asked > settings.visibleAfterAsks;
  };

  return {
    settings: (): ChaosSettings => settings,
    /** Whether `crashAt` was reached: nothing is answered until the settings are replaced. */
    hasCrashed: (): boolean => counts.crashed,
    /** Replaces the settings, starts counting anew, and keeps them in the file. @throws ChaosSettingsError */
    set(input: unknown): ChaosSettings {
      const next = parseChaos(input);
      writeFileSync(file, `${JSON.stringify(next, undefined, 2)}\n`);
      counts.ended.abort();
      settings = next;
      counts = freshCounts();
      made.clear();
      return next;
    },
    /** Before a request is carried out. @throws StatusError when it is to be refused; may never return. */
    async before(call: ChaosCall) {
      if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs, call.signal).catch(() => undefined);
      if (counts.crashed) await silence(call);
      if (call.mutating) {
        counts.writes += 1;
        const { crashAt } = settings;
        if (crashAt !== undefined && counts.writes === crashAt.mutating) {
          counts.crashed = true;
          if (crashAt.when === "before") await silence(call);
          return;
        }
      }
      if (call.api !== undefined && !isVisible(`api ${call.api}`)) {
        throw apiOff({ number: made.get(`api ${call.api}`)!.by }, call.api);
      }
      const refusal = use(settings.refuseFirst, counts.refused, call);
      if (refusal) throw refusals[refusal.refusal ?? usual[refusal.status]](call);
      const unlucky = chosen("refuse", call);
      if (unlucky) throw refusals[usual[unlucky.status]](call);
    },
    /** After it was carried out. @throws StatusError when the answer is to be lost; may never return. */
    async after(call: ChaosCall) {
      // Also what was under way elsewhere when it happened goes unanswered.
      if (counts.crashed) await silence(call);
      if (!call.mutating) return;
      if (use(settings.loseAnswers, counts.lost, call) ?? chosen("loseAnswer", call)) {
        throw new StatusError("UNAVAILABLE", "The connection was lost after the request was carried out.");
      }
    },
    /** What goes wrong with a push. */
    push: (message: PushedMessage): PushFault => pushFault(settings, message),
    /**
     * Reports that something was made whose effect spreads slowly: an account, a grant, an enabled API.
     * @param by number of the project
     */
    made(thing: string, by = "") {
      if (settings.visibleAfterMs === 0 && settings.visibleAfterAsks === 0) return;
      made.set(thing, { at: clock.now(), by, asked: 0 });
    },
    /** Whether what was made has spread by now; each question counts. */
    isVisible,
    /** @throws StatusError when a policy write is to find a stale etag */
    checkEtag() {
      if (counts.stale >= settings.staleEtags) return;
      counts.stale += 1;
      throw new StatusError("ABORTED", "There were concurrent policy changes. Please retry.");
    },
  };
}

function matches(pattern: string, method: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^(?:.*/)?${parts.join(".*")}$`).test(method);
}

/** The refusal that is played when only its status is asked for. */
const usual = { 403: "quota-per-minute", 409: "name-taken", 429: "rate-limit", 503: "overloaded" } as const;
