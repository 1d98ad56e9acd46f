// Runs the local cloud for the tests of another program, whose clients of Google find it by these variables.
import { startLocalCloud } from "cloud-runner";

const cloud = await startLocalCloud({ folder: "." });
try {
  const url = `${cloud.env["STORAGE_EMULATOR_HOST"]}/storage/v1/b?project=${cloud.projectId}`;
  console.log(cloud.env["PUBSUB_EMULATOR_HOST"], await (await fetch(url)).json());
} finally {
  await cloud.close();
}
