import * as z from "zod";
import { NewReport } from "../cases/receive-contract";
import { RefusedLine } from "../http/contract";
import { sources } from "../kernel/actor";
import { refusalsOf } from "../kernel/refusal";

/** Lines of one bulk request. Source: `contract.md`, "HTTP API". */
export const bulkLines = 10_000;
/** Bulk requests that one process holds at once, of at most 20 MiB each. */
export const bulkAtOnce = 6;
/** Formats of other systems that a connection may have. */
export const connectionFormats = ["synapse"] as const;
export type ConnectionFormat = (typeof connectionFormats)[number];

export { NewReport };

export const Accepted = z
  .object({
    reportId: z.uuid(),
    receipt: z.string().meta({ description: "For the reporter: shows status and outcome at /report/RECEIPT" }),
    case: z.string().meta({ examples: ["C-000124"] }),
    duplicate: z.boolean().meta({ description: "The same reporter about the same thing again: counted once" }),
  })
  .meta({ id: "AcceptedReport" });
export type Accepted = z.infer<typeof Accepted>;

/** One answer line of a bulk request. */
export const BulkAnswer = z.union([Accepted.extend({ line: z.int(), status: z.literal(202) }), RefusedLine]);

export const PayloadAnswer = z.object({
  payload: z.object({ sha256: z.string() }),
  reports: z.array(Accepted.extend({ externalId: z.string() })),
});

export const reportStatuses = ["received", "in_review", "closed"] as const;
export const reportOutcomes = ["upheld", "not_upheld", "withdrawn"] as const;

/** What a reporter may know of her report: nothing about others, nothing about the measures. */
export const ReportStatus = z
  .object({
    receipt: z.string(),
    status: z.enum(reportStatuses),
    outcome: z.enum(reportOutcomes).nullable(),
    receivedAt: z.string().meta({ format: "date-time" }),
    closedAt: z.string().meta({ format: "date-time" }).nullable(),
  })
  .meta({ id: "ReportStatus" });
export type ReportStatus = z.infer<typeof ReportStatus>;

const connectionId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

export const NewConnection = z.object({
  id: connectionId,
  format: z.enum(connectionFormats),
  source: z.enum(sources),
});
export type NewConnection = z.infer<typeof NewConnection>;
export const ConnectionIdInput = z.object({ id: connectionId });

export const refuse = refusalsOf("intake", {
  unknown_connection: {
    status: 404,
    zh: "没有格式为“{format}”的接入“{connection}”",
    en: "There is no connection “{connection}” of the format “{format}”",
  },
  not_this_key: {
    status: 403,
    zh: "此密钥不得用于接入“{connection}”",
    en: "This key may not be used for the connection “{connection}”",
  },
  payload: { status: 422, zh: "内容不符合该格式", en: "The payload is not of this format" },
  too_many: {
    status: 413,
    zh: "一次最多 {limit} 份举报",
    en: "At most {limit} reports in one payload",
  },
  connection_taken: { status: 409, zh: "已有接入“{id}”", en: "There is already a connection “{id}”" },
  missing_connection: { status: 404, zh: "没有这个接入", en: "There is no such connection" },
  connection_revoked: { status: 409, zh: "此接入已停用", en: "This connection is already revoked" },
});
