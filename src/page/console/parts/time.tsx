// A time: how long ago, and on hovering the moment itself in UTC.
import { useEffect, useState } from "preact/hooks";
import { later, now } from "../state/browser.ts";
import { away, utc } from "./words.ts";

export function Ago({ at }: { at: string | number }) {
  const ms = typeof at === "number" ? at : Date.parse(at);
  const [nowMs, setNow] = useState(now());
  useEffect(() => later(Math.abs(nowMs - ms) < 60_000 ? 5000 : 30_000, () => setNow(now())), [nowMs, ms]);
  if (Number.isNaN(ms)) return <span>{at}</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${utc(ms)} UTC`}>
      {away(ms, Math.max(nowMs, now()))}
    </time>
  );
}

export const Moment = ({ at }: { at: string | number }) => {
  const ms = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span>{at}</span>;
  return <time dateTime={new Date(ms).toISOString()}>{utc(ms)} UTC</time>;
};
