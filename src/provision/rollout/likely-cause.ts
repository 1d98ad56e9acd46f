// Why a container did not start, guessed from what Cloud Run and the container itself said. Pure.

export interface Cause {
  kind: "architecture" | "environment" | "port" | "memory" | "image" | "model" | "crash" | "unknown";
  text: string;
  /** What to do, with the next command. */
  fix: string;
}

const defaultPort = 8080;

/**
 * @param condition Cloud Run's own words
 * @param lines what the container and the platform logged, the oldest first
 * @param command what to run again once the cause is corrected
 */
export function likelyCause(condition: string, lines: readonly string[], command: string): Cause {
  const next = `then: ${command}`;
  const log = lines.join("\n");
  const all = `${condition}\n${log}`;
  // As src/runtime/load-own-model.ts says it.
  const model = /(?:The model \S+ cannot be loaded|\S+ does not run|\S+ exports no model): [^\n]+/.exec(
    log,
  )?.[0];
  const missing =
    /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+|[A-Z]{3,})\b["'`]? (?:is |was )?(?:not set|not defined|missing|required)/.exec(
      log,
    ) ??
    /(?:missing|required|undefined|unset)[^\n]{0,40}(?:environment|variable|env)[^\n]*?\b([A-Z][A-Z0-9_]{2,})\b/i.exec(
      log,
    );
  const port = /listening (?:on|at)\b[^\n]*?(?::|port )(\d{2,5})\b/i.exec(log)?.[1];
  // What ended of its own accord did not wait to be asked on another port; the local cloud gives out any port.
  const hasExited = /Container called exit\(\d+\)/.test(all);
  const guesses: (Cause | false)[] = [
    /exec format error/i.test(all) && {
      kind: "architecture",
      text: "The image was built for another CPU architecture; Cloud Run runs linux/amd64.",
      fix: `Build it with \`docker build --platform linux/amd64\`, push it, ${next} --image URI@sha256:...`,
    },
    /must have permission to read the image|image .*not found|failed to (pull|fetch) /i.test(condition) && {
      kind: "image",
      text: "Cloud Run could not read the image.",
      fix: `See that the digest exists in the repository (gcloud artifacts docker images list), ${next} --image URI@sha256:...`,
    },
    model !== undefined && {
      kind: "model",
      text: model,
      fix: `Correct the model, or what it loads, ${next}`,
    },
    /memory limit|out of memory|heap out of memory|OOM/.test(all) && {
      kind: "memory",
      text: "The container needs more memory than its limit while it starts.",
      fix: `Raise service.memory in cloud-runner.json, ${next}`,
    },
    missing !== null && {
      kind: "environment",
      text: `The container misses the environment variable ${missing[1]}.`,
      fix: `Run \`cloud-runner up\`, which sets what cloud-runner's own container needs; give an image of your own a default for ${missing[1]}, ${next}`,
    },
    port !== undefined &&
      Number(port) !== defaultPort &&
      !hasExited && {
        kind: "port",
        text: `The container listens on port ${port}, but Cloud Run asks on the one that it names in PORT (${defaultPort}).`,
        fix: `Let it listen on process.env.PORT, host 0.0.0.0, ${next}`,
      },
    /exit\(\d+\)|exited|exit code|uncaught signal|terminated|crash/i.test(all) && {
      kind: "crash",
      text: "The container ended while it was starting.",
      fix: `Correct what its last lines say (all of them: cloud-runner logs --since 15m), ${next}`,
    },
    /listen on the port|startup probe/i.test(condition) && {
      kind: "port",
      text: "The container runs, but did not answer on the port that Cloud Run names in PORT in time.",
      fix: `Let it listen on process.env.PORT, host 0.0.0.0, and answer its ready path sooner, ${next}`,
    },
  ];
  return (
    guesses.find((guess) => guess !== false) ?? {
      kind: "unknown",
      text: "Not clear from what was said.",
      fix: `Read \`cloud-runner logs --since 15m\`, ${next}`,
    }
  );
}
