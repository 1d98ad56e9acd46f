// One dead letter: what happened, whether its file is sound, and how it goes on: as it is, or with a fixed file.
import type { DeadLetter, LogEntry, Purged, Replayed } from "../../../../console/contract/operations.ts";
import { useState } from "preact/hooks";
import { note } from "../../state/announce.ts";
import { ask, faultOf, Refused, type Fault } from "../../state/api.ts";
import { askAgreed } from "../../state/agree.ts";
import { useLive } from "../../state/live.ts";
import { goTo } from "../../state/router.ts";
import { Badge, Card } from "../../parts/bits.tsx";
import { Button, LinkButton } from "../../parts/button.tsx";
import { Command } from "../../parts/command.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Moment } from "../../parts/time.tsx";
import { count } from "../../parts/words.ts";
import { LogLine } from "../log-line.tsx";
import { stateTones } from "./dead-letters.tsx";
import { FixedFile } from "./fixed-file.tsx";
import { outcomeWords } from "./outcomes.ts";
import { api, view } from "../../state/paths.ts";

type Message = Replayed["messages"][number];

export function DeadLetterView({ id }: { id: string }) {
  const path = api("dead-letters", id);
  const letter = useLive<DeadLetter>(path);
  const [came, setCame] = useState<Message | undefined>();
  return (
    <Page
      title={letter.data?.input?.name ?? "Dead letter"}
      above={{ name: "Dead letters", href: "#/dead-letters" }}
      about={<code>{id}</code>}
    >
      {came !== undefined && <Came message={came} />}
      {(came === undefined || letter.data !== undefined) && (
        <Loaded from={letter} what="Reading the message">
          {(data) => <Inside letter={data} isOver={came !== undefined} onReplayed={setCame} />}
        </Loaded>
      )}
    </Page>
  );
}

const Came = ({ message: { outcome, error, file } }: { message: Message }) => {
  const { isGood, words } = outcomeWords(outcome);
  return (
    <section class={isGood ? "next" : "banner warn"} role="status">
      <p>
        <strong>{words.charAt(0).toUpperCase() + words.slice(1)}.</strong>
      </p>
      {error !== undefined && <FaultBox fault={error} isQuiet />}
      {file !== undefined && isGood && (
        <LinkButton href={view("forecasts", file)} icon="forecast" kind="main">
          See its forecast
        </LinkButton>
      )}
    </section>
  );
};

function Inside({
  letter,
  isOver,
  onReplayed,
}: {
  letter: DeadLetter;
  isOver: boolean;
  onReplayed: (message: Message) => void;
}) {
  const { id, input, state, stateText, reason, check, log, otherTroubles, file, metadata } = letter;
  const [fault, setFault] = useState<Fault | undefined>();
  const [canForce, setCanForce] = useState(false);
  const taken = ({ messages: [message] }: Replayed) => {
    if (message === undefined) return;
    if (message.outcome === "refused") {
      setCanForce(true);
      setFault(message.error ?? { code: "dlq.refused", message: "It was replayed too often before." });
    } else onReplayed(message);
  };
  const replay = async (force: boolean) => {
    setFault(undefined);
    try {
      taken(await ask<Replayed>("api/dead-letters/replay", { body: { ids: [id], ...(force && { force }) } }));
    } catch (error) {
      setFault(faultOf(error));
      setCanForce(error instanceof Refused && error.status < 500);
    }
  };
  const purge = async () => {
    const purged = await askAgreed<Purged>("Purge", "api/dead-letters/purge", { ids: [id] });
    if (purged === undefined) return;
    note("good", "The message is removed for good.");
    goTo("dead-letters");
  };
  return (
    <>
      <Card title="What happened" side={<Badge tone={stateTones[state]}>{state}</Badge>}>
        {reason === undefined ? (
          <p>The logs say nothing about it.</p>
        ) : (
          <FaultBox
            isQuiet
            fault={{
              code: reason.code ?? "dlq.reason",
              message: reason.message,
              ...(reason.fix !== undefined && { fix: reason.fix }),
            }}
          />
        )}
        <ol class="timeline">
          {letter.uploadedAt !== undefined && (
            <li>
              <Moment at={letter.uploadedAt} /> uploaded
            </li>
          )}
          {letter.publishedAt !== undefined && (
            <li>
              <Moment at={letter.publishedAt} /> announced
            </li>
          )}
          <li>
            <Moment at={letter.deadLetteredAt} /> given up after {count(letter.deliveries)} tries
            {letter.replays > 0 && `, replayed ${count(letter.replays)} times before`}
          </li>
          <li>now: {stateText}</li>
          {letter.keptUntil !== undefined && (
            <li>
              <Moment at={letter.keptUntil} /> Pub/Sub throws the message away
            </li>
          )}
        </ol>
        {input !== undefined && (
          <p class="dim">
            <code>{input.uri}</code> generation {input.generation}
          </p>
        )}
        {metadata !== undefined && Object.keys(metadata).length > 0 && (
          <p>
            {Object.entries(metadata).map(([name, value]) => (
              <code key={name} class="chip">
                {name}={value}
              </code>
            ))}
          </p>
        )}
      </Card>
      {!isOver && (
        <Card title="How it goes on">
          {check !== undefined &&
            (check.isFine ? (
              <p>
                <Badge tone="good">the file is sound</Badge> Once the cause is gone, put it back.
              </p>
            ) : (
              check.error !== undefined && (
                <>
                  <p>The file as it stands cannot be forecast:</p>
                  <FaultBox fault={check.error} isQuiet />
                </>
              )
            ))}
          {fault !== undefined && <FaultBox fault={fault} />}
          <div class="actions">
            <Button
              kind={check?.isFine === false ? "plain" : "main"}
              icon="again"
              onPress={() => replay(false)}
            >
              Replay
            </Button>
            {canForce && (
              <Button kind="danger" onPress={() => replay(true)}>
                Replay all the same
              </Button>
            )}
            {file !== undefined && (
              <LinkButton href={api("forecasts", file, "input")} icon="download" isDownload>
                Download the file
              </LinkButton>
            )}
            <Button icon="trash" onPress={purge}>
              Purge
            </Button>
          </div>
          {input !== undefined && state === "waiting" && (
            <FixedFile id={id} name={input.name} onReplayed={taken} />
          )}
          <details class="same">
            <summary>The same on the command line</summary>
            <Command>{`cloud-runner dlq replay ${id}`}</Command>
            <Command>{`cloud-runner dlq replay ${id} --fixed FILE.csv`}</Command>
          </details>
        </Card>
      )}
      <LogOf title="What the service said about it" entries={log} />
      <LogOf title="What else went wrong at the time" entries={otherTroubles} />
    </>
  );
}

const LogOf = ({ title, entries }: { title: string; entries: readonly LogEntry[] }) =>
  entries.length === 0 ? null : (
    <Card title={title}>
      <ol class="log short" tabIndex={0} aria-label={title}>
        {entries.map((entry) => (
          <LogLine key={entry.id} entry={entry} />
        ))}
      </ol>
    </Card>
  );
