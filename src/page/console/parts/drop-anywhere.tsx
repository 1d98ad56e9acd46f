// Files that are dropped anywhere on the page are taken in hand.
import { useEffect, useState } from "preact/hooks";
import { note } from "../state/announce.ts";
import { filesOf } from "../state/dropped.ts";
import { goTo } from "../state/router.ts";
import { take } from "../state/uploads.ts";
import { Icon } from "./icon.tsx";
import { plural } from "./words.ts";

export function DropAnywhere() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      // A place of its own has taken them.
      if (event.defaultPrevented || event.dataTransfer === null || !hasFiles(event)) return;
      event.preventDefault();
      void filesOf(event.dataTransfer).then((files) => {
        if (files.length === 0) {
          note("bad", "There was no file among what was dropped.");
          return;
        }
        take(files);
        note("good", `${plural(files.length, "file")} in hand.`);
        goTo("forecast");
      });
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, []);
  if (!isOver) return null;
  return (
    <div class="drop-cover" aria-hidden="true">
      <div>
        <Icon name="upload" size={40} />
        <p>Drop to forecast</p>
      </div>
    </div>
  );
}
