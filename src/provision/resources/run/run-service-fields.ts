// What `diff` looks at of Google's messages for a service, its template and its container, and what not.
import type { Fields } from "../../engine/resource.ts";
import { accessFields } from "../../rollout/service-state.ts";

const written = "says who wrote last";

export const serviceFields: Fields = {
  compared: ["labels", "ingress", "template", "traffic", "scaling", ...accessFields],
  ignored: {
    name: "identifies it",
    etag: "is checked by each write",
    description: "is for people",
    annotations: "hold which revision had all traffic, and notes of others",
    client: written,
    clientVersion: written,
    launchStage: "has no price",
    binaryAuthorization: "only refuses images, which is for its owner to undo",
    multiRegionSettings: "is of services that are made in several regions",
    customAudiences: "opens nothing: whoever calls still needs roles/run.invoker",
    buildConfig: "is of services that are made from sources",
  },
};

export const templateFields: Fields = {
  compared: [
    "scaling",
    "timeout",
    "serviceAccount",
    "containers",
    "maxInstanceRequestConcurrency",
    "nodeSelector",
    "encryptionKey",
    "vpcAccess",
  ],
  ignored: {
    revision: "is a name",
    labels: "are of the revision, which is found by its service",
    annotations: "are notes; of the local cloud's, how it runs what the image names",
    volumes: "are nothing until a container mounts them",
    executionEnvironment: "has no price",
    encryptionKeyRevocationAction: "goes with the key",
    encryptionKeyShutdownDuration: "goes with the key",
    serviceMesh: "is the owner's way to a network",
    sessionAffinity: "binds browsers by a cookie, which Pub/Sub does not keep",
    healthCheckDisabled: "only skips a check before the revision serves",
    gpuZonalRedundancyDisabled: "goes with a GPU, which is compared",
  },
};

export const containerFields: Fields = {
  compared: ["image", "command", "args", "env", "resources", "startupProbe"],
  ignored: {
    name: "is a name",
    sourceCode: "is of services that are made from sources",
    ports: "is what the container is told to listen on",
    volumeMounts: "change no price",
    workingDir: "is the image's own",
    livenessProbe: "only starts an instance again",
    readinessProbe: "only holds requests back",
    dependsOn: "is among several containers",
    baseImageUri: "is of services that are made from sources",
  },
};
