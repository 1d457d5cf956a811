"use client";

import { useTranslations } from "next-intl";
import * as RadixAlert from "radix-ui/alert-dialog";
import * as Radix from "radix-ui/dialog";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Icon } from "./icon";
import { useReturnFocus } from "./return-focus";
import "./style-nonce";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the act that commits last. */
  footer?: ReactNode;
};

const veil = "fixed inset-0 z-40 bg-veil";
const sheet =
  "fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 flex-col rounded-float bg-float text-ink shadow-float";
const titleLook = "text-l";
const bodyLook = "min-h-0 overflow-auto px-5 py-4";
const footLook = "flex justify-end gap-2 border-rule border-t px-5 py-3";

/** A question or a form over the page. Escape and the cross close it; focus returns to where it was. */
export function Dialog({ open, onOpenChange, title, description, children, footer }: DialogProps) {
  const t = useTranslations("common");
  const focus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={veil} />
        <Radix.Content className={sheet} {...focus} {...(description ? {} : { "aria-describedby": undefined })}>
          <header className="flex items-start gap-3 border-rule border-b px-5 py-3">
            <div className="flex-1">
              <Radix.Title className={titleLook}>{title}</Radix.Title>
              {description && <Radix.Description className="text-ink-2">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <Button look="quiet" size="small" aria-label={t("close")}>
                <Icon name="cross" />
              </Button>
            </Radix.Close>
          </header>
          {children && <div className={bodyLook}>{children}</div>}
          {footer && <footer className={footLook}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A question that must be answered: a click beside it does not close it. For acts that cannot be undone. */
export function AlertDialog({ open, onOpenChange, title, description, children, footer }: DialogProps) {
  const focus = useReturnFocus();
  return (
    <RadixAlert.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlert.Portal>
        <RadixAlert.Overlay className={veil} />
        <RadixAlert.Content className={sheet} {...focus} {...(description ? {} : { "aria-describedby": undefined })}>
          <header className="border-rule border-b px-5 py-3">
            <RadixAlert.Title className={titleLook}>{title}</RadixAlert.Title>
            {description && <RadixAlert.Description className="text-ink-2">{description}</RadixAlert.Description>}
          </header>
          {children && <div className={bodyLook}>{children}</div>}
          {footer && <footer className={footLook}>{footer}</footer>}
        </RadixAlert.Content>
      </RadixAlert.Portal>
    </RadixAlert.Root>
  );
}
