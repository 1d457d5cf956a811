"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** Another page took the focused element away: the focus begins at the page's content, not at the top of the window. */
export function RouteFocus() {
  const path = usePathname();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    // What the page itself focuses comes first.
    const later = setTimeout(() => {
      const held = document.activeElement;
      if (held === null || held === document.body) document.getElementById("main")?.focus({ preventScroll: true });
    });
    return () => clearTimeout(later);
  }, [path]);
  return null;
}
