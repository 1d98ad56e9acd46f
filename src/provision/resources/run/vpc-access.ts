// The way of a revision into a VPC network. https://cloud.google.com/run/docs/reference/rest/v2/VpcAccess
import type { protos } from "@google-cloud/run";
import { enumName, isSame } from "../../engine/normalise.ts";
import { changed, type Change } from "../../engine/resource.ts";

type VpcAccess = protos.google.cloud.run.v2.IVpcAccess;

export interface VpcSpec {
  /** Full name, or the last part of it; excludes the others. */
  connector?: string | undefined;
  /** Full names, or the last part of them. */
  network?: string | undefined;
  subnetwork?: string | undefined;
  tags: readonly string[];
  egress: keyof typeof egressNames;
}

export interface VpcLive {
  connector: string;
  network: string;
  subnetwork: string;
  tags: readonly string[];
  egress: string;
}

/** By the words of `gcloud run deploy --vpc-egress`. */
const egressNames = {
  "private-ranges-only": "PRIVATE_RANGES_ONLY",
  "all-traffic": "ALL_TRAFFIC",
} as const;
const egressNumbers: Readonly<Record<number, string>> = { 1: "ALL_TRAFFIC", 2: "PRIVATE_RANGES_ONLY" };

export const egressOf = ({ egress }: Pick<VpcSpec, "egress">) => egressNames[egress];

interface Place {
  project: string;
  region: string;
}

export const connectorName = (connector: string, { project, region }: Place): string =>
  connector.includes("/") ? connector : `projects/${project}/locations/${region}/connectors/${connector}`;

export function vpcAccess(spec: VpcSpec, at: Place): VpcAccess {
  const { connector, network, subnetwork, tags } = spec;
  const egress = egressOf(spec);
  if (connector !== undefined) return { connector: connectorName(connector, at), egress };
  const place = {
    ...(network !== undefined && { network }),
    ...(subnetwork !== undefined && { subnetwork }),
  };
  return { egress, networkInterfaces: [{ ...place, tags: [...tags] }] };
}

/** Undefined for a revision that sends as usual. */
export function vpcOf(access: VpcAccess | null | undefined): VpcLive | undefined {
  const [way] = access?.networkInterfaces ?? [];
  if (!access?.connector && way === undefined) return undefined;
  return {
    connector: access?.connector ?? "",
    network: way?.network ?? "",
    subnetwork: way?.subnetwork ?? "",
    tags: way?.tags ?? [],
    egress: enumName(access?.egress, egressNumbers) ?? "",
  };
}

/** In words, of both sides: a way that somebody else made is taken away with the next template, and has to be seen. */
export const vpcChanges = (spec: VpcSpec | undefined, live: VpcLive | undefined): Change[] =>
  spec !== undefined && live !== undefined && isInForce(spec, live)
    ? []
    : changed("template.vpcAccess", live && words(live), spec && words({ ...spec, egress: egressOf(spec) }));

/** What was left to Google it has filled in. */
function isInForce(spec: VpcSpec, live: VpcLive): boolean {
  const { connector, network, subnetwork, tags } = spec;
  return (
    (connector === undefined ? live.connector === "" : isSameName(connector, live.connector)) &&
    isSameName(network, live.network) &&
    isSameName(subnetwork, live.subnetwork) &&
    isSame([...tags].toSorted(), [...live.tags].toSorted()) &&
    live.egress === egressOf(spec)
  );
}

/** A name alone is the end of a full one. */
function isSameName(wanted: string | undefined, found: string): boolean {
  if (wanted === undefined || wanted === found) return true;
  return wanted.includes("/") !== found.includes("/") && lastPart(wanted) === lastPart(found);
}

export const lastPart = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

function words({
  connector,
  network,
  subnetwork,
  tags,
  egress,
}: Omit<VpcSpec, "egress"> & { egress: string }): string {
  const parts = [
    connector && `connector ${connector}`,
    network && `network ${network}`,
    subnetwork && `subnetwork ${subnetwork}`,
    tags.length > 0 && `tags ${tags.join(" ")}`,
    egress,
  ];
  return parts.filter(Boolean).join(", ");
}
