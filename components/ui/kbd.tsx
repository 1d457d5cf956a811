import { useTranslations } from "next-intl";
import { classNames } from "./class-names";

const glyphs: Record<string, string> = {
  Enter: "↵",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

function SpaceCap() {
  return useTranslations("common")("space");
}

/** The two caps of the main modifier; the stylesheet shows the one of this machine. */
const modCap = (
  <>
    <span className="cap-mac">⌘</span>
    <span className="cap-other">Ctrl</span>
  </>
);

/** One cap of a keyboard. `cap` is a key's name (`J`, `Enter`, `Mod`), a range (`1–3`) or a word (`空格`). */
export function Kbd({ cap, className }: { cap: string; className?: string }) {
  return (
    <kbd
      className={classNames(
        "inline-grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-[3px] border border-rule-2 border-b-edge bg-sheet px-1 font-regular font-sans text-ink-2 text-xs leading-4 whitespace-nowrap in-[.pen-filled,.on-toast]:border-current/45 in-[.pen-filled,.on-toast]:bg-transparent in-[.pen-filled,.on-toast]:text-current",
        className,
      )}
    >
      {cap === "Mod" ? modCap : cap === "Space" ? <SpaceCap /> : (glyphs[cap] ?? cap)}
    </kbd>
  );
}

/** A combination as caps side by side: `Mod+Enter` is two caps, `J` is one, `G Q` is two pressed in turn. */
export function Keys({ combination, className }: { combination: string; className?: string }) {
  const caps = combination.split(/[+ ](?=.)/);
  return (
    <span className={classNames("inline-flex items-center gap-1", className)} aria-hidden="true">
      {caps.map((cap) => (
        <Kbd key={cap} cap={cap} />
      ))}
    </span>
  );
}
