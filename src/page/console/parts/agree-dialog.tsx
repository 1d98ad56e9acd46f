// Asks what the command line would ask.
import { question } from "../state/agree.ts";
import { useStore } from "../state/store.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

export function AgreeDialog() {
  const asked = useStore(question);
  if (asked === undefined) return null;
  const { title, confirmation, answer } = asked;
  return (
    <Dialog
      title={title}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onPress={() => answer(false)}>Leave it</Button>
          <Button kind="danger" onPress={() => answer(true)}>
            {title}
          </Button>
        </>
      }
    >
      <p>{confirmation.question}</p>
      {confirmation.items.length > 0 && (
        <ul class="items">
          {confirmation.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
