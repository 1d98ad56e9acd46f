// Revisions of the service: who serves what, and the way back.
import type { RevisionList, RolledBack } from "../../../console/contract/operations.ts";
import { note } from "../state/announce.ts";
import { askAgreed } from "../state/agree.ts";
import { useLive } from "../state/live.ts";
import { Badge, Card, Empty } from "../parts/bits.tsx";
import type { Tone } from "../parts/tone.ts";
import { Button } from "../parts/button.tsx";
import { Command } from "../parts/command.tsx";
import { Loaded, Page } from "../parts/page.tsx";
import { Table } from "../parts/table.tsx";
import { Ago } from "../parts/time.tsx";

type Revision = RevisionList["revisions"][number];

export function RevisionsView() {
  const list = useLive<RevisionList>("api/revisions", 15_000);
  const rollBack = async (revision?: string) => {
    const done = await askAgreed<RolledBack>(
      revision === undefined ? "Roll back" : "Give it all traffic",
      "api/rollback",
      revision === undefined ? {} : { revision },
    );
    if (done === undefined) return;
    note("good", `${done.revision} serves: ${done.traffic}.`);
    list.refresh();
  };
  const revisions = list.data?.revisions ?? [];
  return (
    <Page
      title="Revisions"
      about={<span class="dim">Each deployment of the service; the newest first.</span>}
      actions={
        revisions.length > 1 && (
          <Button icon="again" onPress={() => rollBack()}>
            Roll back
          </Button>
        )
      }
    >
      <Card>
        <Loaded from={list} what="Reading the revisions">
          {({ revisions: rows }) =>
            rows.length === 0 ? (
              <Empty icon="revisions" title="No revision yet.">
                <Command>cloud-runner up</Command>
              </Empty>
            ) : (
              <Table
                caption="Revisions, the newest first"
                rows={rows}
                keyOf={({ name }) => name}
                columns={[
                  {
                    name: "Revision",
                    cell: ({ name, tags, image }) => (
                      <>
                        {name}{" "}
                        {tags.map((tag) => (
                          <code key={tag} class="chip">
                            {tag}
                          </code>
                        ))}
                        <div class="sub" title={image}>
                          {image}
                        </div>
                      </>
                    ),
                  },
                  { name: "Made", cell: ({ created }) => <Ago at={created} />, class: "nowrap" },
                  { name: "State", cell: ({ state }) => <Badge tone={toneOf(state)}>{state}</Badge> },
                  { name: "Requests", isNumber: true, cell: (revision) => <Share {...revision} /> },
                  {
                    name: "Action",
                    cell: ({ name, percent, state }) =>
                      percent < 100 &&
                      state === "ready" && (
                        <Button onPress={() => rollBack(name)}>Give it all traffic</Button>
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <details class="same">
        <summary>A new revision is made on the command line</summary>
        <Command>cloud-runner deploy</Command>
        <Command>cloud-runner deploy --traffic 10 --tag preview</Command>
      </details>
    </Page>
  );
}

const toneOf = (state: string): Tone =>
  state === "ready" ? "good" : state.startsWith("failed") ? "bad" : "busy";

const Share = ({ percent }: Revision) => (
  <span class="share">
    {percent > 0 && <meter min={0} max={100} value={percent} aria-hidden="true" />}
    {percent} %
  </span>
);
