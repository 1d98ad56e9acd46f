// What `diff` looks at of Google's messages for a job, its executions and its tasks, and what not.
import type { Fields } from "../../engine/resource.ts";

const written = "says who wrote last";
const once = "starts an execution at once, with the write that names it";

export const jobFields: Fields = {
  compared: ["labels", "template"],
  ignored: {
    name: "identifies it",
    etag: "is checked by each write",
    annotations: "are notes of others",
    client: written,
    clientVersion: written,
    launchStage: "has no price",
    binaryAuthorization: "only refuses images, which is for its owner to undo",
    startExecutionToken: once,
    runExecutionToken: once,
  },
};

export const executionTemplateFields: Fields = {
  compared: ["parallelism", "taskCount", "template"],
  ignored: {
    labels: "are of the execution, which is found by its job",
    annotations: "are notes of others",
  },
};

export const taskTemplateFields: Fields = {
  compared: [
    "containers",
    "maxRetries",
    "timeout",
    "serviceAccount",
    "encryptionKey",
    "vpcAccess",
    "nodeSelector",
  ],
  ignored: {
    volumes: "are nothing until a container mounts them",
    executionEnvironment: "is always the second generation",
    gpuZonalRedundancyDisabled: "goes with a GPU, which is compared",
  },
};
