// What was given up, why, and the way back.
import type {
  DeadLetterList,
  DeadLetterRow,
  Purged,
  Replayed,
} from "../../../../console/contract/operations.ts";
import { useState } from "preact/hooks";
import { note } from "../../state/announce.ts";
import { ask } from "../../state/api.ts";
import { askAgreed } from "../../state/agree.ts";
import { useLive } from "../../state/live.ts";
import { Badge, Card, Empty } from "../../parts/bits.tsx";
import type { Tone } from "../../parts/tone.ts";
import { Button } from "../../parts/button.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Table } from "../../parts/table.tsx";
import { Ago } from "../../parts/time.tsx";
import { count, plural } from "../../parts/words.ts";
import { outcomeWords } from "./outcomes.ts";
import { view } from "../../state/paths.ts";

export const stateTones: Record<DeadLetterRow["state"], Tone> = {
  waiting: "bad",
  answered: "good",
  replaced: "quiet",
  deleted: "quiet",
  foreign: "warn",
};

export function DeadLettersView() {
  const list = useLive<DeadLetterList>("api/dead-letters", 20_000);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const all = list.data?.messages ?? [];
  const ids = all.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const replay = async () => {
    const { messages } = await ask<Replayed>("api/dead-letters/replay", { body: { ids } });
    for (const outcome of new Set(messages.map((message) => message.outcome))) {
      const { isGood, words } = outcomeWords(outcome);
      const some = messages.filter((message) => message.outcome === outcome);
      note(isGood ? "good" : "bad", `${plural(some.length, "message")}: ${words}.`);
    }
    setChosen(new Set());
    list.refresh();
  };
  const purge = async () => {
    const purged = await askAgreed<Purged>("Purge", "api/dead-letters/purge", { ids });
    if (purged === undefined) return;
    note("good", `${plural(purged.ids.length, "message")} removed for good.`);
    setChosen(new Set());
    list.refresh();
  };
  return (
    <Page
      title="Dead letters"
      about={
        <span class="dim">Files that were tried again and again, and given up. Looking removes nothing.</span>
      }
      actions={
        all.length > 0 && (
          <>
            <Button icon="again" onPress={replay} isDisabled={ids.length === 0}>
              Replay {ids.length > 0 && count(ids.length)}
            </Button>
            <Button icon="trash" onPress={purge} isDisabled={ids.length === 0}>
              Purge {ids.length > 0 && count(ids.length)}
            </Button>
          </>
        )
      }
    >
      <Card>
        <Loaded from={list} what="Reading the dead-letter messages">
          {({ messages, mayBeMore }) =>
            messages.length === 0 ? (
              <Empty icon="check" title="Nothing was given up.">
                {mayBeMore && (
                  <p class="dim">
                    There may be messages that another command reads right now; they come back within a
                    minute.
                  </p>
                )}
              </Empty>
            ) : (
              <>
                <label class="tick">
                  <input
                    type="checkbox"
                    checked={ids.length === messages.length}
                    onChange={() =>
                      setChosen(
                        ids.length === messages.length ? new Set() : new Set(messages.map(({ id }) => id)),
                      )
                    }
                  />
                  <span>All {count(messages.length)}</span>
                </label>
                <Table
                  caption="Dead-letter messages, the oldest first"
                  rows={messages}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      name: "Input",
                      cell: ({ id, input }) => (
                        <span class="with-tick">
                          <input
                            type="checkbox"
                            aria-label={`Choose ${input?.name ?? id}`}
                            checked={chosen.has(id)}
                            onChange={() => toggle(id)}
                          />
                          <span>
                            <a href={view("dead-letters", id)}>{input?.name ?? "no object"}</a>
                            <span class="sub">{id}</span>
                          </span>
                        </span>
                      ),
                    },
                    {
                      name: "Why",
                      cell: ({ reason }) =>
                        reason?.message ?? <span class="faint">the logs say nothing</span>,
                    },
                    {
                      name: "State",
                      cell: ({ state, stateText }) => (
                        <span title={stateText}>
                          <Badge tone={stateTones[state]}>{state}</Badge>
                        </span>
                      ),
                    },
                    { name: "Tries", isNumber: true, cell: ({ deliveries }) => count(deliveries) },
                    { name: "Replays", isNumber: true, cell: ({ replays }) => count(replays) },
                    {
                      name: "Given up",
                      cell: ({ deadLetteredAt }) => <Ago at={deadLetteredAt} />,
                      class: "nowrap",
                    },
                  ]}
                />
                {mayBeMore && <p class="dim">There may be more than these.</p>}
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
