// Files in hand: what is believed of each, with which model and parameters, and off they go as one run.
import type { ModelsAnswer } from "../../../../console/contract/forecasts.ts";
import type { Session, StackState } from "../../../../console/contract/overview.ts";
import type { StartedRun } from "../../../../console/contract/runs.ts";
import { useState } from "preact/hooks";
import { note } from "../../state/announce.ts";
import { ask, faultOf, type Fault } from "../../state/api.ts";
import { useLive } from "../../state/live.ts";
import { goTo } from "../../state/router.ts";
import { useStore } from "../../state/store.ts";
import { emptyHand, hand, parameters, setParameters, type FileInHand } from "../../state/uploads.ts";
import { Card, Empty } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { Command } from "../../parts/command.tsx";
import { DropZone } from "../../parts/drop-zone.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { bytes, plural } from "../../parts/words.ts";
import { commandLine } from "./command-line.ts";
import { FileCard } from "./file-card.tsx";
import { ParameterForm } from "./parameter-form.tsx";

/** More are counted, and shown on request. */
const mostShown = 20;

export function ForecastView({
  session,
  state,
}: {
  session: Session | undefined;
  state: StackState | undefined;
}) {
  const files = useStore(hand);
  const given = useStore(parameters);
  const models = useLive<ModelsAnswer>("api/models");
  const [isAllShown, setAllShown] = useState(false);
  const [byJob, setByJob] = useState(false);
  const [fault, setFault] = useState<Fault | undefined>();
  // What needs the reader comes first.
  const sorted = files.toSorted((a, b) => rank(a) - rank(b));
  const shown = isAllShown ? sorted : sorted.slice(0, mostShown);
  const hindrance = hindranceOf(files);
  const sound = files.filter((file) => rank(file) > 0);

  const start = async () => {
    setFault(undefined);
    try {
      const started = await ask<StartedRun>("api/runs", {
        body: {
          uploads: sound.flatMap(({ upload }) => upload ?? []),
          parameters: given,
          ...(byJob && { job: true }),
        },
      });
      emptyHand();
      note("good", `${plural(started.inputs, "file")} sent.`);
      goTo("runs", started.run);
    } catch (error) {
      setFault(faultOf(error));
    }
  };

  return (
    <Page
      title="Forecast"
      about={
        files.length === 0 ? undefined : (
          <span class="dim">
            {plural(files.length, "file")}, {bytes(files.reduce((sum, file) => sum + file.bytes, 0))}
          </span>
        )
      }
      actions={files.length > 0 && <Button onPress={emptyHand}>Start over</Button>}
    >
      <DropZone isSmall={files.length > 0} />
      {files.length === 0 ? (
        <Empty icon="forecast" title="No file in hand yet.">
          <p class="dim">
            A file has a column of dates and one of values; a file of many series has an id column, too. The
            same on the command line:
          </p>
          <Command>cloud-runner predict data.csv</Command>
        </Empty>
      ) : (
        <div class="work">
          <div class="work-main">
            <Card title="Files" side={summaryOf(files)}>
              <ul class="file-cards">
                {shown.map((file) => (
                  <FileCard
                    key={file.key}
                    file={file}
                    isBrief={files.length > 3}
                    onAnswer={setParameters}
                    given={given}
                  />
                ))}
              </ul>
              {shown.length < files.length && (
                <Button onPress={() => setAllShown(true)}>Show all {plural(files.length, "file")}</Button>
              )}
            </Card>
          </div>
          <div class="work-side">
            <Card title="Model and parameters">
              <Loaded from={models} what="Reading the models">
                {(answer) => (
                  <ParameterForm
                    models={answer}
                    given={given}
                    onChange={setParameters}
                    columns={columnsOf(files)}
                  />
                )}
              </Loaded>
              <label class="tick">
                <input
                  type="checkbox"
                  checked={byJob}
                  onChange={(event) => setByJob(event.currentTarget.checked)}
                />
                <span>
                  By the job{" "}
                  <span class="dim">which has hours for it; what takes long goes there anyway</span>
                </span>
              </label>
            </Card>
            <div class="send">
              {fault !== undefined && <FaultBox fault={fault} />}
              {(state === "down" || state === "stopped") && (
                <p class="dim">Nothing is up to forecast with: see the overview.</p>
              )}
              <Button
                kind="main"
                icon="play"
                onPress={start}
                isDisabled={hindrance !== undefined}
                {...(hindrance !== undefined && { title: hindrance })}
              >
                Forecast{" "}
                {sound.length === files.length || sound.length === 0
                  ? plural(files.length, "file")
                  : `${sound.length} of ${plural(files.length, "file")}`}
              </Button>
              {hindrance !== undefined && <p class="dim">{hindrance}</p>}
              <details class="same">
                <summary>The same on the command line</summary>
                <Command>
                  {commandLine(
                    files.map(({ name }) => name),
                    given,
                    { byJob, ...(session?.target === "gcp" && { project: session.project }) },
                  )}
                </Command>
              </details>
            </div>
          </div>
        </div>
      )}
    </Page>
  );
}

const isAsked = ({ checked }: FileInHand): boolean =>
  checked?.status === "failed" && checked.error.choices !== undefined;

function rank({ fault, checked, upload }: FileInHand): number {
  if (fault !== undefined || checked?.status === "failed") return 0;
  if (upload === undefined) return 1;
  return checked?.status === "ok" && checked.warnings.length > 0 ? 2 : 3;
}

function hindranceOf(files: readonly FileInHand[]): string | undefined {
  const asked = files.find(isAsked);
  if (asked !== undefined) return `Answer the question about ${asked.name} first.`;
  if (files.some(({ upload, fault }) => upload === undefined && fault === undefined))
    return "Still reading the files.";
  if (files.every((file) => rank(file) === 0)) return "None of it can be forecast as it stands.";
  return undefined;
}

function summaryOf(files: readonly FileInHand[]): string {
  const asked = files.filter(isAsked).length;
  const failed = files.filter((file) => rank(file) === 0).length - asked;
  const reading = files.filter(
    ({ upload, checked, fault }) => fault === undefined && (upload === undefined || checked === undefined),
  ).length;
  if (reading > 0) return `${plural(reading, "file")} to read`;
  if (asked > 0) return plural(asked, "question");
  return failed === 0
    ? "all can be forecast"
    : `${plural(failed, "file")} cannot be forecast, and will not be sent`;
}

/** For the form's suggestions. */
function columnsOf(files: readonly FileInHand[]): string[] {
  const names = files.flatMap(({ checked }) => {
    if (checked?.status !== "ok") return [];
    const { date, target, further, id = [] } = checked.columns;
    return [date, target, ...further, ...id].filter((name): name is string => name !== undefined);
  });
  return [...new Set(names)].slice(0, 100);
}
