// A thread that asks two local clouds in turn how they are, and says how long each took to answer: what keeps the main thread
// busy must not count.
import { parentPort, workerData } from "node:worker_threads";

const times = workerData.map(() => []);
let isOver = false;
parentPort.once("message", () => (isOver = true));

while (!isOver) {
  for (const [index, url] of workerData.entries()) {
    const begin = performance.now();
    await (await fetch(`${url}/_local/health`)).arrayBuffer();
    times[index].push(performance.now() - begin);
  }
  await new Promise((resolve) => {
    setTimeout(resolve, 10);
  });
}
parentPort.postMessage(times);
