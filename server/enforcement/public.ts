import { noticeTokenHash } from "../delivery/service/order";
import { open } from "../privacy/seal";
import { read } from "../read";
import type { NoticeText } from "./contract";
import { noticeByHash } from "./store";

export { owedBy } from "./service/rectification";

/** What a token looks like: 32 bytes, base64url. */
const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/** A notice by the secret part of its address. Null for a wrong one, for none, for one that is not issued yet and for one that was erased: they look alike. */
export async function readNotice(
  token: string,
  now: Date,
): Promise<{ readonly text: NoticeText; readonly issuedAt: Date; readonly isProvisional: boolean } | null> {
  if (!tokenShape.test(token)) return null;
  return read(async (tx) => {
    const row = await noticeByHash(tx, noticeTokenHash(token), now);
    if (!row) return null;
    const about = `${row.subjectKind}:${row.subjectId}`;
    const text = await open(tx, { about, purpose: `notice:${row.id}`, sealed: row.text });
    return text
      ? { text: JSON.parse(text) as NoticeText, issuedAt: row.issuedAt, isProvisional: row.provisional }
      : null;
  });
}
