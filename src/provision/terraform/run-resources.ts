// The service and its job as Terraform's provider describes them.
import type { Settled } from "../engine/unknown.ts";
import type { RunJobSpec } from "../resources/run/run-job.ts";
import { ingressOf, startupProbe, type RunServiceSpec } from "../resources/run/run-service.ts";
import { connectorName, egressOf, type VpcSpec } from "../resources/run/vpc-access.ts";
import type { Exported } from "./exported.ts";
import { block, raw, type Block } from "./hcl.ts";
import type { References } from "./references.ts";

/** What `deploy` and `rollback` change from one roll-out to the next. */
const rolledOut = [
  "annotations",
  "client",
  "client_version",
  "template[0].containers[0].image",
  "template[0].labels",
  "template[0].revision",
  "traffic",
].map((path) => raw(path));

/** Of the job they change what it forecasts with as well, so that it does as the service does. */
const followed = [
  "annotations",
  "client",
  "client_version",
  "template[0].template[0].containers[0].image",
].map((path) => raw(path));

function vpcBlock(vpc: Settled<VpcSpec>, at: { project: string; region: string }) {
  const { connector, network, subnetwork, tags, egress, ...others } = vpc;
  others satisfies Record<string, never>;
  return block("vpc_access", [
    ["connector", connector === undefined ? undefined : connectorName(connector, at)],
    ["egress", egressOf({ egress })],
    connector === undefined
      ? block("network_interfaces", [
          ["network", network],
          ["subnetwork", subnetwork],
          ["tags", tags],
        ])
      : undefined,
  ]);
}

function envBlocks(
  env: Record<string, string>,
  valueOf: (value: string) => ReturnType<References["to"]>,
): Block[] {
  return Object.entries(env).map(([name, value]) =>
    block("env", [
      ["name", name],
      ["value", valueOf(value)],
    ]),
  );
}

export function serviceOf(spec: Settled<RunServiceSpec>, references: References): Exported {
  const {
    project,
    region,
    service,
    serviceAccount: account,
    labels,
    env,
    readyPath,
    image: _ignored,
    ...settings
  } = spec;
  const { cpu, memory, concurrency, timeoutSeconds, minInstances, maxInstances, ...more } = settings;
  const { ingress, encryptionKey, vpc, local: _onThisMachine, ...others } = more;
  const probe = startupProbe(readyPath);
  others satisfies Record<string, never>;
  return {
    type: "google_cloud_run_v2_service",
    id: `projects/${project}/locations/${region}/services/${service}`,
    body: [
      ["name", service],
      ["location", references.to(region)],
      ["ingress", ingressOf({ ingress })],
      ["labels", labels],
      block("scaling", [
        ["scaling_mode", "AUTOMATIC"],
        ["min_instance_count", minInstances],
        ["max_instance_count", maxInstances],
      ]),
      block("template", [
        ["service_account", references.to(account)],
        ["timeout", `${timeoutSeconds}s`],
        ["max_instance_request_concurrency", concurrency],
        ["encryption_key", encryptionKey],
        block("scaling", [["max_instance_count", maxInstances]]),
        vpc && vpcBlock(vpc, { project, region }),
        block("containers", [
          ["image", raw("var.image")],
          ...envBlocks(env, (value) => references.to(value)),
          block("resources", [
            ["cpu_idle", true],
            ["startup_cpu_boost", true],
            ["limits", { cpu: String(cpu), memory }],
          ]),
          block("startup_probe", [
            ["period_seconds", 2],
            ["timeout_seconds", 1],
            ["failure_threshold", probe.failureThreshold],
            readyPath === undefined ? block("tcp_socket", []) : block("http_get", [["path", readyPath]]),
          ]),
        ]),
      ]),
      block("traffic", [
        ["type", "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"],
        ["percent", 100],
      ]),
      // Roll-outs stay with `cloud-runner deploy` and `rollback`; docs/terraform.md says how to give them to Terraform.
      block("lifecycle", [["ignore_changes", rolledOut]]),
    ],
  };
}

export function jobOf(spec: Settled<RunJobSpec>, references: References): Exported {
  const { project, region, job, serviceAccount: account, labels, env, image: _ignored, ...settings } = spec;
  const { cpu, memory, timeoutSeconds, maxRetries, parallelism, command, ...more } = settings;
  const { encryptionKey, vpc, ...others } = more;
  others satisfies Record<string, never>;
  const id = `projects/${project}/locations/${region}/jobs/${job}`;
  return {
    type: "google_cloud_run_v2_job",
    id,
    body: [
      ["name", job],
      ["location", references.to(region)],
      ["labels", labels],
      block("template", [
        ["task_count", 1],
        ["parallelism", parallelism],
        block("template", [
          ["service_account", references.to(account)],
          ["timeout", `${timeoutSeconds}s`],
          ["max_retries", maxRetries],
          ["encryption_key", encryptionKey],
          vpc && vpcBlock(vpc, { project, region }),
          block("containers", [
            ["image", raw("var.image")],
            ["command", command],
            // Of its own name: a resource cannot refer to itself.
            ...envBlocks(env, (value) => (value === id ? value : references.to(value))),
            block("resources", [["limits", { cpu: String(cpu), memory }]]),
          ]),
        ]),
      ]),
      block("lifecycle", [["ignore_changes", followed]]),
    ],
  };
}
