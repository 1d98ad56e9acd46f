// The form of a new schedule: when, what, with which parameters.
import type { ModelsAnswer } from "../../../../console/contract/forecasts.ts";
import type { AddSchedule as Added } from "../../../../console/contract/schedules.ts";
import type { Session } from "../../../../console/contract/overview.ts";
import { useId, useRef, useState } from "preact/hooks";
import { note } from "../../state/announce.ts";
import { ask, faultOf, type Fault } from "../../state/api.ts";
import { useLive } from "../../state/live.ts";
import { stage, withChanges } from "../../state/uploads.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded } from "../../parts/page.tsx";
import { ParameterForm } from "../forecast/parameter-form.tsx";

const usualTimes = [
  { cron: "0 5 * * *", words: "every day at 5:00" },
  { cron: "0 5 * * 1-5", words: "Monday to Friday at 5:00" },
  { cron: "0 * * * *", words: "every hour" },
  { cron: "0 6 * * 1", words: "Mondays at 6:00" },
  { cron: "0 6 1 * *", words: "the first of each month at 6:00" },
];

export function AddSchedule({
  session,
  onClose,
  onAdded,
}: {
  session: Session | undefined;
  onClose: () => void;
  onAdded: () => void;
}) {
  const id = useId();
  const [name, setName] = useState("");
  const [cron, setCron] = useState(usualTimes[0]!.cron);
  const [timezone, setTimezone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [objects, setObjects] = useState("");
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [fault, setFault] = useState<Fault | undefined>();
  const models = useLive<ModelsAnswer>("api/models");
  const input = useRef<HTMLInputElement>(null);
  const named = objects
    .split(/[\n,]/)
    .map((each) => each.trim())
    .filter(Boolean);
  const isComplete = name !== "" && cron.trim() !== "" && files.length > 0 !== named.length > 0;

  const add = async () => {
    setFault(undefined);
    try {
      const uploads = [];
      for (const file of files) uploads.push((await stage(file.name, file, () => undefined)).upload);
      const body: Added = {
        name,
        cron: cron.trim(),
        timezone,
        parameters: given,
        ...(uploads.length > 0 ? { uploads } : { objects: named }),
      };
      await ask("api/schedules", { body });
      note("good", `${name} is on.`);
      onAdded();
    } catch (error) {
      setFault(faultOf(error));
    }
  };

  return (
    <Dialog
      title="Add a schedule"
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Leave it</Button>
          <Button kind="main" onPress={add} isDisabled={!isComplete}>
            Add it
          </Button>
        </>
      }
    >
      {fault !== undefined && <FaultBox fault={fault} />}
      <form class="form" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <label for={`${id}-name`}>Name</label>
          <input
            id={`${id}-name`}
            value={name}
            placeholder="nightly"
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setName(event.currentTarget.value.trim())}
          />
          <p class="help">Lowercase letters, digits and hyphens.</p>
        </div>
        <div class="field">
          <label for={`${id}-usual`}>Times</label>
          <select
            id={`${id}-usual`}
            value={usualTimes.some((each) => each.cron === cron) ? cron : ""}
            onChange={(event) => event.currentTarget.value !== "" && setCron(event.currentTarget.value)}
          >
            {usualTimes.map((each) => (
              <option key={each.cron} value={each.cron}>
                {each.words}
              </option>
            ))}
            <option value="">as written below</option>
          </select>
          <label class="unseen" for={`${id}-cron`}>
            Times as five fields
          </label>
          <input
            id={`${id}-cron`}
            class="code"
            value={cron}
            spellcheck={false}
            onInput={(event) => setCron(event.currentTarget.value)}
          />
          <p class="help">Minute, hour, day of the month, month, day of the week.</p>
        </div>
        <div class="field">
          <label for={`${id}-zone`}>Time zone</label>
          <input
            id={`${id}-zone`}
            value={timezone}
            spellcheck={false}
            onInput={(event) => setTimezone(event.currentTarget.value.trim())}
          />
        </div>
        <fieldset class="field">
          <legend>What is forecast</legend>
          <Button icon="upload" onPress={() => input.current?.click()}>
            {files.length === 0 ? "Choose files" : files.map((file) => file.name).join(", ")}
          </Button>
          <input
            ref={input}
            class="unseen"
            type="file"
            multiple
            tabIndex={-1}
            aria-label="Files of the schedule"
            onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])}
          />
          <label for={`${id}-objects`}>or objects of the input bucket</label>
          <textarea
            id={`${id}-objects`}
            rows={2}
            value={objects}
            placeholder="gs://INPUT_BUCKET/shops/job-data/**"
            spellcheck={false}
            onInput={(event) => setObjects(event.currentTarget.value)}
          />
          <p class="help">
            Files are uploaded once; who brings newer data uploads it under the same name. Either files or
            objects.
          </p>
        </fieldset>
      </form>
      <details class="group">
        <summary>Model and parameters</summary>
        <Loaded from={models} what="Reading the models">
          {(answer) => (
            <ParameterForm
              models={answer}
              given={given}
              columns={[]}
              onChange={(changes) => setGiven(withChanges(given, changes))}
            />
          )}
        </Loaded>
      </details>
      {session?.target === "gcp" && (
        <p class="dim">
          A schedule costs $0.10 a month beyond the three that are free for a billing account.
        </p>
      )}
    </Dialog>
  );
}
