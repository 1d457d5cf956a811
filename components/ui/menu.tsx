"use client";

import {
  cloneElement,
  type HTMLAttributes,
  lazy,
  type ReactElement,
  type ReactNode,
  type RefObject,
  Suspense,
  useState,
} from "react";

/** One line of a menu: it does something, or it leads to a page. */
export type MenuItem = {
  readonly id: string;
  readonly label: ReactNode;
  readonly onSelect?: () => void;
  readonly href?: string;
  /** The key that does the same. */
  readonly keys?: string;
  /** Of several choices: the one in force. Undefined: the line is no choice. */
  readonly isChosen?: boolean;
};

export type MenuProps = {
  /** A button. */
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  items: readonly MenuItem[];
  align?: "start" | "end";
  /** Facts above the acts: whose menu this is. */
  head?: ReactNode;
  /** Where the focus goes when it closes, instead of the button: to the text that a line changed. */
  returnTo?: RefObject<HTMLElement | null>;
};

const load = () => import("./menu-opened");
const Opened = lazy(load);

/** A list of acts or choices under a button. What it is made of comes when somebody reaches for the button. */
export function Menu(props: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  const reach = () => void load();
  const closed = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: reach,
    onFocus: reach,
    onClick: () => setWanted(true),
    onKeyDown: (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      setWanted(true);
    },
  });
  if (!isWanted) return closed;
  return (
    <Suspense fallback={closed}>
      <Opened {...props} />
    </Suspense>
  );
}
