// Google's documented limits, checked before any call, all problems at once.
import type { Config } from "../core/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Names } from "../core/names.ts";
import { keyProblems } from "./checks/encryption-keys.ts";
import { mebibytes } from "./engine/normalise.ts";

/** https://cloud.google.com/run/docs/configuring/services/memory-limits: more memory needs more CPU … */
const cpuForMemoryOver: readonly [mebibytes: number, cpu: number][] = [
  [24 * 1024, 8],
  [16 * 1024, 6],
  [8 * 1024, 4],
  [4 * 1024, 2],
];

/** … and more CPU needs more memory. https://cloud.google.com/run/docs/configuring/services/cpu */
const memoryForCpu: Readonly<Record<number, number>> = { 4: 2 * 1024, 6: 4 * 1024, 8: 4 * 1024 };

const smallestMemory = 512;
const largestMemory = 32 * 1024;
const largestVariable = 32_768;
const mostLabels = 64;

/** @throws ConfigError that lists every limit that the config would break. */
export function checkLimits(config: Config, names: Names): void {
  const problems = [
    ...sizeProblems(config),
    ...nameProblems(names),
    ...labelProblems(config),
    ...keyProblems(config),
  ];
  if (problems.length === 0) return;
  throw new ConfigError("The configuration is outside of what Google Cloud allows.", {
    code: "config.limits",
    details: problems,
    fix: "Correct these values in cloud-runner.json.",
  });
}

function sizeProblems({ service, job, forecast }: Config): string[] {
  const problems = [
    ...containerProblems("service", service),
    ...containerProblems("job", job),
    service.minInstances > service.maxInstances &&
      `service.minInstances: ${service.minInstances} is over maxInstances, ${service.maxInstances}`,
    Buffer.byteLength(JSON.stringify(forecast)) > largestVariable &&
      `forecast: is over ${largestVariable} bytes, the limit of an environment variable`,
  ];
  return problems.filter((problem) => problem !== false);
}

function containerProblems(of: "service" | "job", { cpu, memory }: Config["job" | "service"]) {
  const size = mebibytes(memory);
  const [over, neededCpu] = cpuForMemoryOver.find(([limit]) => size > limit) ?? [0, 1];
  const neededMemory = memoryForCpu[cpu] ?? 0;
  return [
    (size < smallestMemory || size > largestMemory) &&
      `${of}.memory: ${memory} is not between 512Mi and 32Gi`,
    cpu < neededCpu && `${of}.cpu: memory over ${over / 1024}Gi needs at least ${neededCpu} CPUs, not ${cpu}`,
    size < neededMemory && `${of}.memory: ${cpu} CPUs need at least ${neededMemory / 1024}Gi, not ${memory}`,
  ];
}

const pubsubName = /^(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;
// No dots, which would ask for a verified domain; nothing that looks like Google's own name.
const bucketName = /^(?!goog)(?!.*g[o0]{2}gle)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/;

function nameProblems(names: Names): string[] {
  const rules: [what: string, name: string, pattern: RegExp, rule: string][] = [
    ["input bucket", names.inputBucket, bucketName, "3 to 63 characters, without google"],
    ["output bucket", names.outputBucket, bucketName, "3 to 63 characters, without google"],
    ["source bucket", names.sourceBucket, bucketName, "3 to 63 characters, without google"],
    ["topic", names.topic, pubsubName, "3 to 255 characters, not starting with goog"],
    ["topic", names.resultsTopic, pubsubName, "3 to 255 characters, not starting with goog"],
    ["subscription", names.subscription, pubsubName, "3 to 255 characters, not starting with goog"],
    ["service", names.service, /^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/, "at most 49 characters"],
    ["job", names.job, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "at most 63 characters"],
    ["repository", names.repository, /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/, "2 to 63 characters"],
    ["account", names.runtimeAccountId, /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "6 to 30 characters"],
    ["account", names.invokerAccountId, /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "6 to 30 characters"],
    ["account", names.builderAccountId, /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "6 to 30 characters"],
  ];
  return rules.flatMap(([what, name, pattern, rule]) =>
    pattern.test(name) ? [] : [`name: makes the ${what} name ${name}, which must have ${rule}`],
  );
}

function labelProblems({ labels, notify }: Config): string[] {
  const own = notify.length > 0 ? 4 : 2;
  const count = Object.keys(labels).length + own;
  return count > mostLabels
    ? [`labels: ${count} with our own ${own}, at most ${mostLabels} are allowed`]
    : [];
}
