import * as z from "zod";
import { caseNumber } from "../cases/contract";
import type { Received } from "../cases/receive-contract";
import { reportProgress } from "../cases/service/receipt";
import { receiveOne } from "../cases/service/receive-one";
import type { Api } from "../http/api";
import { checkMediaType } from "../http/body";
import { bulkTaker, ndjson } from "../http/bulk";
import { instant } from "../kernel/calendar";
import { Refused } from "../kernel/refusal";
import { Accepted, BulkAnswer, bulkAtOnce, bulkLines, NewReport, PayloadAnswer, ReportStatus } from "./contract";
import { countLines, receiveBulk } from "./service/bulk";
import { receivePayload } from "./service/payload";

const acceptedOf = (received: Received): Accepted => {
  if (!received.ok) throw new Refused(received.refusal);
  const { reportId, receipt, duplicate } = received;
  return { reportId, receipt, case: caseNumber(received.caseNumber), duplicate };
};

const takeBulk = bulkTaker({
  atOnce: bulkAtOnce,
  lineLimit: bulkLines,
  count: (body) => countLines(body, bulkLines),
});

/** Reports over the API: one, many, another system's payload, and the status of one. */
export function registerIntake(api: Api): void {
  api.endpoint(
    {
      method: "post",
      path: "/reports",
      scope: "reports:write",
      summary: "Takes one report",
      description:
        "An unknown subject is accepted as an unconfirmed stub. The same `externalId` with the same content gets the same answer; other content is refused with 409.",
      body: NewReport,
      idempotent: true,
      answer: { status: 202, description: "Taken; it has joined a case.", schema: Accepted },
    },
    async ({ by, body, now, remember }) => {
      const received = await receiveOne(by, body, now, async (tx, told) => {
        if (told.ok) await remember(tx, acceptedOf(told));
      });
      return { body: acceptedOf(received) };
    },
  );

  api.endpoint(
    {
      method: "post",
      path: "/reports/bulk",
      scope: "reports:write",
      summary: "Takes up to 10,000 reports, one a line",
      description:
        "One answer line for each non-empty line, in order, as they are stored; a refused line harms no other. Repeat safely by giving each report an `externalId`.",
      raw: { mediaType: ndjson, schema: NewReport },
      answer: { status: 200, description: "An answer a line.", mediaType: ndjson, schema: BulkAnswer },
    },
    ({ by, request, language, now }) => takeBulk(request, (body) => receiveBulk(by, body, language, now)),
  );

  api.endpoint(
    {
      method: "post",
      path: "/intake/{format}/{connection}",
      scope: "reports:write",
      summary: "Takes a payload exactly as another system emits it",
      description:
        "The payload is kept, sealed and hashed, and mapped to reports. `synapse`: the list `{event_reports: […]}`, one event report with or without `event_json`, or `{user_reports: […]}`. Fields that are not known are kept.",
      params: z.object({ format: z.string().max(40), connection: z.string().max(80) }),
      raw: { mediaType: "application/json", schema: z.looseObject({}) },
      answer: { status: 202, description: "Taken, each as its own report.", schema: PayloadAnswer },
    },
    async ({ by, params, request, now }) => {
      checkMediaType(request, "application/json");
      const { sha256, entries } = await receivePayload(by, params, request, now);
      const reports = entries.map(({ externalId, result }) => ({ externalId, ...acceptedOf(result) }));
      return { body: { payload: { sha256 }, reports } };
    },
  );

  api.endpoint(
    {
      method: "get",
      path: "/reports/{receipt}",
      scope: "reports:write",
      summary: "Tells status and outcome of one report",
      params: z.object({ receipt: z.string().max(64) }),
      answer: { status: 200, description: "As its reporter may know it.", schema: ReportStatus },
    },
    async ({ params, now }) => {
      const { receivedAt, closedAt, ...progress } = await reportProgress(params.receipt, now);
      return {
        body: { ...progress, receivedAt: instant(receivedAt), closedAt: closedAt && instant(closedAt) },
      };
    },
  );
}
