import type { Refusal } from "../kernel/refusal";
import { denied, type Verdict } from "../kernel/verdict";
import { type FileKind, fileLimit, isOpenState, pixelLimit, refuse } from "./contract";
import { entryOf, mayReview, type Reviewed, type Reviewer } from "./rules";
import { kindOf, pixelsOf } from "./rules-file";

/** An appeal as a file comes to it. */
export type Attachable = Pick<Reviewed, "id" | "kind" | "state" | "version" | "decisionId" | "case" | "about"> & {
  /** Its case is about material that nobody looks at: such a case takes no files. */
  readonly isHashOnly: boolean;
  readonly files: readonly { readonly sha256: string }[];
};

/** May another file come? Null: yes. The same rule shows the field. Refuses: files_closed, files_hash_only, file_limit. */
export function mayAttach(appeal: Pick<Attachable, "state" | "isHashOnly" | "files">): Refusal | null {
  if (!isOpenState(appeal.state)) return refuse("files_closed");
  if (appeal.isHashOnly) return refuse("files_hash_only");
  return appeal.files.length >= fileLimit ? refuse("file_limit", { limit: fileLimit }) : null;
}

/** What the bytes are. Refuses: file_empty, file_kind, file_pixels. */
export function judged(
  bytes: Buffer,
): { readonly ok: true; readonly kind: FileKind } | { readonly ok: false; readonly refusal: Refusal } {
  if (bytes.length === 0) return denied(refuse("file_empty"));
  const kind = kindOf(bytes);
  if (!kind) return denied(refuse("file_kind"));
  if (kind === "png" || kind === "jpeg" || kind === "webp") {
    const pixels = pixelsOf(kind, bytes);
    if (pixels === null) return denied(refuse("file_kind"));
    if (pixels > pixelLimit) return denied(refuse("file_pixels", { limit: pixelLimit }));
  }
  return { ok: true, kind };
}

export type Attached = { readonly version: number; readonly nth: number };

/**
 * Whoever appealed attaches a file, before the ruling. The appeal's version moves, so that nobody rules on a page that
 * does not show it. Refuses: as `mayAttach`, file_same.
 */
export function attach(
  appeal: Attachable,
  file: { readonly id: string; readonly kind: FileKind; readonly bytes: number; readonly sha256: string },
  name: string,
): Verdict<Attached> {
  const refusal = mayAttach(appeal);
  if (refusal) return denied(refusal);
  if (appeal.files.some(({ sha256 }) => sha256 === file.sha256)) return denied(refuse("file_same"));
  const nth = appeal.files.length + 1;
  return {
    ok: true,
    next: { version: appeal.version + 1, nth },
    entry: entryOf(
      appeal,
      "appeal.file_added",
      { nth, file: file.id, type: file.kind, bytes: file.bytes, sha256: file.sha256 },
      { about: appeal.about, values: { name } },
    ),
    effects: [],
  };
}

/**
 * An officer opens a file: it belongs to what the person says, which is covered before her own view.
 * Refuses: own_decision, own_subject, not_holder, view_first.
 */
export function openFile(
  appeal: Pick<Reviewed, "id" | "makers" | "reviewerId" | "case">,
  by: Reviewer,
  hasView: boolean,
  file: { readonly id: string; readonly sha256: string },
): Verdict<null> {
  const refusal = mayReview(appeal, by);
  if (refusal) return denied(refusal);
  if (appeal.reviewerId !== by.id) return denied(refuse("not_holder"));
  if (!hasView) return denied(refuse("view_first"));
  return {
    ok: true,
    next: null,
    entry: {
      kind: "disclosure",
      action: "disclosure.appeal_file",
      subject: { kind: "appeal", id: appeal.id, version: null },
      pub: { file: file.id, sha256: file.sha256 },
      caseId: appeal.case.id,
    },
    effects: [],
  };
}

/** What a file is called on its way out: by us, so that no name that somebody chose decides what opens it. */
export const downloadName = (caseText: string, nth: number, kind: FileKind): string =>
  `${caseText}-${nth}.${kind === "text" ? "txt" : kind === "jpeg" ? "jpg" : kind}`;

export const mediaTypes: Readonly<Record<FileKind, string>> = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  pdf: "application/pdf",
  text: "text/plain; charset=utf-8",
};
