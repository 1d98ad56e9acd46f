// The same file once more, with other parameters: a run of its own, so that both can be compared.
import type { ForecastSummary, ModelsAnswer, StagedFile } from "../../../../console/contract/forecasts.ts";
import type { StartedRun } from "../../../../console/contract/runs.ts";
import { useState } from "preact/hooks";
import { note } from "../../state/announce.ts";
import { ask, faultOf, type Fault } from "../../state/api.ts";
import { useLive } from "../../state/live.ts";
import { goTo } from "../../state/router.ts";
import { withChanges } from "../../state/uploads.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { Loaded } from "../../parts/page.tsx";
import { ParameterForm } from "../forecast/parameter-form.tsx";

type Given = Readonly<Record<string, string>>;

export function AgainDialog({
  summary: { input, file },
  start,
  onClose,
}: {
  summary: ForecastSummary;
  start: Given;
  onClose: () => void;
}) {
  const models = useLive<ModelsAnswer>("api/models");
  const [given, setGiven] = useState<Given>(start);
  const [fault, setFault] = useState<Fault | undefined>();
  const go = async () => {
    setFault(undefined);
    try {
      const { upload } = await ask<StagedFile>("api/uploads/from-forecast", { body: { file } });
      const { run } = await ask<StartedRun>("api/runs", { body: { uploads: [upload], parameters: given } });
      onClose();
      note("good", `${input} is forecast again, as a run of its own.`);
      goTo("runs", run);
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  return (
    <Dialog
      title={`Forecast ${input} again`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Leave it</Button>
          <Button kind="main" icon="play" onPress={go}>
            Forecast again
          </Button>
        </>
      }
    >
      {fault !== undefined && <FaultBox fault={fault} />}
      <Loaded from={models} what="Reading the models">
        {(answer) => (
          <ParameterForm
            models={answer}
            given={given}
            onChange={(changes) => setGiven(withChanges(given, changes))}
            columns={[]}
          />
        )}
      </Loaded>
    </Dialog>
  );
}
