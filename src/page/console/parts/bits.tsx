// Small things of every view: cards, badges, figures, empty places, waiting.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";
import type { Tone } from "./tone.ts";

export const Card = ({
  title,
  side,
  children,
  class: extra = "",
}: {
  title?: string;
  /** Beside the title. */
  side?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}) => {
  const id = useId();
  return (
    <section class={`card ${extra}`} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <header class="card-head">
          <h2 id={id}>{title}</h2>
          {side !== undefined && <div class="card-side">{side}</div>}
        </header>
      )}
      {children}
    </section>
  );
};

/** The word says it; the colour only helps. */
export const Badge = ({ tone, children }: { tone: Tone; children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>
    <span class="dot" aria-hidden="true" />
    {children}
  </span>
);

export const Figure = ({
  name,
  value,
  unit,
  help,
  tone,
  href,
}: {
  name: string;
  /** Undefined where it is not known. */
  value: string | undefined;
  unit?: string;
  help?: string;
  tone?: Tone;
  href?: string;
}) => {
  return (
    <div class={href === undefined ? "figure" : "figure linked"}>
      <dt>
        {href === undefined ? (
          name
        ) : (
          <a href={href} class="cover">
            {name}
          </a>
        )}
      </dt>
      <dd class={tone}>
        {value ?? <span class="faint">–</span>}
        {value !== undefined && unit && <span class="unit"> {unit}</span>}
      </dd>
      {help !== undefined && <dd class="figure-help">{help}</dd>}
    </div>
  );
};

export const Empty = ({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}) => (
  <div class="empty">
    <Icon name={icon} size={28} />
    <p class="empty-title">{title}</p>
    {children}
  </div>
);

/** Where something comes soon: shown only if it takes longer than a glance. */
export const Waiting = ({ what }: { what: string }) => (
  <div class="waiting" role="status">
    <span class="spinner" aria-hidden="true" /> {what}
  </div>
);

export const Search = ({
  label,
  hint = label,
  value,
  onInput,
}: {
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
}) => (
  <input
    type="search"
    placeholder={hint}
    aria-label={label}
    value={value}
    onInput={(event) => onInput(event.currentTarget.value)}
  />
);

export const Progress = ({ name, done, of }: { name: string; done: number; of: number }) => (
  <progress class="progress" aria-label={name} value={done} max={Math.max(of, 1)} />
);
