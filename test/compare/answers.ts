// Sends inputs through the service of a checkout and gives all that it wrote, without what differs from run to run.
import { isUtf8 } from "node:buffer";
import { setTimeout as sleep } from "node:timers/promises";
import { Storage, type File } from "@google-cloud/storage";
import pMap from "p-map";
import { openProject, type Project } from "./checkout.ts";
import type { Input } from "./inputs/input.ts";
import { checkedFiles, predictedFiles } from "./commands.ts";
import type { Stack } from "./stacks.ts";

/** By what was written: an object, its metadata, the output of a command. */
export type Answers = Map<string, string>;

const patienceMs = 180_000;
const together = { concurrency: 8 };
const changing = /^cloud-runner-(input-generation|manifest-generation|revision|delivery-attempt|message-id)$/;

/** @param withCommands whether `check` and `predict` answer too, which takes as long again */
export async function answersOf(
  root: string,
  stack: Stack,
  withCommands: boolean,
  signal: AbortSignal,
): Promise<Answers> {
  const project = await openProject(root, signal);
  try {
    for (const [name, content] of Object.entries(stack.files)) await project.write(name, content);
    await project.succeed("up", "--yes");
    const answers = await written(project, stack.inputs, signal);
    if (!withCommands) return answers;
    for (const [what, text] of await predictedFiles(project, stack.inputs)) answers.set(what, text);
    for (const [what, text] of await checkedFiles(project, stack.inputs)) answers.set(what, text);
    return answers;
  } finally {
    await project.end();
  }
}

async function written(project: Project, inputs: readonly Input[], signal: AbortSignal): Promise<Answers> {
  const outputs = JSON.parse((await project.succeed("outputs", "--json")).stdout) as Record<string, string>;
  const apiEndpoint = `http://127.0.0.1:${project.cloud().httpPort}`;
  const storage = new Storage({ apiEndpoint, projectId: outputs["project"]! });
  const output = storage.bucket(outputs["outputBucket"]!);
  const list = async () =>
    (await output.getFiles())[0].filter(({ name }) => !name.startsWith(".cloud-runner/"));

  for (const isLater of [false, true]) {
    const now = inputs.filter((input) => (input.isLater ?? false) === isLater);
    const waiting = new Set<string>();
    const send = async ({ name, content, parameters = {}, isSilent }: Input) => {
      const file = storage.bucket(outputs["inputBucket"]!).file(name);
      const own = Object.entries(parameters).map(([key, value]) => [`forecast-${key}`, value]);
      const metadata = { metadata: Object.fromEntries(own) as Record<string, string> };
      await file.save(Buffer.from(content as string), {
        resumable: false,
        contentType: "text/csv",
        metadata,
      });
      if (!isSilent) waiting.add(answerTo(name, file.metadata.generation));
    };
    // What manifests name has to be there before them.
    await pMap(
      now.filter(({ isSilent }) => isSilent),
      send,
      together,
    );
    await pMap(
      now.filter(({ isSilent }) => !isSilent),
      send,
      together,
    );
    let lastAt = Date.now();
    while (waiting.size > 0 && Date.now() - lastAt < patienceMs) {
      await sleep(300, undefined, { signal });
      const before = waiting.size;
      for (const { metadata } of await list()) {
        const own = metadata.metadata ?? {};
        waiting.delete(answerTo(own["cloud-runner-input-name"], own["cloud-runner-input-generation"]));
      }
      if (waiting.size < before) lastAt = Date.now();
    }
    if (waiting.size > 0)
      process.stderr.write(`No answer to ${[...waiting].join("; ")} in ${project.root}\n`);
  }
  // A report that a newer answer replaces is deleted after that is written.
  await sleep(1000, undefined, { signal });
  const parts = await pMap(await list(), partsOf, together);
  return new Map(parts.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const answerTo = (name: unknown, generation: unknown): string => JSON.stringify([name, String(generation)]);

async function partsOf(file: File): Promise<[string, string][]> {
  const [content] = await file.download();
  const text = isUtf8(content) ? content.toString("utf8") : content.toString("base64");
  const isJson = file.metadata.contentType === "application/json";
  const own = Object.entries(file.metadata.metadata ?? {}).filter(([key]) => !changing.test(key));
  const metadata = [
    ["content-type", file.metadata.contentType],
    ...own.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return [
    [file.name, isJson ? text.replaceAll(/"generation": "\d{6,}"/g, '"generation": "..."') : text],
    [`${file.name} (metadata)`, metadata.map((entry) => `${entry.join(": ")}\n`).join("")],
  ];
}
