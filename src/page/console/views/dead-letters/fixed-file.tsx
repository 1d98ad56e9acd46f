// A fixed file in the place of one that was given up: checked first, then put back with the same parameters.
import type { CheckedUpload } from "../../../../console/contract/forecasts.ts";
import type { Replayed } from "../../../../console/contract/operations.ts";
import { useRef, useState } from "preact/hooks";
import { ask, faultOf, type Fault } from "../../state/api.ts";
import { stage } from "../../state/uploads.ts";
import { Badge, Progress } from "../../parts/bits.tsx";
import { Button } from "../../parts/button.tsx";
import { FaultBox } from "../../parts/fault.tsx";
import { plural } from "../../parts/words.ts";
import { api } from "../../state/paths.ts";

interface Held {
  name: string;
  sent: number;
  upload?: string;
  checked?: CheckedUpload;
}

export function FixedFile({
  id,
  name,
  onReplayed,
}: {
  id: string;
  name: string;
  onReplayed: (replayed: Replayed) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [held, setHeld] = useState<Held | undefined>();
  const [fault, setFault] = useState<Fault | undefined>();
  const [isOver, setOver] = useState(false);

  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setFault(undefined);
    setHeld({ name: file.name, sent: 0 });
    try {
      const { upload } = await stage(file.name, file, (sent) => setHeld({ name: file.name, sent }));
      setHeld({ name: file.name, sent: 1, upload });
      const checked = await ask<CheckedUpload>(api("uploads", upload, "check"), {
        body: { parameters: {} },
      });
      setHeld({ name: file.name, sent: 1, upload, checked });
    } catch (error) {
      setFault(faultOf(error));
      setHeld(undefined);
    }
  };
  const send = async (force: boolean) => {
    if (held?.upload === undefined) return;
    setFault(undefined);
    try {
      onReplayed(
        await ask<Replayed>(api("dead-letters", id, "replay-fixed"), {
          body: { upload: held.upload, ...(force && { force }) },
        }),
      );
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  const isFaulty = held?.checked?.status === "failed";
  return (
    <section
      class={isOver ? "fixed-file over" : "fixed-file"}
      aria-label="With a fixed file"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void choose(event.dataTransfer?.files[0]);
      }}
    >
      <h3>With a fixed file</h3>
      <p class="dim">It takes the place of {name}, with the same parameters. Drop it here, or:</p>
      <div class="actions">
        <Button icon="upload" onPress={() => input.current?.click()}>
          Choose the fixed file
        </Button>
        {held?.upload !== undefined && (
          <Button kind={isFaulty ? "danger" : "main"} icon="again" onPress={() => send(isFaulty)}>
            {isFaulty ? "Replay with it all the same" : "Replay with it"}
          </Button>
        )}
      </div>
      <input
        ref={input}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label="Fixed file"
        onChange={(event) => {
          void choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      {held !== undefined && held.upload === undefined && (
        <Progress name={`Reading ${held.name}`} done={held.sent} of={1} />
      )}
      {held?.checked?.status === "ok" && (
        <p>
          {held.name}: {plural(held.checked.rows, "row")}
          {held.checked.from !== undefined && ` from ${held.checked.from} to ${held.checked.to ?? ""}`}{" "}
          <Badge tone="good">can be forecast</Badge>
        </p>
      )}
      {held?.checked?.status === "failed" && <FaultBox fault={held.checked.error} isQuiet />}
      {fault !== undefined && <FaultBox fault={fault} />}
    </section>
  );
}
