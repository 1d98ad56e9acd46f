// Buttons and links that look alike; one that works says so and cannot be pressed twice.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { note } from "../state/announce.ts";
import { faultOf } from "../state/api.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps {
  children?: ComponentChildren;
  icon?: IconName;
  /** Needed where there is no text. */
  label?: string;
  kind?: "main" | "plain" | "danger" | "bare";
  isDisabled?: boolean;
  /** Why it cannot be pressed, or what it does. */
  title?: string;
  isPressed?: boolean;
  /** What fails without its own words is shown in the corner. */
  onPress?: (event: MouseEvent) => void | Promise<unknown>;
  type?: "button" | "submit";
}

export function Button({ children, icon, label, kind = "plain", onPress, ...rest }: ButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  const press = async (event: MouseEvent) => {
    if (isBusy) return;
    try {
      const work = onPress?.(event);
      if (!(work instanceof Promise)) return;
      setBusy(true);
      await work;
    } catch (error) {
      const { message, fix } = faultOf(error);
      note("bad", fix === undefined ? message : `${message} ${fix}`);
    } finally {
      if (isHere.current) setBusy(false);
    }
  };
  return (
    <button
      type={rest.type ?? "button"}
      class={`button ${kind}${children === undefined ? " only-icon" : ""}`}
      aria-label={label}
      title={rest.title ?? label}
      disabled={rest.isDisabled}
      aria-busy={isBusy}
      aria-pressed={rest.isPressed}
      onClick={(event) => void press(event)}
    >
      {isBusy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

export const LinkButton = ({
  href,
  icon,
  kind = "plain",
  children,
  isDownload = false,
}: {
  href: string;
  icon?: IconName;
  kind?: "main" | "plain" | "bare";
  children: ComponentChildren;
  isDownload?: boolean;
}) => (
  <a class={`button ${kind}`} href={href} {...(isDownload && { download: "" })}>
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </a>
);
