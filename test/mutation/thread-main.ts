// The thread that runs the tests: as Vitest's own, but what changed since its last run is loaded anew.
import { parentPort } from "node:worker_threads";
import { init, runBaseTests, setupEnvironment } from "vitest/worker";

const port = parentPort!;
let changed: readonly string[] = [];

init({
  post: (message) => port.postMessage(message),
  on: (listener) => port.on("message", listener),
  off: (listener) => port.off("message", listener),
  setup: setupEnvironment,
  runTests(state, traces) {
    changed = state.ctx.invalidates ?? [];
    return runBaseTests("run", state, traces);
  },
  collectTests: (state, traces) => runBaseTests("collect", state, traces),
  onModuleRunner({ evaluatedModules }) {
    for (const file of changed) {
      for (const module of evaluatedModules.getModulesByFile(file) ?? [])
        evaluatedModules.invalidateModule(module);
    }
  },
});
