// `revisions list`: what there is to go back to.
import type { RevisionView } from "../../provision/rollout/revisions.ts";
import { readRevisions } from "../../provision/rollout/rollout.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack } from "../stack/with-stack.ts";
import { serviceSpec } from "./service-spec.ts";

export interface RevisionsResult {
  revisions: RevisionView[];
}

/** The newest first. @throws PreconditionError when nothing is up */
export const revisions = (session: Session): Promise<RevisionsResult> =>
  withStack(session, async ({ cloud, settings }) => {
    const read = () => readRevisions(cloud, serviceSpec(settings, undefined));
    return { revisions: await during(session.progress, "Reading the revisions", read) };
  });
