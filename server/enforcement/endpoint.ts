import * as z from "zod";
import type { Api } from "../http/api";
import { instant } from "../kernel/calendar";
import { measureKeys } from "../policy/contract";
import { rectificationStates, SubmitRectification } from "./contract";
import { entitlementsOfAccount, entitlementsOfGroup } from "./service/entitlements";
import { receiveReceipt } from "./service/receipt";
import { submitRectification } from "./service/rectification";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2101, 0, 1);

const OrderReceipt = z
  .strictObject({
    result: z.enum(["executed", "failed"]),
    reason: z
      .string()
      .max(500)
      .refine((text) => text.isWellFormed() && !control.test(text), {
        params: { zh: "含有不可接受的字符", en: "holds characters that are not accepted" },
      })
      .optional(),
    at: z.iso
      .datetime({ offset: true })
      .refine((text) => Date.parse(text) >= earliest && Date.parse(text) < latest, {
        params: { zh: "年份须在 2000 至 2100 之间", en: "must be in the years 2000 to 2100" },
      })
      .optional()
      .meta({ format: "date-time", description: "When it was executed or failed; when left out, when this arrives" }),
  })
  .meta({ id: "OrderReceipt" });

const OrderReceiptAnswer = z
  .object({ orderId: z.uuid(), receipt: z.enum(["executed", "failed"]), at: z.iso.datetime() })
  .meta({ id: "OrderReceiptAnswer" });

const Restriction = z
  .object({
    measure: z.enum(measureKeys),
    until: z.iso.datetime().nullable().meta({ description: "Null: without an end" }),
    reason: z.string().meta({ description: "The clause and its name" }),
    groups: z.array(z.string()).readonly().optional().meta({ description: "Only in these groups" }),
    functions: z.array(z.string()).readonly().optional().meta({ description: "Functions that a blacklist withdraws" }),
  })
  .meta({ id: "Restriction" });

const AccountEntitlements = z
  .object({
    mayPost: z.boolean(),
    mayFound: z.boolean(),
    foundsLeft: z.int(),
    joinsLeft: z.int(),
    largestGroup: z.int(),
    mayManage: z.object({ all: z.boolean(), except: z.array(z.string()) }),
    restrictions: z.array(Restriction),
    asOf: z.iso.datetime(),
  })
  .meta({ id: "AccountEntitlements" });

const RectificationAnswer = z
  .object({ state: z.enum(rectificationStates), dueAt: z.iso.datetime(), submittedAt: z.iso.datetime().nullable() })
  .meta({ id: "RectificationAnswer" });

const GroupEntitlements = z
  .object({
    mayPost: z.boolean(),
    exists: z.boolean(),
    memberCap: z.int(),
    restrictions: z.array(Restriction),
    asOf: z.iso.datetime(),
  })
  .meta({ id: "GroupEntitlements" });

const byExternalId = z.object({ externalId: z.string().min(1).max(255) });

/** What the platform asks before it lets somebody do something, and what it says of an order. */
export function registerEnforcement(api: Api): void {
  api.endpoint(
    {
      method: "get",
      path: "/accounts/{externalId}/entitlements",
      scope: "entitlements:read",
      summary: "What an account may do now, and which measure says otherwise",
      params: byExternalId,
      answer: { status: 200, description: "As of now.", schema: AccountEntitlements },
    },
    async ({ params, now }) => ({ body: await entitlementsOfAccount(params.externalId, now) }),
  );

  api.endpoint(
    {
      method: "get",
      path: "/groups/{externalId}/entitlements",
      scope: "entitlements:read",
      summary: "What a group may do now, and which measure says otherwise",
      params: byExternalId,
      answer: { status: 200, description: "As of now.", schema: GroupEntitlements },
    },
    async ({ params, now }) => ({ body: await entitlementsOfGroup(params.externalId, now) }),
  );

  api.endpoint(
    {
      method: "post",
      path: "/notices/{token}/rectification",
      public: true,
      summary: "Says what a group did to put right what its notice asked for",
      description:
        "For whoever holds the address of a notice: its page sends this. Taken once, before the deadline; a person then looks at it.",
      params: z.object({ token: z.string().max(100) }),
      body: SubmitRectification.meta({ id: "Rectification" }),
      answer: { status: 200, description: "How the rectification stands.", schema: RectificationAnswer },
    },
    async ({ params, body, now }) => {
      const { state, dueAt, submittedAt } = await submitRectification(params.token, body, now);
      return { body: { state, dueAt: instant(dueAt), submittedAt: submittedAt && instant(submittedAt) } };
    },
  );

  api.endpoint(
    {
      method: "post",
      path: "/orders/{id}/receipt",
      scope: "orders:write",
      summary: "Says that an order was executed, or why not",
      description:
        "Saying it again changes nothing. A failure may later be reported executed; the reverse is a conflict.",
      params: z.object({ id: z.uuid() }),
      body: OrderReceipt,
      idempotent: true,
      answer: { status: 200, description: "The order's receipt as it stands.", schema: OrderReceiptAnswer },
    },
    async ({ by, params, body, now, remember }) => {
      const { result, reason, at } = body;
      const given = { result, reason: reason?.trim() || null, at: at ? new Date(at) : now };
      return { body: await receiveReceipt(by, params.id, given, now, remember) };
    },
  );
}
