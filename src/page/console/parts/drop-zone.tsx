// Where files are dropped or chosen.
import { useRef } from "preact/hooks";
import { goTo } from "../state/router.ts";
import { take } from "../state/uploads.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export function DropZone({ isSmall = false }: { isSmall?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (files: FileList | null) => {
    if (files === null || files.length === 0) return;
    take([...files].map((file) => ({ name: file.webkitRelativePath || file.name, file })));
    goTo("forecast");
  };
  return (
    <section class={isSmall ? "drop small" : "drop"} aria-label="Files to forecast">
      <Icon name="upload" size={isSmall ? 20 : 28} />
      <div>
        <p class="drop-title">Drop files or folders anywhere on this page</p>
        <p class="dim">
          CSV, Excel, Parquet or JSON, packed or not. They go no further before you press Forecast.
        </p>
      </div>
      <Button kind={isSmall ? "plain" : "main"} onPress={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        id="choose-files"
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files to forecast"
        onChange={(event) => {
          chosen(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </section>
  );
}
