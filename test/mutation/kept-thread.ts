// A thread for tests that outlives a run: the packages that it has loaded, such as Google's clients, cost seconds.
import { fileURLToPath } from "node:url";
import {
  type PoolRunnerInitializer,
  type PoolWorker,
  ThreadsPoolWorker,
  type WorkerRequest,
} from "vitest/node";

/** A pool of one thread. Vitest still evaluates the modules of sources and tests anew for each file of tests. */
export function keptThread(): PoolRunnerInitializer {
  let thread: Thread | undefined;
  return {
    name: "kept-thread",
    createPoolWorker(options) {
      const isNew = thread === undefined;
      return visitOf((thread ??= new Thread(options)), isNew);
    },
  };
}

class Thread extends ThreadsPoolWorker {
  protected override readonly entrypoint = fileURLToPath(new URL("thread-main.ts", import.meta.url));
}

type Listener = (message: unknown) => void;

/** To a run it looks like a thread that starts and stops with it. */
function visitOf(thread: Thread, isNew: boolean): PoolWorker {
  const listeners = new Set<Listener>();
  const answer = (type: "started" | "stopped"): void => {
    for (const listener of listeners) listener({ type, __vitest_worker_response__: true });
  };
  return {
    name: "kept-thread",
    async start() {
      if (isNew) await thread.start();
    },
    async stop() {
      for (const listener of listeners) thread.off("message", listener);
    },
    on(event, listener: Listener) {
      if (event === "message") listeners.add(listener);
      thread.on(event, listener);
    },
    off(event, listener: Listener) {
      if (event === "message") listeners.delete(listener);
      thread.off(event, listener);
    },
    send(message: WorkerRequest) {
      const { type } = message as { type?: string };
      if (type === "stop") answer("stopped");
      else if (type === "start" && !isNew) answer("started");
      else thread.send(message);
    },
    deserialize: (data) => data,
  };
}
