// What there is to go back to.
import * as z from "zod";
import { revisions } from "../../library/rollout/revisions.ts";
import { rollback } from "../../library/rollout/rollout.ts";
import type { App, Tools } from "../tools.ts";
import { answer } from "../http/answers.ts";
import { bodyOf, confirm } from "../http/bodies.ts";

export function addRevisions(app: App, { session, confirms }: Tools): void {
  app.get("/api/revisions", async (c) => answer<"GET /api/revisions">(c, await revisions(session)));

  app.post("/api/rollback", async (c) => {
    const asked = confirm.extend({ revision: z.string().max(100).optional() });
    const { revision, confirm: given } = await bodyOf(c, asked);
    const { revisions: found } = await revisions(session);
    const serving = found.filter(({ percent }) => percent > 0);
    const to = revision ?? "the last revision that had all traffic";
    confirms(
      {
        question: `All requests will go to ${to}, and the job follows it. Go on?`,
        items: serving.map(({ name, percent }) => `${name} has ${percent} % now`),
      },
      given,
    );
    const { revision: chosen, traffic } = await rollback(session, revision);
    return answer<"POST /api/rollback">(c, {
      revision: chosen,
      traffic: traffic.map(({ percent, revision: name }) => `${percent} % ${name}`).join(", "),
    });
  });
}
