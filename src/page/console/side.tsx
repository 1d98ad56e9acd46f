// The navigation: beside the view where there is room, folded above it where there is none.
import { useEffect, useState } from "preact/hooks";
import type { Overview, Session } from "../../console/contract/overview.ts";
import { ThemeChoice } from "../style/theme.tsx";
import { Badge } from "./parts/bits.tsx";
import { Button } from "./parts/button.tsx";
import { Icon } from "./parts/icon.tsx";
import { count } from "./parts/words.ts";
import { places } from "./places.ts";
import { areShortcutsShown } from "./parts/shortcuts.tsx";

export function Side({
  steps,
  session,
  overview,
}: {
  steps: readonly string[];
  session: Session | undefined;
  overview: Overview | undefined;
}) {
  const [isOpen, setOpen] = useState(false);
  const here = steps[0] === "forecasts" ? "runs" : (steps[0] ?? "");
  useEffect(() => setOpen(false), [steps]);
  const deadLetters = overview?.deadLetters ?? 0;
  return (
    <header class="side">
      <div class="side-top">
        <a class="brand" href="#/">
          <span class="brand-mark" aria-hidden="true">
            <Icon name="forecast" size={18} />
          </span>
          cloud-runner
        </a>
        <span class="menu-button">
          <Button
            kind="bare"
            icon={isOpen ? "close" : "menu"}
            label={isOpen ? "Close the menu" : "Open the menu"}
            onPress={() => setOpen(!isOpen)}
          />
        </span>
      </div>
      <div class={isOpen ? "side-fold open" : "side-fold"}>
        {session !== undefined && (
          <div class="target">
            <Badge tone={session.target === "local" ? "quiet" : "busy"}>
              {session.target === "local" ? "Local cloud" : "Google Cloud"}
            </Badge>
            <div class="target-name" title={session.folder}>
              {session.target === "local" ? session.folder : `${session.project} · ${session.region}`}
            </div>
          </div>
        )}
        <nav aria-label="Views">
          <ul>
            {places.map(({ step, name, icon }) => (
              <li key={step}>
                <a
                  href={`#/${step}`}
                  aria-current={here === step ? "page" : undefined}
                  onClick={() => setOpen(false)}
                >
                  <Icon name={icon} />
                  {name}
                  {step === "dead-letters" && deadLetters > 0 && (
                    <span class="pill bad" aria-label={`${count(deadLetters)} waiting`}>
                      {count(deadLetters)}
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="side-foot">
          <ThemeChoice />
          <Button kind="bare" onPress={() => areShortcutsShown.set(true)}>
            Keys <kbd>?</kbd>
          </Button>
          {session !== undefined && <span class="version">{session.version}</span>}
        </div>
      </div>
    </header>
  );
}
