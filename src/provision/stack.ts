// The whole pipeline on one page:
//
//   input bucket ──notification──▶ topic ──push, OIDC──▶ Cloud Run service ──▶ output bucket, results topic
//                                    │                              └── what takes too long ──▶ Cloud Run job ──▶ the same two
//                                    └── after N failed deliveries ──▶ dead-letter topic + subscription ──▶ results topic
//
// A node starts when all that it needs is done; `down` goes the other way round.
import { hasEvents, hasJob, type Config } from "../core/config.ts";
import { ownerLabels } from "../core/contract.ts";
import type { Names } from "../core/names.ts";
import { commandNeeds } from "./command-needs.ts";
import { checkLimits } from "./limits.ts";
import { apisOf, type Need } from "./engine/needs.ts";
import type { Late } from "./engine/unknown.ts";
import { builderNodes, repositoryName } from "./image/builder-nodes.ts";
import { buildNeed } from "./image/cloud-build.ts";
import { imageName } from "./image/image-registry.ts";
import { alertNodes } from "./nodes/alert-nodes.ts";
import { deliveryNodes } from "./nodes/delivery-nodes.ts";
import { eventNodes } from "./nodes/event-nodes.ts";
import { jobNodes } from "./nodes/job-nodes.ts";
import { artifactRepository } from "./resources/artifact-repository.ts";
import { bucket } from "./resources/bucket.ts";
import { containerImage, type ImageSource } from "./resources/container-image.ts";
import { bucketIamMember, runServiceIamMember } from "./resources/iam-member.ts";
import { projectServices } from "./resources/project-services.ts";
import { project } from "./resources/project.ts";
import { runService } from "./resources/run/run-service.ts";
import { serviceAccount } from "./resources/service-account.ts";
import { node, type Known, type Node } from "./engine/node.ts";
import { containerOf, environmentOf } from "./service-container.ts";

/** What the project and whoever provisions it need: for the resources, the image and the commands. */
export function needsFor(config: Config, names: Names): Need[] {
  const withBuilder = isBuiltInCloud(config, undefined);
  return needsOf(nodesFor(config, names, undefined, { ...partsOf(config), withBuilder }), withBuilder);
}

const needsOf = (nodes: readonly Node[], withBuilder: boolean): Need[] => [
  ...nodes.flatMap(({ resource }) => resource.needs),
  ...containerImage.needs,
  ...commandNeeds,
  ...(withBuilder ? [buildNeed] : []),
];

/**
 * @param image by digest, or what to build it from; undefined keeps the one that is deployed.
 * @param options.withBuilder whether what Cloud Build needs is a part of it; by default if Cloud Build is to build.
 * @param options.withJob whether the job is a part of it, and `withEvents` the results topic; by default as configured.
 * @throws ConfigError when the config is outside of Google's limits.
 */
export function stackFor(
  config: Config,
  names: Names,
  image: string | ImageSource | undefined,
  options: Partial<Optional> = {},
): Node[] {
  checkLimits(config, names);
  const withBuilder = isBuiltInCloud(config, image);
  return nodesFor(config, names, image, { ...partsOf(config), withBuilder, ...options });
}

const partsOf = (config: Config) => ({ withJob: hasJob(config), withEvents: hasEvents(config) });

/** What not every stack has. `down` looks for all of it, since a configuration may have changed. */
interface Optional {
  withBuilder: boolean;
  withJob: boolean;
  withEvents: boolean;
}

function nodesFor(
  config: Config,
  names: Names,
  image: string | ImageSource | undefined,
  { withBuilder, withJob, withEvents }: Optional,
): Node[] {
  const { region } = names;
  const labels = { ...config.labels, ...ownerLabels(names.stack) };
  const inProject = { project: names.project, labels };
  const keyed = { ...inProject, encryptionKey: config.encryptionKey };
  const nodes: Node[] = [];
  const place = <Spec extends object, Live>(...placed: Parameters<typeof node<Spec, Live>>): Node<Live> => {
    const made = node(...placed);
    nodes.push(made);
    return made;
  };
  // First of all: in a fresh project not even the API that knows the project's number is on.
  const services = place("services", projectServices, () => ({
    project: names.project,
    services: apisOf(needsOf(nodes, withBuilder)),
  }));
  const theProject = place("project", project, { project: names.project }, [services]);
  const repository = place(
    "repository",
    artifactRepository,
    { ...keyed, region, repository: names.repository, description: "Container images of cloud-runner" },
    [services],
  );
  const account = (role: "runtime" | "invoker" | "builder", purpose: string) => {
    const marker = `(cloud-runner stack ${names.stack})`;
    const spec = {
      project: names.project,
      accountId: names[`${role}AccountId`],
      email: names[`${role}Account`],
      displayName: `${names.stack}: ${purpose}`,
      description: `${purpose} ${marker}`,
      marker,
    };
    return place(`${role}-account`, serviceAccount, spec, [services]);
  };
  const builder: Node[] = [];
  if (withBuilder) {
    const made = account("builder", "builds images");
    const others = builderNodes({ ...keyed, names, project: theProject, repository, account: made });
    nodes.push(...others);
    builder.push(made, ...others);
  }
  const built =
    typeof image === "object"
      ? place(
          "image",
          containerImage,
          {
            source: image,
            image: `${imageName(names)}:${image.content.tag}`,
            repository: repositoryName(names),
            inCloud: withBuilder,
          },
          [repository, ...builder],
        )
      : undefined;
  const imageOf = (known: Known): Late<string> | undefined =>
    typeof image === "object" ? known.of(built!, (live) => live.image) : image;
  const serviceName = `projects/${names.project}/locations/${region}/services/${names.service}`;
  const runtime = `serviceAccount:${names.runtimeAccount}`;
  const invoker = `serviceAccount:${names.invokerAccount}`;

  // Two buckets: a result in the input bucket would be taken for an input.
  const bucketNode = (id: string, name: string) =>
    place(
      id,
      bucket,
      (known) => ({
        bucket: name,
        location: config.storage.location ?? region,
        projectNumber: known.of(theProject, (live) => live.number),
        retentionDays: config.storage.retentionDays,
        encryptionKey: config.storage.encryptionKey ?? config.encryptionKey,
        labels,
      }),
      [theProject],
    );
  const inputBucket = bucketNode("input-bucket", names.inputBucket);
  const outputBucket = bucketNode("output-bucket", names.outputBucket);

  // Two accounts, so that neither can do what the other may.
  const runtimeAccount = account("runtime", "runs the container");
  const invokerAccount = account("invoker", "pushes to the service");
  const runtimeReadsInput = place(
    "runtime-reads-input",
    bucketIamMember,
    { resource: `buckets/${names.inputBucket}`, role: "roles/storage.objectViewer", member: runtime },
    [inputBucket, runtimeAccount],
  );
  // Not objectCreator: that role may not overwrite, which a redelivered message does.
  const runtimeWritesOutput = place(
    "runtime-writes-output",
    bucketIamMember,
    { resource: `buckets/${names.outputBucket}`, role: "roles/storage.objectUser", member: runtime },
    [outputBucket, runtimeAccount],
  );

  // These buckets are others': of their policies only this one member is ours.
  const runtimeReadsArtifacts = artifactBuckets(config, names).map((name) =>
    place(
      `runtime-reads-${name}`,
      bucketIamMember,
      { resource: `buckets/${name}`, role: "roles/storage.objectViewer", member: runtime },
      [services, runtimeAccount],
    ),
  );

  const events = withEvents ? eventNodes({ ...keyed, names, services, runtimeAccount }) : [];
  nodes.push(...events);
  const rights = [runtimeReadsInput, runtimeWritesOutput, ...runtimeReadsArtifacts, ...events];
  const container = [built ?? repository, ...rights];
  const service = place(
    "service",
    runService,
    (known) => ({
      ...keyed,
      region,
      service: names.service,
      image: imageOf(known),
      serviceAccount: names.runtimeAccount,
      env: environmentOf(config, names),
      ...config.service,
      ...containerOf(config),
    }),
    container,
  );
  const invokerCallsService = place(
    "invoker-calls-service",
    runServiceIamMember,
    { resource: serviceName, role: "roles/run.invoker", member: invoker },
    [service, invokerAccount],
  );

  const job = withJob ? jobNodes({ ...keyed, config, names, imageOf, container, runtimeAccount }) : [];
  const delivery = deliveryNodes({
    ...keyed,
    config,
    names,
    services,
    project: theProject,
    inputBucket,
    invokerAccount,
    service,
    invokerCallsService,
    job,
    events,
  });
  nodes.push(...job, ...delivery, ...alertNodes({ config, names, labels, services, service, delivery }));
  return nodes;
}

/** With an image that is named, nothing is built. */
const isBuiltInCloud = ({ builder }: Config, image: string | ImageSource | undefined): boolean =>
  typeof image === "object" ? image.engine === undefined : image === undefined && builder === "cloud-build";

/** Those of the stack the account can read anyway. */
function artifactBuckets({ artifacts }: Config, { inputBucket, outputBucket }: Names): string[] {
  const named = artifacts.map((uri) => uri.replace(/^gs:\/\/|\/$/g, ""));
  return [...new Set(named)].filter((name) => name !== inputBucket && name !== outputBucket);
}
