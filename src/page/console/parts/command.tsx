// A command to copy into a terminal.
import { useState } from "preact/hooks";
import { later } from "../state/browser.ts";
import { say } from "../state/announce.ts";
import { Icon } from "./icon.tsx";

export function Command({ children }: { children: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(children);
    setCopied(true);
    say("Copied.");
    later(1500, () => setCopied(false));
  };
  return (
    <div class="command">
      <code tabIndex={0}>{children}</code>
      <button
        type="button"
        class="button bare only-icon"
        aria-label={`Copy ${children}`}
        title="Copy"
        onClick={() => void copy().catch(() => say("The browser did not let it be copied."))}
      >
        <Icon name={isCopied ? "check" : "copy"} />
      </button>
    </div>
  );
}
