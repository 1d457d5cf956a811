import { useRef } from "react";

/**
 * Gives the focus back to where it was when a dialog opened. Radix gives it to the dialog's trigger, and dialogs that
 * a key opened have none.
 *
 * @returns the two handlers for the content of the dialog.
 */
export function useReturnFocus() {
  const before = useRef<HTMLElement>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      before.current?.focus();
    },
  };
}
