// What the stack wants of its service and of the job beside it, without the rest of the stack.
import { hasJob } from "../../core/config.ts";
import { apply } from "../../provision/engine/apply.ts";
import { inOrder } from "../../provision/engine/graph.ts";
import { plan, refuseIfNeeded } from "../../provision/engine/plan.ts";
import { nodeOf, specOf, type Node } from "../../provision/engine/node.ts";
import { settled, type Settled } from "../../provision/engine/unknown.ts";
import { containerImage, type ImageSource } from "../../provision/resources/container-image.ts";
import { runJob, type RunJobSpec } from "../../provision/resources/run/run-job.ts";
import { runService, type RunServiceSpec } from "../../provision/resources/run/run-service.ts";
import { stackFor } from "../../provision/stack.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import type { Settings } from "../settings.ts";
import { requireEngine } from "../stack/image.ts";
import { reportTo } from "../stack/report-progress.ts";
import type { Stack } from "../stack/with-stack.ts";

/** @param image undefined keeps the one that is deployed */
export function serviceSpec({ config, names }: Settings, image: string | undefined): Settled<RunServiceSpec> {
  // With the image known it takes no value from another resource.
  return settled(specOf(stackFor(config, names, image), runService));
}

/** Undefined where the stack has no job. It keeps the image that is deployed. */
export function jobSpec({ config, names }: Settings): Settled<RunJobSpec> | undefined {
  return hasJob(config) ? settled(specOf(stackFor(config, names, undefined), runJob)) : undefined;
}

/** The node and all that it needs. */
function neededBy(node: Node, nodes: readonly Node[]): Node[] {
  const needed = new Set([node.id]);
  for (const { id, needs } of inOrder(nodes).toReversed()) {
    if (needed.has(id)) for (const need of needs) needed.add(need);
  }
  return nodes.filter(({ id }) => needed.has(id));
}

/** The image by digest; built and pushed first when the registry does not have its content yet. */
export async function builtImage(
  session: Session,
  { cloud, settings }: Stack,
  image: string | ImageSource,
): Promise<string> {
  if (typeof image === "string") return image;
  const { config, names } = settings;
  const nodes = stackFor(config, names, image);
  const node = nodeOf(nodes, containerImage);
  // What it needs stands since `up`, and is left alone here: except for what Cloud Build needs, if docker built so far.
  let planned = await plan(cloud, [{ ...node, needs: [] }]);
  await requireEngine(image, planned);
  if (image.engine === undefined && planned.rows.some(({ action }) => action !== "noop")) {
    planned = await plan(cloud, neededBy(node, nodes));
    refuseIfNeeded(planned);
  }
  const { progress } = session;
  const { observed } = await during(progress, "Building the image", (activity) =>
    apply(cloud, planned, reportTo(progress, activity, 1)),
  );
  return observed.of(node)!.image;
}
