import * as z from "zod";
import type { Api } from "../http/api";
import { bulkTaker, ndjson, refusedLine } from "../http/bulk";
import { RefusedLine } from "../http/contract";
import type { Language } from "../http/problem";
import { Refused } from "../kernel/refusal";
import { creditLevels, grades } from "../policy/contract";
import {
  AccountBody,
  bulkLines,
  ExternalId,
  GroupBody,
  groupStatuses,
  MembershipBody,
  memberRoles,
  RegistryLine,
  refuse,
} from "./contract";
import { type LineAnswer, linesOf, syncOne, syncRegistry } from "./service/sync";

const change = z.enum(["created", "updated", "unchanged"]);
const GroupAnswer = z.object({
  externalId: z.string(),
  code: z.string(),
  grade: z.literal(grades),
  status: z.enum(groupStatuses),
  change,
});
const AccountAnswer = z.object({ externalId: z.string(), code: z.string(), credit: z.enum(creditLevels), change });
const MembershipAnswer = z.object({ role: z.enum(memberRoles), change });
const BulkAnswer = z.union([
  z.object({ line: z.int(), status: z.literal(200), code: z.string().nullable(), change }),
  RefusedLine,
]);

const answerLine = (answer: LineAnswer, language: Language): string => {
  const { line } = answer;
  if (answer.ok) return `${JSON.stringify({ line, status: 200, code: answer.code, change: answer.change })}\n`;
  return refusedLine(line, answer.refusal, language);
};

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Lines that hold something, counted no further than the limit. */
async function countLines(bytes: Uint8Array): Promise<number> {
  let count = 0;
  for await (const _ of linesOf(oneChunk(bytes))) if (++count > bulkLines) break;
  return count;
}

/** Bulk requests that one process works on at once: each holds its body. */
const takeBulk = bulkTaker({ atOnce: 4, lineLimit: bulkLines, count: countLines });

/** The platform keeps the registry current: groups, accounts, memberships, one by one or many at once. */
export function registerRegistry(api: Api): void {
  api.endpoint(
    {
      method: "put",
      path: "/groups/{externalId}",
      scope: "registry:write",
      summary: "Says what a group is now",
      description:
        "Idempotent by nature. An `updatedAt` older than what is known is refused with 409, and so is a `code` that was given before. Fields left out stay as they are.",
      params: z.object({ externalId: ExternalId }),
      body: GroupBody,
      answer: { status: 200, description: "The group as it is known now.", schema: GroupAnswer },
    },
    async ({ by, params, body, now }) => {
      const { outcome, subject } = await syncOne(by, { kind: "group", ...params, ...body }, now);
      if (!subject || subject.grade === null || subject.status === null) throw new Refused(refuse("missing_group"));
      const { externalId, code, grade, status } = subject;
      return { body: { externalId, code, grade, status, change: outcome.change } };
    },
  );

  api.endpoint(
    {
      method: "put",
      path: "/accounts/{externalId}",
      scope: "registry:write",
      summary: "Says what an account is now",
      description:
        "Phone and verification token are sealed. Document numbers are refused in every field. An `updatedAt` older than what is known is refused with 409.",
      params: z.object({ externalId: ExternalId }),
      body: AccountBody,
      answer: { status: 200, description: "The account as it is known now.", schema: AccountAnswer },
    },
    async ({ by, params, body, now }) => {
      const { outcome, subject } = await syncOne(by, { kind: "account", ...params, ...body }, now);
      if (!subject || subject.credit === null) throw new Refused(refuse("missing_account"));
      const { externalId, code, credit } = subject;
      return { body: { externalId, code, credit, change: outcome.change } };
    },
  );

  api.endpoint(
    {
      method: "put",
      path: "/groups/{externalId}/members/{accountExternalId}",
      scope: "registry:write",
      summary: "Says what an account is in a group",
      description: "A group or an account that is not known yet becomes an unconfirmed stub.",
      params: z.object({ externalId: ExternalId, accountExternalId: ExternalId }),
      body: MembershipBody,
      answer: { status: 200, description: "The membership as it is known now.", schema: MembershipAnswer },
    },
    async ({ by, params, body, now }) => {
      const ids = { groupExternalId: params.externalId, accountExternalId: params.accountExternalId };
      const { outcome } = await syncOne(by, { kind: "membership", ...ids, ...body }, now);
      return { body: { role: body.role, change: outcome.change } };
    },
  );

  api.endpoint(
    {
      method: "post",
      path: "/registry/bulk",
      scope: "registry:write",
      summary: "Takes up to 10,000 lines of groups, accounts and memberships",
      description:
        "One answer line for each non-empty line, in order, as they are stored; a refused line harms no other. 1,000 lines are one entry of the log.",
      raw: { mediaType: ndjson, schema: RegistryLine },
      answer: { status: 200, description: "An answer a line.", mediaType: ndjson, schema: BulkAnswer },
    },
    ({ by, request, language, now }) =>
      takeBulk(request, (body) => {
        const batches = syncRegistry(by, linesOf(oneChunk(body)), now);
        return async () => {
          const { value, done } = await batches.next();
          return done ? null : value.answers.map((answer) => answerLine(answer, language)).join("");
        };
      }),
  );
}
