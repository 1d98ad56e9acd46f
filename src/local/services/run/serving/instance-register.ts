// Remembers the processes of running instances, so that a local cloud that was killed leaves none behind for good. Each
// ends by its lifeline; one that is too busy to notice is found here by the next local cloud.
import type { Exec } from "../../../../core/exec.ts";
import { commandLineOf, endProcessBy, isRunning } from "../../../../core/platform/processes.ts";
import type { Store } from "../../../state/store.ts";
import { markOf } from "./instance-program.ts";

export type InstanceRegister = ReturnType<typeof openInstanceRegister>;

export function openInstanceRegister(store: Store) {
  const register = store.collection<{ pid: number }>("run_instances");
  const former = register.list();
  return {
    add: (id: string, pid: number) => register.put(id, { pid }),
    remove: (id: string) => void register.delete(id),
    /** Ends what a former local cloud left; says how many processes that were. */
    async sweep(): Promise<number> {
      let ended = 0;
      for (const { name: id, value } of former.splice(0)) {
        if (await isInstance(value.pid, id)) {
          try {
            endProcessBy(value.pid, "at once");
            ended++;
          } catch {
            // It ended by itself in this moment.
          }
        }
        register.delete(id);
      }
      return ended;
    },
  };
}

/** Whether the process is still that instance: its id may have gone to another process. */
async function isInstance(pid: number, id: string): Promise<boolean> {
  return isRunning(pid) && (await commandLineOf(pid, exec))?.includes(markOf(id)) === true;
}

/** Loaded only where the system does not tell by itself. */
export const exec: Exec = async (...asked) => {
  const { createExec } = await import("../../../../core/exec.ts");
  return createExec(process.env)(...asked);
};
