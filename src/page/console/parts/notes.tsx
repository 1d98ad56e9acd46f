// What has just been done or has failed, in the corner; read out by screen readers.
import { closeNote, notes, spoken } from "../state/announce.ts";
import { useStore } from "../state/store.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export function Notes() {
  const shown = useStore(notes);
  const said = useStore(spoken);
  return (
    <>
      <div class="unseen" aria-live="polite">
        {said}
      </div>
      <div class="notes" role="log" aria-label="Notes">
        {shown.map(({ key, kind, text }) => (
          <div key={key} class={`toast ${kind}`}>
            <Icon name={kind === "good" ? "check" : "dead"} />
            <span>{text}</span>
            <Button kind="bare" icon="close" label="Close this note" onPress={() => closeNote(key)} />
          </div>
        ))}
      </div>
    </>
  );
}
