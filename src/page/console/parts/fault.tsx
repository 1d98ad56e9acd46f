// A failure with what led to it, its fix, and the commands that settle it.
import type { ComponentChildren } from "preact";
import type { Fault } from "../state/api.ts";
import { Command } from "./command.tsx";

export function FaultBox({
  fault,
  isQuiet = false,
  children,
}: {
  fault: Fault;
  /** Not read out at once: one of many, or one that stood there before. */
  isQuiet?: boolean;
  children?: ComponentChildren;
}) {
  const { code, message, fix, commands = [] } = fault;
  const lines = detailsOf(fault);
  return (
    <section class="fault" role={isQuiet ? undefined : "alert"}>
      <p class="fault-message">
        <strong>{message}</strong> <code class="faint">{code}</code>
      </p>
      {lines.length > 0 && (
        <pre class="details" tabIndex={0}>
          {lines.join("\n")}
        </pre>
      )}
      {fix !== undefined && (
        <p>
          <b>Fix:</b> <WithCode text={fix} />
        </p>
      )}
      {commands.map((command) => (
        <Command key={command}>{command}</Command>
      ))}
      {children}
    </section>
  );
}

/** What a check finds comes as the place alone, without lines that show it. */
function detailsOf({ details = [], line, column, excerpt }: Fault): readonly string[] {
  if (details.length > 0 || line === undefined) return details;
  const place = `Line ${line}${column === undefined ? "" : `, column ${column}`}`;
  return excerpt === undefined ? [place] : [`${place}:`, excerpt];
}

/** Text with `code` between backticks. */
export const WithCode = ({ text }: { text: string }) => (
  <>
    {text
      .split("`")
      .map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
  </>
);
