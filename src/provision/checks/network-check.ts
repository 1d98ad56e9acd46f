// Whether the network that the service is to send through is there, and what goes through it.
// https://cloud.google.com/run/docs/configuring/vpc-direct-vpc
import { CloudError } from "../../core/errors.ts";
import { call, type CloudContext } from "../engine/context.ts";
import { connectorName, lastPart, type VpcSpec } from "../resources/run/vpc-access.ts";
import { failed, notApplicable, ok, warning, type Check, type Result } from "./finding.ts";

interface Subnetwork {
  ipCidrRange?: string;
  privateIpGoogleAccess?: boolean;
}

interface Subnet {
  project: string;
  region: string;
  name: string;
}

export function networkCheck(ctx: CloudContext, vpc: VpcSpec): Check {
  return {
    id: "network",
    title: "network",
    async run() {
      const { look } = ctx.clients;
      if (look === undefined) {
        return notApplicable("the local cloud keeps the setting, and sends as this machine does");
      }
      if (vpc.connector !== undefined) return connectorResult(vpc.connector, vpc, ctx);
      const subnet = subnetOf(vpc, ctx);
      const { project, region, name } = subnet;
      const path = `projects/${project}/regions/${region}/subnetworks/${name}`;
      try {
        const found = await call(ctx, "compute.GetSubnetwork", path, () =>
          look(`https://compute.googleapis.com/compute/v1/${path}`),
        );
        return subnetResult(vpc, subnet, found as Subnetwork);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        return unseenSubnet(vpc, subnet, error);
      }
    },
  };
}

/** By default it is called like its network, and lies in the network's project. */
function subnetOf(vpc: VpcSpec, { project, region }: { project: string; region: string }): Subnet {
  const named = vpc.subnetwork ?? vpc.network!;
  const [, owner = project] = /^projects\/([^/]+)\//.exec(vpc.subnetwork ?? "") ??
    /^projects\/([^/]+)\//.exec(vpc.network ?? "") ?? [undefined, project];
  return { project: owner, region: /\/regions\/([^/]+)\//.exec(named)?.[1] ?? region, name: lastPart(named) };
}

/** Pure. */
function subnetResult({ egress }: VpcSpec, subnet: Subnet, found: Subnetwork): Result {
  const where = `subnetwork ${subnet.name} (${found.ipCidrRange})`;
  if (egress === "private-ranges-only") {
    return ok(`what goes to private addresses goes through ${where}, all else as without it`);
  }
  if (found.privateIpGoogleAccess === true) return ok(`all traffic goes through ${where}`);
  return warning(
    `all traffic goes through ${where}, which lets no private address reach Google: without a NAT the container reaches no bucket`,
    `gcloud compute networks subnets update ${argumentsOf(subnet)} --enable-private-ip-google-access`,
  );
}

function connectorResult(connector: string, { egress }: VpcSpec, ctx: CloudContext): Result {
  const name = lastPart(connector);
  if (egress === "private-ranges-only") {
    return ok(`what goes to private addresses goes through connector ${name}, all else as without it`);
  }
  return warning(
    `all traffic goes through connector ${name}: its subnetwork needs private Google access or a NAT, or the container reaches no bucket`,
    `gcloud compute networks vpc-access connectors describe ${connectorName(connector, ctx)}`,
  );
}

function unseenSubnet({ network }: VpcSpec, subnet: Subnet, error: CloudError): Result {
  const { project, region, name } = subnet;
  if (error.status !== "NOT_FOUND") {
    const answer = error.details.find((line) => line.startsWith("Answer: ")) ?? error.message;
    return warning(
      `not known: ${answer}`,
      `gcloud compute networks subnets describe ${argumentsOf(subnet)} shows it to those who may see it.`,
    );
  }
  const of = network === undefined ? "" : ` --network=${lastPart(network)}`;
  return failed(
    `there is no subnetwork ${name} in ${region}`,
    `gcloud compute networks subnets list${of} --regions=${region} --project=${project}`,
  );
}

const argumentsOf = ({ project, region, name }: Subnet): string =>
  `${name} --region=${region} --project=${project}`;
