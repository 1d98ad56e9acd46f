// Stops what the job does for inputs that are taken back.
import { jobEnvironment, orderName, type InputGeneration } from "../../core/job/job-contract.ts";
import { call, despiteFaults, unlessNotFound, type CloudContext } from "../../provision/engine/context.ts";
import { jobName } from "../../provision/service-container.ts";

/**
 * Found by their orders, which each has in its environment: those of a panel in slices have the same one. An execution that
 * starts a moment later finds neither its order nor its input, and ends by itself.
 * @returns how many were asked to stop
 */
export async function stopExecutions(
  cloud: CloudContext,
  inputs: readonly InputGeneration[],
): Promise<number> {
  const { names } = cloud;
  const orders = new Set(inputs.map((input) => `gs://${names.outputBucket}/${orderName(input)}`));
  const parent = jobName(names);
  const client = await cloud.clients.executions();
  const ask = <T>(method: string, resource: string, send: () => Promise<T>) =>
    unlessNotFound(despiteFaults(cloud, () => call(cloud, method, resource, send)));
  const found = await ask("run.ListExecutions", parent, () => client.listExecutions({ parent }));
  const running = (found?.[0] ?? []).filter(({ completionTime, template }) => {
    const env = template?.containers?.[0]?.env ?? [];
    const order = env.find(({ name }) => name === jobEnvironment.workOrder)?.value;
    return !completionTime && orders.has(order ?? "");
  });
  for (const { name } of running)
    await ask("run.CancelExecution", name!, () => client.cancelExecution({ name: name! }));
  return running.length;
}
