// What a service and a job of Cloud Run have in common: one container, and as whom and in which network it runs.
import type { protos } from "@google-cloud/run";
import { PreconditionError } from "../../../core/errors.ts";
import { patiently, type CloudContext } from "../../engine/context.ts";
import { enumName, isSet, mebibytes, milliCpu, secondsOf } from "../../engine/normalise.ts";
import { changed, type Change } from "../../engine/resource.ts";
import type { Late } from "../../engine/unknown.ts";
import { isForbidden, isImageUnreadable, isMissingAccount } from "../../google/cloud-error.ts";
import { vpcAccess, vpcChanges, vpcOf, type VpcLive, type VpcSpec } from "./vpc-access.ts";

export interface ContainerSpec {
  project: string;
  region: string;
  /** By digest: a tag is resolved only once. undefined keeps what is deployed. */
  image: Late<string> | undefined;
  serviceAccount: string;
  env: Record<string, string>;
  cpu: number;
  /** `512Mi`, `2Gi`. */
  memory: string;
  timeoutSeconds: number;
  /** Full name of the key that its image is encrypted with; by default Google's own. */
  encryptionKey?: string | undefined;
  /** A VPC network that it sends through. */
  vpc?: VpcSpec | undefined;
  labels: Record<string, string>;
}

export interface ContainerLive {
  image: string;
  serviceAccount: string;
  env: Record<string, string>;
  cpu: string;
  memory: string;
  timeoutSeconds: number | undefined;
  encryptionKey: string | undefined;
  vpc: VpcLive | undefined;
  /** In place of the image's own. */
  command: string[];
  /** What else is set that costs money or changes what runs. */
  extras: readonly string[];
}

/** What the templates of both have. */
type Template = Pick<
  protos.google.cloud.run.v2.ITaskTemplate,
  "containers" | "serviceAccount" | "timeout" | "encryptionKey" | "vpcAccess" | "nodeSelector"
>;

export function containerLive(template: Template | null | undefined): ContainerLive {
  const container = template?.containers?.[0];
  const limits = container?.resources?.limits;
  return {
    image: container?.image ?? "",
    serviceAccount: template?.serviceAccount ?? "",
    env: Object.fromEntries(
      (container?.env ?? []).map((variable) => [variable.name ?? "", variable.value ?? ""]),
    ),
    cpu: limits?.["cpu"] ?? "1",
    memory: limits?.["memory"] ?? "512Mi",
    timeoutSeconds: secondsOf(template?.timeout),
    encryptionKey: template?.encryptionKey || undefined,
    vpc: vpcOf(template?.vpcAccess),
    command: container?.command ?? [],
    extras: extrasOf(template),
  };
}

/** A second container, or a GPU, is paid for like the first one. */
function extrasOf(template: Template | null | undefined): string[] {
  const [container, ...sidecars] = template?.containers ?? [];
  const found: [name: string, value: unknown][] = [
    ["containers", sidecars],
    ["args", container?.args],
    ["resources.gpu", container?.resources?.limits?.["nvidia.com/gpu"]],
    ["nodeSelector", template?.nodeSelector],
  ];
  return found.filter(([, value]) => isSet(value)).map(([name]) => name);
}

/** @param command in place of the image's own; empty keeps that */
export const containerChanges = (
  spec: ContainerSpec,
  live: ContainerLive,
  command: readonly string[],
): Change[] => [
  ...(spec.image === undefined ? [] : changed("template.image", live.image, spec.image)),
  ...changed("template.serviceAccount", live.serviceAccount, spec.serviceAccount),
  ...Object.entries(spec.env).flatMap(([key, value]) => changed(`template.env.${key}`, live.env[key], value)),
  ...sameQuantity("template.cpu", live.cpu, String(spec.cpu), milliCpu),
  ...sameQuantity("template.memory", live.memory, spec.memory, mebibytes),
  ...changed("template.timeoutSeconds", live.timeoutSeconds, spec.timeoutSeconds),
  ...changed("template.command", inWords(live.command), inWords(command)),
  ...changed("template.encryptionKey", live.encryptionKey, spec.encryptionKey),
  ...vpcChanges(spec.vpc, live.vpc),
  ...live.extras.flatMap((name) => changed(`template.${name}`, "set", undefined)),
];

const inWords = (command: readonly string[]) => (command.length === 0 ? undefined : command.join(" "));

function sameQuantity(
  path: string,
  from: string,
  to: string,
  measure: (quantity: string) => number,
): Change[] {
  return measure(from) === measure(to) ? [] : changed(path, from, to);
}

/** What stands around the container in a template. */
export const templateAround = (
  spec: Omit<ContainerSpec, "image">,
): Pick<Template, "serviceAccount" | "timeout" | "encryptionKey" | "vpcAccess"> => ({
  serviceAccount: spec.serviceAccount,
  timeout: { seconds: spec.timeoutSeconds },
  ...(spec.encryptionKey !== undefined && { encryptionKey: spec.encryptionKey }),
  ...(spec.vpc && { vpcAccess: vpcAccess(spec.vpc, spec) }),
});

/** @param resources beside the limits */
export const containerIn = (
  spec: Omit<ContainerSpec, "image">,
  image: string,
  command: readonly string[],
  resources: { cpuIdle?: boolean; startupCpuBoost?: boolean } = {},
): protos.google.cloud.run.v2.IContainer => ({
  image,
  ...(command.length > 0 && { command: [...command] }),
  env: Object.entries(spec.env).map(([name, value]) => ({ name, value })),
  resources: { limits: { cpu: String(spec.cpu), memory: spec.memory }, ...resources },
});

export const conditionStates: Readonly<Record<number, string>> = {
  1: "CONDITION_PENDING",
  2: "CONDITION_RECONCILING",
  3: "CONDITION_FAILED",
  4: "CONDITION_SUCCEEDED",
};

/** `ready`, `reconciling`, or `failed: why`. */
export function conditionOf(
  of: Pick<
    protos.google.cloud.run.v2.IJob,
    "terminalCondition" | "observedGeneration" | "generation" | "reconciling"
  >,
): string {
  const condition = of.terminalCondition;
  const state = enumName(condition?.state, conditionStates);
  // Log lines may follow below it, which a row of the plan or of the status has no place for.
  const reason = condition?.message?.split("\n")[0]?.trim();
  if (state === "CONDITION_FAILED") return `failed: ${reason || "no reason given"}`;
  const isObserved = String(of.observedGeneration ?? "") === String(of.generation ?? "");
  return !of.reconciling && state === "CONDITION_SUCCEEDED" && isObserved ? "ready" : "reconciling";
}

/** Sends a container to Cloud Run, which may not know yet of the account it is to run as, or of the image. */
export function untilKnown<T>(
  ctx: CloudContext,
  spec: Pick<ContainerSpec, "project" | "serviceAccount">,
  send: () => Promise<T>,
): Promise<T> {
  const accountIsNew = ctx.isNew(`projects/${spec.project}/serviceAccounts/${spec.serviceAccount}`);
  const patience = {
    reason: "fresh accounts and rights to be known to Cloud Run",
    budgetMs: 3 * 60_000,
    initialDelayMs: 2000,
    isRetryable: (error: unknown) =>
      isImageUnreadable(error) || isMissingAccount(error) || (accountIsNew && isForbidden(error)),
  };
  return patiently(ctx, patience, send);
}

export const noImage = (): PreconditionError =>
  new PreconditionError("No container image was built.", {
    code: "image.missing",
    fix: "Run `cloud-runner up`, which builds and pushes it.",
  });
