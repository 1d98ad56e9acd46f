// What concerns every view: nobody answers, this page has no right any more, the configuration cannot be read.
import type { Session } from "../../../console/contract/overview.ts";
import { connection } from "../state/api.ts";
import { useStore } from "../state/store.ts";
import { Command } from "./command.tsx";
import { FaultBox } from "./fault.tsx";
import { utc } from "./words.ts";

export function Banner({ session }: { session: Session | undefined }) {
  const { state, heardAt } = useStore(connection);
  if (state === "locked")
    return (
      <section class="banner bad" role="alert">
        <p>
          <strong>This page has no right to ask any more.</strong> The console was started anew, and gives
          each start an address of its own. Open the one that it printed, or start it again:
        </p>
        <Command>cloud-runner console</Command>
      </section>
    );
  if (state === "away")
    return (
      <section class="banner warn" role="alert">
        <p>
          <strong>The console does not answer.</strong> What stands here is from {utc(heardAt)} UTC. It is
          asked again every few seconds. If it has ended, start it again in the project's folder:
        </p>
        <Command>cloud-runner console</Command>
      </section>
    );
  return session?.trouble === undefined ? null : <FaultBox fault={session.trouble} />;
}
