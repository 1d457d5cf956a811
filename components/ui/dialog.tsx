"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { createPortal } from "react-dom";
import { Button } from "./button";
import { Icon } from "./icon";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the act that commits last. */
  footer?: ReactNode;
};

const look =
  "fixed inset-auto top-[12vh] left-1/2 m-0 flex max-h-[76vh] w-[min(560px,calc(100vw-32px))] max-w-none -translate-x-1/2 flex-col overflow-hidden rounded-float bg-float text-ink shadow-float outline-none backdrop:bg-veil";

/** The first field of a form, so that typing may begin; what has none keeps the browser's choice. */
const firstField = 'input:not([type="checkbox"], [type="hidden"], :disabled), select:not(:disabled), textarea';

/**
 * The browser's own modal dialog: everything behind it rests, and it stands above every layer. The focus goes to the
 * first field and comes back to where it was.
 */
function Modal({ role, onOpenChange, title, description, children, footer }: DialogProps & { role: string }) {
  const t = useTranslations("common");
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isAlert = role === "alertdialog";
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    shown?.querySelector<HTMLElement>(firstField)?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const leave = () => onOpenChange(false);
  return createPortal(
    <dialog
      ref={dialog}
      role={role}
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-text` : undefined}
      className={look}
      // Escape asks; whoever opened the dialog answers.
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        leave();
      }}
      onMouseDown={(event) => {
        if (isAlert || event.target !== event.currentTarget || !isBeside(event.currentTarget, event)) return;
        // The press goes no further: it neither takes the focus that comes back nor reaches what lies beneath.
        event.preventDefault();
        leave();
      }}
    >
      <header className="flex items-start gap-3 border-rule border-b px-5 py-3">
        <div className="flex-1">
          <h2 id={`${id}-title`} className="text-l">
            {title}
          </h2>
          {description && (
            <p id={`${id}-text`} className="text-ink-2">
              {description}
            </p>
          )}
        </div>
        {!isAlert && (
          <Button look="quiet" size="small" aria-label={t("close")} onClick={leave}>
            <Icon name="cross" />
          </Button>
        )}
      </header>
      {children && <div className="min-h-0 overflow-auto px-5 py-4">{children}</div>}
      {footer && <footer className="flex justify-end gap-2 border-rule border-t px-5 py-3">{footer}</footer>}
    </dialog>,
    document.body,
  );
}

function isBeside(element: Element, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** A question or a form over the page. Escape, the cross and a click beside it close it. */
export function Dialog(props: DialogProps) {
  return props.open ? <Modal role="dialog" {...props} /> : null;
}

/** A question that must be answered: a click beside it does not close it. For acts that cannot be undone. */
export function AlertDialog(props: DialogProps) {
  return props.open ? <Modal role="alertdialog" {...props} /> : null;
}
