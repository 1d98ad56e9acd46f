// A stack as one file of Terraform's language: its resources with references, and an import for each.
import { knownFrom, nodeOf, type Node, type Observed } from "../engine/node.ts";
import { projectServices, type ProjectServicesSpec } from "../resources/project-services.ts";
import { runService } from "../resources/run/run-service.ts";
import type { RunServiceLive } from "../rollout/service-state.ts";
import type { Exported } from "./exported.ts";
import { block, fileOf, quoted, raw, type Attribute, type Block } from "./hcl.ts";
import { labelOf, referencesIn } from "./references.ts";
import { exported } from "./resources.ts";

/** One that was tried: a later one may describe the same resources otherwise. */
export const providerVersion = "7.45.0";

/** @param found of all nodes, each of which must be there */
export function terraformFile(
  nodes: readonly Node[],
  found: Observed,
  place: { project: string; region: string },
): string {
  const known = knownFrom(found);
  const placed = nodes.map((node) => ({ node, spec: node.spec(known) }));
  const references = referencesIn(placed, found, place);
  const resources: Resource[] = placed.flatMap(({ node, spec }) => {
    const made = exported(node, spec, references, found.of(node));
    return made === undefined ? [] : [{ node, label: labelOf(node), ...made }];
  });
  const addresses = addressesOf(nodes, resources);
  const services = placed.find(({ node }) => node.resource.kind === projectServices.kind);
  const ids = (services?.spec as ProjectServicesSpec | undefined)?.services ?? [];
  const service = found.of(nodeOf<unknown, RunServiceLive>(nodes, runService as never))!;
  return [
    `${heading}\n`,
    fileOf([
      ...settings(),
      ...variables({ ...place, image: service.image }),
      ...secrets(resources),
      ...apis(ids),
      ...data,
      ...resources.map((each) => resourceBlock(each, addresses)),
      ...outputs(resources),
    ]),
    "# Only for the first `terraform apply`: what is imported once may be deleted here.\n",
    fileOf([importOfApis, ...resources.map(importBlock)]),
  ].join("\n");
}

const heading = `# A stack of cloud-runner for Terraform, written by \`cloud-runner export terraform\`.
# Terraform owns what is described here; roll-outs (image, traffic) stay with \`cloud-runner deploy\` and \`rollback\`.`;

type Resource = Exported & { node: Node; label: string };

const settings = (): Block[] => [
  block("terraform", [
    ["required_version", ">= 1.7.0"],
    block("required_providers", [["google", { source: "hashicorp/google", version: providerVersion }]]),
  ]),
  block('provider "google"', [
    ["project", raw("var.project")],
    ["region", raw("var.region")],
    // Its label would stand on every resource.
    ["add_terraform_attribution_label", false],
  ]),
];

const variables = (values: { project: string; region: string; image: string }): Block[] => {
  const texts = {
    project: "Google Cloud project.",
    region: "Region of the whole stack.",
    image: "Container image by digest, for a service that is made anew.",
  };
  return (Object.keys(texts) as (keyof typeof texts)[]).map((name) =>
    block(`variable "${name}"`, [
      ["description", texts[name]],
      ["type", raw("string")],
      ["default", values[name]],
    ]),
  );
};

/** Terraform asks for them, or takes them from TF_VAR_NAME. */
const secrets = (resources: readonly Resource[]): Block[] =>
  resources.flatMap(({ secrets: named = {} }) =>
    Object.entries(named).map(([name, description]) =>
      block(`variable "${name}"`, [
        ["description", description],
        ["type", raw("string")],
        ["sensitive", true],
      ]),
    ),
  );

const apis = (ids: readonly string[]): Block[] => [
  block("locals", [["apis", ids.toSorted()]]),
  block('resource "google_project_service" "api"', [
    ["for_each", raw("toset(local.apis)")],
    ["service", raw("each.value")],
    // Others in the project may rely on them.
    ["disable_on_destroy", false],
  ]),
];

const importOfApis = block("import", [
  ["for_each", raw("toset(local.apis)")],
  ["to", raw("google_project_service.api[each.value]")],
  ["id", raw('"${var.project}/${each.value}"')],
]);

/** What the stack reads: the project's number, and the account that Cloud Storage publishes as. */
const data: readonly Block[] = ["google_project", "google_storage_project_service_account"].map((type) =>
  block(`data "${type}" "this"`, [["depends_on", [raw("google_project_service.api")]]]),
);

function resourceBlock({ node, type, label, body }: Resource, addresses: Addresses): Block {
  const said = fileOf([block("", body)]);
  // A reference says it already.
  const unsaid = addresses(node).filter((address) => !said.includes(`${address}.`));
  const dependsOn: Attribute = [
    "depends_on",
    unsaid.length === 0 ? undefined : unsaid.map((each) => raw(each)),
  ];
  return block(`resource "${type}" "${label}"`, [...body, dependsOn]);
}

/** The resources that a node needs; what is only read, such as the project, needs others in turn. */
type Addresses = (node: Node) => string[];

function addressesOf(nodes: readonly Node[], resources: readonly Resource[]): Addresses {
  const addressOf = (id: string): string[] => {
    const made = resources.find(({ node }) => node.id === id);
    if (made !== undefined) return [`${made.type}.${made.label}`];
    const node = nodes.find((each) => each.id === id)!;
    return node.resource.kind === projectServices.kind ? ["google_project_service.api"] : needed(node);
  };
  const needed: Addresses = (node) => [...new Set(node.needs.flatMap(addressOf))];
  return needed;
}

const importBlock = ({ type, label, id }: Resource): Block =>
  block("import", [
    ["to", raw(`${type}.${label}`)],
    ["id", id],
  ]);

function outputs(resources: readonly Resource[]): Block[] {
  const wanted: readonly [name: string, node: string, attribute: string][] = [
    ["input_bucket", "input-bucket", "name"],
    ["output_bucket", "output-bucket", "name"],
    ["service_url", "service", "uri"],
    ["push_subscription", "push-subscription", "id"],
    ["dead_letter_subscription", "dead-letter-subscription", "id"],
    ["runtime_account", "runtime-account", "email"],
    ["invoker_account", "invoker-account", "email"],
  ];
  return wanted.flatMap(([name, id, attribute]) => {
    const made = resources.find(({ node }) => node.id === id);
    if (made === undefined) return [];
    return [block(`output ${quoted(name)}`, [["value", raw(`${made.type}.${made.label}.${attribute}`)]])];
  });
}
