// Builds from source: submitted to Cloud Run, carried out by Cloud Build, whose operations are read over REST. Nothing is
// built here, since every image stands for the same folder; but all that a build asks for is checked, and its image is
// known to Artifact Registry afterwards.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#google.cloud.run.v2.Builds
// https://cloud.google.com/build/docs/api/reference/rest/v1/projects.builds
import { invalid, textOf, textsOf } from "../../fields.ts";
import { createHash, randomUUID } from "node:crypto";
import type { Hono } from "hono";
import { checkApi } from "../../../project-gate.ts";
import { projectIdOf, projectPolicyName } from "../../../state/projects.ts";
import type { ProtoTypes } from "../../../wire/protos.ts";
import type { ServiceContext } from "../../../service.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import type { Message } from "../../../message.ts";
import { grpcCode, StatusError } from "../../../wire/status.ts";
import { holdsFile } from "./source-archive.ts";
import { serviceAgentsOf } from "../../agents.ts";
import { bucketPolicyName } from "../../storage/buckets/buckets.ts";

export interface BuildDependencies {
  accountExists: (email: string) => boolean;
  /** The live object; undefined when there is none. */
  readObject: (
    bucket: string,
    name: string,
    most: number,
  ) => Promise<{ generation: number; bytes: Buffer | undefined } | undefined>;
  repositoryExists: (name: string) => boolean;
  addImage: (name: string, image: { sizeBytes: number; tags: string[] }) => void;
}

export interface Builds {
  binding: GrpcBinding;
  routes(app: Hono): void;
  close(): Promise<void>;
}

interface StoredBuild {
  id: string;
  status: "QUEUED" | "WORKING" | "SUCCESS" | "FAILURE";
  createTime: string;
  serviceAccount: string;
  tags: string[];
  images: string[];
  source: { bucket: string; object: string; generation?: string };
  failureInfo?: { type: string; detail: string };
  digest?: string;
}

/** Ends a build, and not the request for it. */
class BuildFailure extends Error {
  readonly type: string;
  constructor(type: string, detail: string) {
    super(detail);
    this.type = type;
  }
}

const api = "cloudbuild.googleapis.com";

export function createBuilds(
  context: ServiceContext,
  protos: ProtoTypes,
  dependencies: BuildDependencies,
): Builds {
  const { projects, policies, clock } = context;
  const { accountExists, readObject, repositoryExists, addImage } = dependencies;
  const kept = context.store.collection<StoredBuild>("cloud_builds");
  const running = new Set<Promise<void>>();
  // A client that asks sees it at work at least once.
  const unseen = new Set<string>();

  function accepted(request: Message): { location: string; build: StoredBuild } {
    const location = textOf(request, "parent");
    if (!/^projects\/[^/]+\/locations\/[a-z0-9-]+$/.test(location)) {
      throw invalid(`"${location}" is not the name of a location.`);
    }
    const project = projectIdOf(location);
    checkApi(projects, project, api);
    const { bucket, object, generation } = (request["storageSource"] ?? {}) as Record<string, string>;
    if (!bucket || !object) throw invalid("storage_source needs a bucket and an object.");
    const image = textOf(request, "imageUri");
    if (!imageUri.test(image)) throw invalid(`image_uri "${image}" is not in Artifact Registry.`);
    if (request["dockerBuild"] === undefined && request["buildpackBuild"] === undefined) {
      throw invalid("One of docker_build and buildpack_build is required.");
    }
    const machine = textOf(request, "machineType");
    if (!["", "E2_HIGHCPU_8"].includes(machine)) throw invalid(`machine_type "${machine}" is not supported.`);
    const named = textOf(request, "serviceAccount");
    const email = /^projects\/[^/]+\/serviceAccounts\/(.+)$/.exec(named)?.[1];
    if (named !== "" && email === undefined)
      throw invalid(`"${named}" is not the name of a service account.`);
    if (email !== undefined && !accountExists(email))
      throw invalid(`Service account ${email} does not exist.`);
    const build: StoredBuild = {
      id: randomUUID(),
      status: "QUEUED",
      createTime: new Date(clock.now()).toISOString(),
      serviceAccount: email ?? serviceAgentsOf(project).compute,
      tags: textsOf(request, "tags"),
      images: [image],
      source: { bucket, object, ...(generation && generation !== "0" && { generation }) },
    };
    return { location, build };
  }

  /** On the resource itself or on the project. */
  function need(
    build: StoredBuild,
    resource: string,
    project: string,
    anyOf: readonly string[],
    refusal: BuildFailure,
  ) {
    const member = `serviceAccount:${build.serviceAccount}`;
    const holds = [resource, projectPolicyName(project)].some((where) =>
      anyOf.some((role) => policies.grants(where, role, member)),
    );
    if (!holds) throw refusal;
  }

  async function carryOut(project: string, build: StoredBuild): Promise<string> {
    const { bucket, object, generation } = build.source;
    const where = `gs://${bucket}/${object}`;
    const source = await readObject(bucket, object, mostBytes);
    if (source === undefined || (generation !== undefined && generation !== `${source.generation}`)) {
      throw new BuildFailure("FETCH_SOURCE_FAILED", `could not fetch ${where}: it does not exist`);
    }
    const unread = `${build.serviceAccount} does not have storage.objects.get access to ${where}`;
    need(build, bucketPolicyName(bucket), project, readers, new BuildFailure("FETCH_SOURCE_FAILED", unread));
    const { bytes } = source;
    if (bytes === undefined) {
      const most = `the local cloud reads sources of ${mostBytes / 2 ** 20} MiB at most`;
      throw new BuildFailure("FETCH_SOURCE_FAILED", `could not fetch ${where}: ${most}`);
    }
    if (!(await hasDockerfile(bytes, where))) {
      throw new BuildFailure(
        "USER_BUILD_STEP",
        "unable to evaluate symlinks in Dockerfile path: no such file",
      );
    }
    const [, region, id, repositoryId, name, tag = "latest"] = imageUri.exec(build.images[0]!)!;
    const repository = `projects/${id}/locations/${region}/repositories/${repositoryId}`;
    if (!repositoryExists(repository)) {
      throw new BuildFailure("PUSH_FAILED", `name unknown: Repository "${repositoryId}" not found`);
    }
    const refused = `Permission "artifactregistry.repositories.uploadArtifacts" denied on resource "${repository}"`;
    const refusal = new BuildFailure("PUSH_NOT_AUTHORIZED", refused);
    need(build, `//artifactregistry.googleapis.com/${repository}`, project, writers, refusal);
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const sizeBytes = bytes.length;
    addImage(`${repository}/dockerImages/${name}@${digest}`, { sizeBytes, tags: [tag] });
    return digest;
  }

  async function run(name: string, build: StoredBuild): Promise<void> {
    kept.put(name, { ...build, status: "WORKING" });
    try {
      const digest = await carryOut(projectIdOf(name), build);
      kept.put(name, { ...build, status: "SUCCESS", digest });
    } catch (error) {
      if (!(error instanceof BuildFailure)) context.report(`build ${name}: ${String(error)}`);
      const { type = "FAILURE_TYPE_UNSPECIFIED", message } = error as Partial<BuildFailure> & Error;
      kept.put(name, { ...build, status: "FAILURE", failureInfo: { type, detail: message } });
    }
  }

  function view(name: string, build: StoredBuild): Message {
    const { id, createTime, tags, images, source, failureInfo, digest, serviceAccount } = build;
    const [, project, , region] = name.split("/");
    const status = unseen.delete(name) ? "WORKING" : build.status;
    const done = status === "SUCCESS" || status === "FAILURE";
    const shown = {
      id,
      projectId: project,
      status,
      createTime,
      source: { storageSource: source },
      images,
      tags,
      serviceAccount: `projects/${project}/serviceAccounts/${serviceAccount}`,
      logUrl: `https://console.cloud.google.com/cloud-build/builds;region=${region}/${id}?project=${project}`,
      ...(done && failureInfo && { failureInfo, statusDetail: failureInfo.detail }),
      ...(done && digest && { results: { images: [{ name: images[0], digest }] } }),
    };
    const type = "type.googleapis.com/google.devtools.cloudbuild.v1";
    return {
      name,
      metadata: { "@type": `${type}.BuildOperationMetadata`, build: shown },
      ...(done && { done }),
      ...(status === "SUCCESS" && { response: { "@type": `${type}.Build`, ...shown } }),
      ...(status === "FAILURE" && {
        error: { code: grpcCode("UNKNOWN"), message: `Build failed; check build logs for details` },
      }),
    };
  }

  return {
    binding: {
      protos,
      service: "google.cloud.run.v2.Builds",
      methods: {
        SubmitBuild(request) {
          const { location, build } = accepted(request);
          const name = `${location}/operations/${build.id}`;
          kept.put(name, build);
          unseen.add(name);
          const work = run(name, build).finally(() => running.delete(work));
          running.add(work);
          return { buildOperation: { name, done: false } };
        },
      },
    },
    routes(app) {
      // At Google the host name distinguishes its operations from those of other APIs.
      app.get("/cloudbuild/v1/projects/:project/locations/:location/operations/:operation", (context) => {
        const { project, location, operation } = context.req.param();
        const id = projects.find(project)?.id ?? project;
        if (projects.find(id) !== undefined) checkApi(projects, id, api);
        const name = `projects/${id}/locations/${location}/operations/${operation}`;
        const build = kept.get(name);
        if (build === undefined) throw new StatusError("NOT_FOUND", "Requested entity was not found.");
        return context.json(view(name, build));
      });
      app.all("/cloudbuild/*", (context) => {
        throw new StatusError(
          "UNIMPLEMENTED",
          `The local cloud does not emulate ${context.req.method} ${context.req.path}.`,
        );
      });
    },
    async close() {
      await Promise.all(running);
    },
  };
}

const imageUri = /^([a-z0-9-]+)-docker\.pkg\.dev\/([^/]+)\/([^/]+)\/([^/:@]+)(?::([A-Za-z0-9_.-]+))?$/;
const readers = ["objectViewer", "objectUser", "objectAdmin", "admin"].map((role) => `roles/storage.${role}`);
const writers = ["writer", "repoAdmin", "admin"].map((role) => `roles/artifactregistry.${role}`);

/** A package with a model of the user's own has a few. */
const mostBytes = 128 * 2 ** 20;

async function hasDockerfile(archive: Buffer, where: string): Promise<boolean> {
  try {
    return await holdsFile(archive, "Dockerfile");
  } catch {
    throw new BuildFailure("FETCH_SOURCE_FAILED", `could not read ${where}: gzip: invalid header`);
  }
}
