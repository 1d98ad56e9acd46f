// What the service and its job have logged: filtered on the server, followed while the view is open.
import type { LogEntry, LogEvent } from "../../../console/contract/operations.ts";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Fault } from "../state/api.ts";
import { later } from "../state/browser.ts";
import { query as searchOf } from "../state/paths.ts";
import { setQuery } from "../state/router.ts";
import { useEvents } from "../state/stream.ts";
import { Badge, Card, Empty, Search, Waiting } from "../parts/bits.tsx";
import { Button } from "../parts/button.tsx";
import { FaultBox } from "../parts/fault.tsx";
import { Page } from "../parts/page.tsx";
import { count, plural } from "../parts/words.ts";
import { LogLine } from "./log-line.tsx";

/** Older ones leave the page, not the cloud. */
const mostHeld = 2000;

const severities = ["DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"];
const spans = ["10m", "1h", "6h", "24h", "7d"];

export function LogsView({ query }: { query: Readonly<Record<string, string>> }) {
  const { severity = "", text = "", file = "", run = "", since = "1h" } = query;
  const [typed, setTyped] = useState(text);
  const [isFollowing, setFollowing] = useState(true);
  const sent = useRef(text);
  useEffect(
    () =>
      typed === text
        ? undefined
        : later(300, () => {
            sent.current = typed;
            setQuery({ text: typed });
          }),
    [typed],
  );
  // A link to other entries has a text of its own, or none.
  useEffect(() => {
    if (text === sent.current) return;
    sent.current = text;
    setTyped(text);
  }, [text]);

  const path = useMemo(() => {
    return `api/logs/events${searchOf({ severity, text, file, run, since, limit: "500" })}`;
  }, [severity, text, file, run, since]);
  const { entries, isCaughtUp, fault, dropped } = useEntries(path, isFollowing);

  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [entries]);

  return (
    <Page
      title="Logs"
      about={<span class="dim">Of the service and of its job; times in UTC.</span>}
      actions={
        <Button
          icon={isFollowing ? "pause" : "play"}
          isPressed={isFollowing}
          onPress={() => setFollowing(!isFollowing)}
        >
          {isFollowing ? "Following" : "Follow"}
        </Button>
      }
    >
      <div class="filters">
        <Search label="Text" hint="Text, or /a regular expression/" value={typed} onInput={setTyped} />
        <label>
          <span class="unseen">At least this severe</span>
          <select value={severity} onChange={(event) => setQuery({ severity: event.currentTarget.value })}>
            <option value="">all severities</option>
            {severities.map((each) => (
              <option key={each} value={each}>
                {each} and above
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="unseen">Since</span>
          <select value={since} onChange={(event) => setQuery({ since: event.currentTarget.value })}>
            {[...new Set([...spans, since])].map((each) => (
              <option key={each} value={each}>
                last {each}
              </option>
            ))}
          </select>
        </label>
        {file !== "" && <Chip name="file" value={file} onRemove={() => setQuery({ file: undefined })} />}
        {run !== "" && <Chip name="run" value={run} onRemove={() => setQuery({ run: undefined })} />}
      </div>
      {fault !== undefined && <FaultBox fault={fault} />}
      <Card class="log-card">
        {entries.length === 0 ? (
          isCaughtUp ? (
            <Empty icon="logs" title="Nothing was logged that fits.">
              <p class="dim">New entries appear here as they come.</p>
            </Empty>
          ) : (
            fault === undefined && <Waiting what="Reading the log" />
          )
        ) : (
          <ol
            ref={list}
            class="log"
            tabIndex={0}
            aria-label="Log entries, the oldest first"
            onScroll={(event) => {
              const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
              isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
            }}
          >
            {entries.map((entry) => (
              <LogLine key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </Card>
      <p class="dim tabular log-foot">
        {plural(entries.length, "entry", "entries")}
        {dropped > 0 && `; ${count(dropped)} older ones left the page`}{" "}
        {isFollowing && isCaughtUp && <Badge tone="good">following</Badge>}
      </p>
    </Page>
  );
}

const Chip = ({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) => (
  <span class="chip">
    {name}: {value}
    <Button kind="bare" icon="close" label={`Without the filter by ${name}`} onPress={onRemove} />
  </span>
);

/** Entries of a stream; a break of the line brings the newest again, and none twice. */
function useEntries(path: string, isFollowing: boolean) {
  const [held, setHeld] = useState<{ path: string; entries: readonly LogEntry[]; dropped: number }>({
    path,
    entries: [],
    dropped: 0,
  });
  const [isCaughtUp, setCaughtUp] = useState(false);
  const [fault, setFault] = useState<Fault | undefined>();
  const waiting = useRef<LogEntry[]>([]);
  const known = useRef(new Set<string>());
  const endSilence = useRef<(() => void) | undefined>(undefined);
  const stop = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    waiting.current = [];
    known.current = new Set();
    setHeld({ path, entries: [], dropped: 0 });
    setCaughtUp(false);
    setFault(undefined);
    return () => {
      endSilence.current?.();
      stop.current?.();
      stop.current = undefined;
    };
  }, [path]);
  const flush = () => {
    stop.current = undefined;
    const added = waiting.current;
    waiting.current = [];
    setCaughtUp(true);
    setHeld((before) => {
      const all = [...before.entries, ...added].toSorted((a, b) =>
        a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0,
      );
      const over = Math.max(0, all.length - mostHeld);
      return { path: before.path, entries: all.slice(over), dropped: before.dropped + over };
    });
  };
  useEvents<LogEvent>(
    isFollowing ? path : undefined,
    (event) => {
      // Following ends with what keeps it from going on, which may pass, as a local cloud that comes up again.
      if (event.event === "end") return "later";
      if (event.event === "trouble") {
        setFault(event.error);
        setCaughtUp(false);
      }
      if (event.event === "following" || event.event === "entry") setFault(undefined);
      if (event.event !== "entry" || known.current.has(event.entry.id)) return true;
      known.current.add(event.entry.id);
      waiting.current.push(event.entry);
      // Hundreds come at once: they are drawn together.
      stop.current ??= later(60, flush);
      return true;
    },
    () => {
      // What is there comes at once; whoever waits longer waits for what is new.
      endSilence.current?.();
      endSilence.current = later(1500, () => setCaughtUp(true));
    },
  );
  return { entries: held.path === path ? held.entries : [], isCaughtUp, fault, dropped: held.dropped };
}
