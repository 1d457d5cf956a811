import type { Report } from "../../server/filings/verifier/report";
import type { Source } from "../../server/filings/verifier/unzip";
import { verifyBundle } from "../../server/filings/verifier/verify";
import { element, reportOf } from "./report";
import { type Language, words } from "./words";

/** What the page knows; it is drawn anew when the language changes, and nothing of it is lost then. */
const state: {
  language: Language;
  keys: string;
  bundle: File | null;
  previous: File | null;
  share: number | null;
  fault: "needsKey" | "needsBundle" | "unreadable" | null;
  report: Report | null;
  /** Counts the changes of what is to be verified. */
  turn: number;
} = {
  language: navigator.language.startsWith("zh") ? "zh" : "en",
  keys: "",
  bundle: null,
  previous: null,
  share: null,
  fault: null,
  report: null,
  turn: 0,
};

/** A verdict is about the key and the files that were there when it was asked for: it goes when one of them changes. */
function forget(): void {
  state.turn++;
  state.report = null;
  state.fault = null;
  document.getElementById("verdict")?.parentElement?.remove();
}

const sourceOf = (file: Blob): Source => ({
  size: file.size,
  read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
});

const status = element("p", { role: "status" });
const bar = element("progress", { max: "1" });

function showProgress(done: number, total: number): void {
  const share = total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100));
  if (share === state.share) return;
  state.share = share;
  bar.value = done / total;
  status.textContent = words[state.language].working(share);
}

async function verify(): Promise<void> {
  if (state.share !== null) return;
  const keys = state.keys.split("\n").filter((line) => line.trim() !== "");
  const { bundle } = state;
  state.report = null;
  state.fault = keys.length === 0 ? "needsKey" : bundle ? null : "needsBundle";
  if (!bundle || state.fault) return draw();
  const { turn } = state;
  state.share = 0;
  draw();
  try {
    const previous = state.previous && new Uint8Array(await state.previous.arrayBuffer());
    const report = await verifyBundle(sourceOf(bundle), { keys, ...(previous ? { previous } : {}) }, showProgress);
    if (turn === state.turn) state.report = report;
  } catch (error) {
    console.error(error);
    if (turn === state.turn) state.fault = "unreadable";
  }
  state.share = null;
  draw();
  document.getElementById("verdict")?.focus();
}

/** A file button in the page's language, over an input that says "no file" in the browser's. */
function fileField(id: string, label: string, hint: string, take: (file: File | null) => void): HTMLElement {
  const input = element("input", { type: "file", id, class: "covered", "aria-describedby": `${id}-hint` });
  input.addEventListener("change", () => take(input.files?.[0] ?? null));
  return element(
    "div",
    { class: "file" },
    element("label", { for: id }, element("span", {}, label)),
    element(
      "div",
      { class: "choose" },
      input,
      element("span", { "aria-hidden": "true" }, words[state.language].choose),
    ),
    element("p", { class: "soft", id: `${id}-hint` }, hint),
  );
}

function choose(file: File | null): void {
  state.bundle = file;
  forget();
  draw();
}

function dropZone(): HTMLElement {
  const t = words[state.language];
  const hint = state.bundle ? t.chosen(state.bundle.name) : t.drop;
  const zone = element("div", { class: "drop" }, fileField("bundle", t.bundle, hint, choose));
  const over = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    zone.classList.toggle("over", isOver);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    choose(event.dataTransfer?.files[0] ?? null);
  });
  return zone;
}

function keyField(): HTMLElement {
  const t = words[state.language];
  const area = element("textarea", {
    rows: "2",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": "key-hint",
  });
  area.value = state.keys;
  area.addEventListener("input", () => {
    state.keys = area.value;
    forget();
  });
  return element(
    "div",
    {},
    element("label", {}, element("span", {}, t.key), area),
    element("p", { class: "soft", id: "key-hint" }, t.keyHint),
  );
}

function button(text: string, look: string, run: () => void): HTMLElement {
  const made = element("button", { type: "button", class: look }, text);
  made.addEventListener("click", run);
  return made;
}

function draw(): void {
  const t = words[state.language];
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = `${t.title} · Docket 案卷`;
  const isWorking = state.share !== null;
  bar.setAttribute("aria-label", t.verify);
  status.className = state.fault ? "bad" : "soft";
  status.textContent = state.fault ? t[state.fault] : isWorking ? t.working(state.share ?? 0) : "";
  const other: Language = state.language === "zh" ? "en" : "zh";
  const language = button(t.language, "", () => {
    state.language = other;
    draw();
  });
  language.lang = other === "zh" ? "zh-CN" : "en";
  document.getElementById("page")?.replaceChildren(
    element("div", { class: "top" }, element("h1", {}, t.title), language),
    element("p", { class: "soft" }, t.intro),
    keyField(),
    dropZone(),
    fileField("previous", t.previous, state.previous ? t.chosen(state.previous.name) : t.previousHint, (file) => {
      state.previous = file;
      forget();
      draw();
    }),
    button(t.verify, "pen", () => void verify()),
    ...(isWorking ? [bar] : []),
    status,
    ...(state.report ? [reportOf(state.language, state.report)] : []),
  );
}

// A file that misses the field must not take the page's place.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
draw();
