// One run as it goes on: each of its files, and the forecast of the one that is looked at.
import type { RunDetails, RunEvent, RunFile } from "../../../../console/contract/runs.ts";
import { useEffect, useState } from "preact/hooks";
import { note, say } from "../../state/announce.ts";
import { ask, type Fault } from "../../state/api.ts";
import { askAgreed } from "../../state/agree.ts";
import { useLive } from "../../state/live.ts";
import { goTo, setQuery } from "../../state/router.ts";
import { useEvents } from "../../state/stream.ts";
import { Badge, Card, Progress } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { Command } from "../../parts/command.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { Ago, Moment } from "../../parts/time.tsx";
import { plural } from "../../parts/words.ts";
import { FileList } from "./file-list.tsx";
import { ForecastOf } from "./forecast-of.tsx";
import { stateOf } from "./states.ts";
import { api } from "../../state/paths.ts";

export function RunView({ run, query }: { run: string; query: Readonly<Record<string, string>> }) {
  const path = api("runs", run);
  const details = useLive<RunDetails>(path);
  const { watched, trouble } = useWatched(path, details.data);
  return (
    <Page
      title="Run"
      above={{ name: "Runs", href: "#/runs" }}
      about={<code class="run-id">{run}</code>}
      actions={watched && <Actions run={watched} path={path} onChanged={details.refresh} />}
    >
      <Loaded from={details} what="Reading the run">
        {() => watched && <Inside run={watched} query={query} trouble={trouble} />}
      </Loaded>
    </Page>
  );
}

/** The run with what the events have told since it was read. */
function useWatched(path: string, read: RunDetails | undefined) {
  const [told, setTold] = useState<Extract<RunEvent, { event: "run" }> | undefined>();
  const [files, setFiles] = useState<ReadonlyMap<number, RunFile>>(new Map());
  const [trouble, setTrouble] = useState<Fault | undefined>();
  const isWatching = read !== undefined && !isOver(read);
  useEvents<RunEvent>(isWatching ? `${path}/events` : undefined, (event) => {
    if (event.event === "trouble") {
      setTrouble(event.error);
      return true;
    }
    if (event.event === "end") return false;
    setTrouble(undefined);
    setTold(event);
    setFiles((before) => new Map([...before, ...event.files.map((file) => [file.index, file] as const)]));
    return true;
  });
  if (read === undefined) return { watched: undefined, trouble };
  const watched: RunDetails =
    told === undefined
      ? read
      : {
          ...read,
          ...told.counts,
          isSending: told.isSending,
          ...(told.pace !== undefined && { pace: told.pace }),
          files: read.files.map((file) => files.get(file.index) ?? file),
        };
  return { watched, trouble };
}

const isOver = ({ waiting, isSending }: RunDetails): boolean => waiting === 0 && !isSending;

function Inside({
  run,
  query,
  trouble,
}: {
  run: RunDetails;
  query: Readonly<Record<string, string>>;
  trouble: Fault | undefined;
}) {
  const { tone, words } = stateOf(run, {
    isCancelled: run.cancelledAt !== undefined,
    isSending: run.isSending,
  });
  const chosen = Math.min(run.files.length - 1, Math.max(0, Number(query["file"] ?? 0) || 0));
  const file = run.files[chosen];
  // Each tenth of it is said, not each of hundreds of files.
  const tenths = Math.floor((10 * (run.done + run.failed)) / run.inputs);
  useEffect(() => say(`This run: ${words}.`), [tenths, tone]);
  return (
    <>
      {trouble !== undefined && <FaultBox fault={trouble} />}
      {run.error !== undefined && <FaultBox fault={run.error} isQuiet />}
      <section class="strip" aria-label="How the run stands">
        <Badge tone={tone}>{words}</Badge>
        {tone === "busy" && <Progress name="Files done" done={run.done + run.failed} of={run.inputs} />}
        {run.pace !== undefined && tone === "busy" && <span class="tabular">{run.pace}</span>}
        <span class="dim">
          started <Ago at={run.startedAt} />
        </span>
        {Object.entries(run.parameters).map(([name, value]) => (
          <code key={name} class="chip">
            {name}={value}
          </code>
        ))}
        {run.keptUntil !== undefined && (
          <span class="dim">
            kept until <Moment at={run.keptUntil} />
          </span>
        )}
      </section>
      {run.files.length > 1 && (
        <Card title={plural(run.files.length, "file")}>
          <FileList
            files={run.files}
            chosen={chosen}
            onChoose={(index) => setQuery({ file: String(index), series: undefined, with: undefined })}
          />
        </Card>
      )}
      {file !== undefined && <ForecastOf key={file.file} file={file} query={query} again={run.parameters} />}
      <details class="same">
        <summary>The same on the command line</summary>
        <Command>{run.commands.show}</Command>
        <Command>{run.commands.fetch}</Command>
        {(run.missing > 0 || run.failed > 0) && <Command>{run.commands.resume}</Command>}
      </details>
    </>
  );
}

function Actions({ run, path, onChanged }: { run: RunDetails; path: string; onChanged: () => void }) {
  const isLive = !isOver(run) && run.cancelledAt === undefined;
  const cancel = async () => {
    const { cancelled, answered } = await ask<{ cancelled: number; answered: number }>(`${path}/cancel`, {
      method: "POST",
    });
    note("good", `Cancelled: ${plural(cancelled, "file")} taken back, ${plural(answered, "answer")} kept.`);
    onChanged();
  };
  const remove = async () => {
    const removed = await askAgreed<{ objects: number }>("Remove this run", `${path}/remove`);
    if (removed === undefined) return;
    note("good", `Removed, with ${plural(removed.objects, "object")}.`);
    goTo("runs");
  };
  return isLive ? (
    <Button icon="close" onPress={cancel}>
      Cancel
    </Button>
  ) : (
    <Button icon="trash" onPress={remove}>
      Remove
    </Button>
  );
}
