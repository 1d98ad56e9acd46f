// A dialog of the browser's own: it traps the focus, closes by Escape, and gives the focus back.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button.tsx";

export function Dialog({
  title,
  onClose,
  isWide = false,
  children,
  actions,
}: {
  title: string;
  onClose: () => void;
  isWide?: boolean;
  children: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const isPressedBeside = useRef(false);
  const id = useId();
  useEffect(() => {
    const from = document.activeElement;
    box.current?.showModal();
    // Who is asked for something starts with it; who is asked whether, with what changes nothing.
    box.current?.querySelector<HTMLElement>(firstPlace)?.focus();
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={isWide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onClose={onClose}
      // A press beside it closes it, but not text that is marked from the inside to the outside.
      onPointerDown={(event) => (isPressedBeside.current = event.target === box.current)}
      onClick={(event) => {
        if (event.target === box.current && isPressedBeside.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>{title}</h2>
          <Button kind="bare" icon="close" label="Close" onPress={onClose} />
        </header>
        <div class="dialog-content">{children}</div>
        {actions !== undefined && <footer>{actions}</footer>}
      </div>
    </dialog>
  );
}

const firstPlace = ".dialog-content :is(input, select), .dialog footer button";
