// The head of a view: where it belongs, its name, what can be done, how old it is.
import type { ComponentChildren } from "preact";
import type { Live } from "../state/live.ts";
import { FaultBox } from "./fault.tsx";
import { Icon } from "./icon.tsx";
import { Waiting } from "./bits.tsx";
import { utc } from "./words.ts";

export const Page = ({
  title,
  about,
  above,
  actions,
  children,
}: {
  title: string;
  about?: ComponentChildren;
  /** The view that this one belongs to. */
  above?: { name: string; href: string };
  actions?: ComponentChildren;
  children: ComponentChildren;
}) => (
  <>
    <header class="view-head">
      <div>
        {above !== undefined && (
          <a class="above" href={above.href}>
            <Icon name="back" size={14} /> {above.name}
          </a>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {about !== undefined && <div class="about">{about}</div>}
      </div>
      {actions !== undefined && <div class="actions">{actions}</div>}
    </header>
    {children}
  </>
);

/** What was read, or why not; both, where what is shown is old. */
export function Loaded<Data>({
  from,
  what,
  children,
}: {
  from: Live<Data>;
  what: string;
  children: (data: Data) => ComponentChildren;
}) {
  const { data, fault, at } = from;
  return (
    <>
      {fault !== undefined && fault.code !== "console.away" && (
        <FaultBox fault={fault}>
          {data !== undefined && at !== undefined && (
            <p class="dim">What stands below was read at {utc(at)} UTC.</p>
          )}
        </FaultBox>
      )}
      {data !== undefined ? children(data) : fault === undefined && <Waiting what={what} />}
    </>
  );
}
