// What the answers about the project mean. Pure.
import { failed, ok, warning, type Result } from "./finding.ts";
import type { Caller } from "../google/caller.ts";

export function callerResult({ email }: Caller): Result {
  if (email !== undefined) return ok(email);
  return { outcome: "ok", detail: "accepted; they do not say whose they are" };
}

/** Calls count against the quota project, so an API that is off there fails as if it were off in the project. */
export function quotaProjectResult({ quotaProject }: Caller, project: string): Result {
  if (quotaProject === undefined || quotaProject === project) return ok(project);
  return warning(
    `calls count against ${quotaProject}, where the APIs must be enabled as well`,
    `gcloud auth application-default set-quota-project ${project}`,
  );
}

export function projectResult(state: string | undefined, number: string, project: string): Result {
  if (state === "ACTIVE") return ok(`${project}, number ${number}`);
  return failed(`${project} is ${state ?? "in an unknown state"}`, `gcloud projects undelete ${project}`);
}

export function billingResult(
  {
    billingEnabled,
    billingAccountName,
  }: { billingEnabled?: boolean | null; billingAccountName?: string | null },
  project: string,
): Result {
  if (billingEnabled === true) return ok(billingAccountName || "linked");
  const detail = billingAccountName ? `${billingAccountName} is closed` : "no billing account is linked";
  return failed(detail, `gcloud billing projects link ${project} --billing-account=ACCOUNT_ID`);
}

/** One result an API. Before the first `up` an API that is off is no fault: `up` enables it. */
export function apiResults(
  apis: readonly string[],
  enabled: ReadonlySet<string>,
  { project, isDeployed }: { project: string; isDeployed: boolean },
): Result[] {
  return apis.map((api) => {
    const about = { id: `api.${api.replace(/\.googleapis\.com$/, "")}`, title: `API ${api}` };
    if (enabled.has(api)) return { ...about, ...ok("enabled") };
    const fix = `gcloud services enable ${api} --project=${project}`;
    if (isDeployed) return { ...about, ...failed("off", fix) };
    return { ...about, ...warning("off; `cloud-runner up` enables it", fix) };
  });
}
