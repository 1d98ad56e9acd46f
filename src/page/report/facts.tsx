// Names and values beside one another, and notes.
import type { Fact } from "../../core/report/report-data.ts";

export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

export function Notes({
  title,
  notes,
  isBad = false,
}: {
  title: string;
  notes: readonly string[];
  isBad?: boolean;
}) {
  if (notes.length === 0) return null;
  return (
    <div class={isBad ? "note bad" : "note"}>
      <strong>{title}</strong>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
