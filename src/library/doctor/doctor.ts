// `doctor`: everything that must be right before a command can work, looked at all at once. Starts and writes nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createExec } from "../../core/exec.ts";
import { cloudChecks } from "../../provision/checks/cloud-checks.ts";
import { runChecks, type Finding } from "../../provision/checks/finding.ts";
import { createClients } from "../../provision/google/clients.ts";
import { createContext } from "../../provision/engine/context.ts";
import { needsFor } from "../../provision/stack.ts";
import { endpointOf } from "../connection.ts";
import { localCloudOptions } from "../local-cloud/background.ts";
import { findLocalCloud, type Found } from "../local-cloud/local-cloud.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { requireTrust } from "../trust/require-trust.ts";
import { machineChecks } from "./machine.ts";

/** Of each check; all run at once, so that the whole takes no longer. */
const limitMs = 12_000;

export interface DoctorResult {
  /** False when anything failed; warnings do not count. */
  ok: boolean;
  target: "local" | "gcp";
  project: string;
  findings: Finding[];
}

export async function runDoctor(session: Session): Promise<DoctorResult> {
  const settings = await loadSettings(session);
  const { target } = settings.config;
  if (target === "gcp") await requireTrust(session);
  const localCloud = target === "local" ? await findLocalCloud(localCloudOptions(session)) : undefined;
  return during(session.progress, "Checking", async () => {
    const [machine, cloud] = await Promise.all([
      checkMachine(session, settings, localCloud),
      checkCloud(session, settings, localCloud),
    ]);
    const findings = [...machine, ...cloud];
    const isOk = findings.every(({ outcome }) => outcome !== "failed");
    return { ok: isOk, target, project: settings.names.project, findings };
  });
}

async function checkMachine(
  { machine, signal }: Session,
  { config }: Settings,
  localCloud: Found | undefined,
): Promise<Finding[]> {
  const manifest = JSON.parse(await readFile(join(machine.packageFolder, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const checks = machineChecks({
    ...machine,
    ...config,
    wantedNode: manifest.engines.node,
    localCloud,
    exec: createExec(machine.env),
  });
  return runChecks(checks, { clock: machine.clock, limitMs, signal });
}

async function checkCloud(
  { machine, signal }: Session,
  { config, names }: Settings,
  localCloud: Found | undefined,
): Promise<Finding[]> {
  const isAnswering = localCloud?.status === "running" || localCloud?.status === "outdated";
  if (localCloud !== undefined && !isAnswering) {
    const detail = "asked of the local cloud only while it runs";
    return [{ id: "cloud", title: "cloud", outcome: "notApplicable", detail }];
  }
  const clients = createClients(
    endpointOf(isAnswering ? localCloud.cloud : undefined, machine),
    names.project,
  );
  try {
    const needs = needsFor(config, names);
    const ctx = createContext({ clients, clock: machine.clock, names, signal, needs });
    const findings = await runChecks(cloudChecks(ctx, config), { clock: machine.clock, limitMs, signal });
    return config.target === "gcp" ? findings : findings.map(fixedLocally);
  } finally {
    await clients.close();
  }
}

/** No gcloud is needed on this machine, nor may it be there. */
const fixedLocally = (finding: Finding): Finding =>
  finding.fix?.startsWith("gcloud ") ? { ...finding, fix: "cloud-runner up" } : finding;
