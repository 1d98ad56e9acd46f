// The frame of the page: where one can go, what is looked at, and what holds for all views.
import { useEffect, useRef } from "preact/hooks";
import type { Overview, Session } from "../../console/contract/overview.ts";
import { AgreeDialog } from "./parts/agree-dialog.tsx";
import { Banner } from "./parts/banner.tsx";
import { DropAnywhere } from "./parts/drop-anywhere.tsx";
import { Notes } from "./parts/notes.tsx";
import { Shortcuts } from "./parts/shortcuts.tsx";
import { say } from "./state/announce.ts";
import { nextFrame } from "./state/browser.ts";
import { useLive } from "./state/live.ts";
import { useRoute } from "./state/router.ts";
import { Side } from "./side.tsx";
import { viewOf } from "./views.tsx";

export function App() {
  const route = useRoute();
  const session = useLive<Session>("api/session");
  const isLocal = session.data?.target === "local";
  const overview = useLive<Overview>("api/overview", isLocal ? 3000 : 15_000);
  const main = useRef<HTMLElement>(null);
  const { title, body } = viewOf(route, { session: session.data, overview });
  const place = route.steps.join("/");
  const isFirst = useRef(true);

  useEffect(() => {
    document.title = `${title} · cloud-runner`;
  }, [title]);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    // A new view is read from its heading on, as a new page would be.
    window.scrollTo(0, 0);
    nextFrame(() => main.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true }));
    say(title);
  }, [place]);

  return (
    <div class="frame">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Side steps={route.steps} session={session.data} overview={overview.data} />
      <main ref={main} id="main" tabIndex={-1}>
        <Banner session={session.data} />
        {body}
      </main>
      <Notes />
      <AgreeDialog />
      <DropAnywhere />
      <Shortcuts />
    </div>
  );
}
