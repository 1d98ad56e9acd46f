// A local stack with something of everything in it: runs, a file that failed, a dead letter, a schedule, a panel.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { asOwner } from "../support/as-owner.ts";
import { createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

export interface PreparedStack {
  folder: ProjectFolder;
  /** Of a folder of files of which one failed. */
  run: string;
  /** Of a dead-letter message. */
  message: string;
  remove(): Promise<void>;
}

const deadLetters = "projects/cloud-runner-local/topics/forecast-dead-letters";

export async function prepareStack(): Promise<PreparedStack> {
  const folder = await createProjectFolder();
  await mkdir(join(folder.path, "in"));
  await folder.file("sales.csv", dailySeries());
  await folder.file("in/amsterdam.csv", dailySeries());
  await folder.file("in/日本語の売上.csv", dailySeries());
  await folder.file("in/broken.csv", "date,y\nnever,much\nsoon,more\n");
  await folder.file("panel.csv", panel());
  await folder.up();
  // Before all that is answered in an order of its own: ids of messages are numbers in the order in which they came.
  await publishDeadLetter(folder);
  await folder.run("predict", "in/", "-o", "out/", "--model", "naive");
  const { runs } = await folder.json<{ runs: { run: string }[] }>("runs", "list");
  await folder.json("schedule", "add", "nightly", "--cron", "0 5 * * 1-5", "sales.csv");
  const message = await eventually("the dead letter", 30_000, async () => {
    const { messages } = await folder.json<{ messages: { id: string }[] }>("dlq", "list");
    return messages[0]?.id;
  });
  return { folder, run: runs[0]!.run, message, remove: () => folder.remove() };
}

const panel = (): string =>
  ["shop,date,y"]
    .concat(
      ["Berlin", "Zürich", "東京"].flatMap((shop) =>
        dailySeries()
          .trim()
          .split("\n")
          .slice(1)
          .map((line) => `${shop},${line}`),
      ),
    )
    .join("\n");

/** As Pub/Sub gives one up, about an object that is there. */
async function publishDeadLetter(folder: ProjectFolder): Promise<void> {
  const { httpPort, secret } = folder.cloud();
  const bucketId = "cloud-runner-local-forecast-input";
  const post = (path: string, body: string) =>
    fetch(`http://127.0.0.1:${httpPort}${path}`, asOwner({ secret }, { method: "POST", body }));
  // A name that starts so asks for no forecast.
  const objectId = "shops/a-quite-long-name-of-a-shop/2026-01-02.csv";
  const uploaded = await post(
    `/upload/storage/v1/b/${bucketId}/o?uploadType=media&name=${encodeURIComponent(objectId)}`,
    dailySeries(),
  );
  const { generation } = (await uploaded.json()) as { generation: string };
  const attributes = {
    eventType: "OBJECT_FINALIZE",
    bucketId,
    objectId,
    objectGeneration: generation,
    CloudPubSubDeadLetterSourceDeliveryCount: "20",
    CloudPubSubDeadLetterSourceSubscription: "forecast-push",
    CloudPubSubDeadLetterSourceSubscriptionProject: "cloud-runner-local",
    CloudPubSubDeadLetterSourceTopicPublishTime: "2026-01-02T03:04:05.678+00:00",
  };
  await post(`/v1/${deadLetters}:publish`, JSON.stringify({ messages: [{ data: "e30=", attributes }] }));
}
