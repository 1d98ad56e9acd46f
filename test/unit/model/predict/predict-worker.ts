// Runs one forecast in a fresh thread, for the test that threads do not differ.
import { parentPort, workerData } from "node:worker_threads";
import { testPredictor } from "../support.ts";

const { input, parameters } = workerData as { input: Uint8Array; parameters: Record<string, string> };
const { csv } = await testPredictor().predictCsv(input, parameters);
parentPort!.postMessage(csv);
