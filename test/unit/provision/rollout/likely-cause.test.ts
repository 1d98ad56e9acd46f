import { expect, it } from "vitest";
import { likelyCause } from "../../../../src/provision/rollout/likely-cause.ts";

const notListening =
  "The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable within the allocated timeout.";

it.each<[string, string[], string, string]>([
  [
    notListening,
    ["exec /usr/bin/node: exec format error", "Container called exit(1)."],
    "architecture",
    "--platform linux/amd64",
  ],
  [
    notListening,
    ["The container cannot start: The container's environment is not complete. (INPUT_BUCKET is not set)"],
    "environment",
    "INPUT_BUCKET",
  ],
  [
    notListening,
    [
      "Listening on 127.0.0.1:21261",
      "The warm-up failed: The forecasting worker died: Error: The model mine cannot be loaded: Error: KEY is not set, at my-model.ts:3:9.",
      "Container called exit(1).",
    ],
    "model",
    "Correct the model, or what it loads, then: cloud-runner deploy",
  ],
  [notListening, ["KeyError: missing environment variable MODEL_PATH"], "environment", "MODEL_PATH"],
  [notListening, ["Server listening on http://0.0.0.0:3000"], "port", "process.env.PORT"],
  [notListening, ["Listening on 0.0.0.0:8080"], "port", "ready path"],
  [
    notListening,
    ["Listening on 127.0.0.1:27539", "The warm-up failed.", "Container called exit(1)."],
    "crash",
    "cloud-runner logs",
  ],
  [
    notListening,
    ["TypeError: x is not a function", "Container called exit(1)."],
    "crash",
    "cloud-runner logs",
  ],
  [
    "Memory limit of 512 MiB exceeded",
    ["FATAL ERROR: Reached heap limit - JavaScript heap out of memory"],
    "memory",
    "service.memory",
  ],
  [
    "Google Cloud Run Service Agent must have permission to read the image",
    [],
    "image",
    "cloud-runner deploy --image",
  ],
  ["Something new.", [], "unknown", "cloud-runner logs"],
])("%s %j is taken for: %s", (condition, lines, kind, fix) => {
  const cause = likelyCause(condition, lines, "cloud-runner deploy");
  expect(cause.kind).toBe(kind);
  expect(cause.fix).toContain(fix);
});
