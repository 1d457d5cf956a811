import { createHash } from "node:crypto";
import { Refused } from "../../kernel/refusal";
import { keyed } from "../../privacy/keyring";
import { read } from "../../read";
import { type ReportProgress, refuseReport } from "../receive-contract";
import { byReceiptHash } from "../store-receive";

/** Crockford's base 32: no I, L, O, U, so that a number can be read over the telephone. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The receipt of a report, `7K2M-0QXB-94RT-ZHW1`: 80 bits that only this installation can derive, never stored. */
export function receiptOf(reportId: string): string {
  let bits = BigInt(`0x${keyed("receipt", reportId).subarray(0, 10).toString("hex")}`);
  let text = "";
  for (let at = 0; at < 16; at++) {
    text = `${alphabet[Number(bits & 31n)]}${at > 0 && at % 4 === 0 ? "-" : ""}${text}`;
    bits >>= 5n;
  }
  return text;
}

/** What is stored of a receipt: SHA-256, hex, of its canonical spelling. */
export const receiptHash = (receipt: string): string => createHash("sha256").update(receipt).digest("hex");

/** A receipt as a person typed it, in its canonical spelling; null when it cannot be one. */
export function readReceipt(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll(/[IL]/g, "1")
    .replaceAll("O", "0");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(plain) ? (plain.match(/.{4}/g)?.join("-") ?? null) : null;
}

const outcomes = ["upheld", "not_upheld", "withdrawn"] as const;

/**
 * State and outcome of the report with this receipt, and nothing about anybody else. A receipt is the only way in: it
 * is unguessable. Refuses: missing, for one that is misspelt as for one that does not exist.
 */
export async function reportProgress(receipt: string, now: Date): Promise<ReportProgress> {
  const plain = readReceipt(receipt);
  const found = plain && (await read((tx) => byReceiptHash(tx, receiptHash(plain))));
  if (!found) throw new Refused(refuseReport("missing"));
  // Whoever decided may still undo it: until then there is no outcome.
  const isClosed = found.closedAt === null || found.closedAt <= now;
  const outcome = (isClosed && outcomes.find((word) => word === found.state)) || null;
  return {
    receipt: plain,
    status: outcome ? "closed" : found.actedAt ? "in_review" : "received",
    outcome,
    receivedAt: found.receivedAt,
    closedAt: outcome ? found.closedAt : null,
  };
}
