import { type AnyProcedure, type AnyRouter, initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import { matrix, may, type Permission } from "../access/matrix";
import { faultsOf } from "../http/faults";
import { assert, Bug } from "../kernel/assert";
import { type Refusal, type RefusalStatus, Refused } from "../kernel/refusal";
import { log } from "../log";
import type { Context } from "./context";
import { refuse } from "./contract";

/** What a procedure declares: the permission that opens it. Without one it opens to nobody. */
export type Meta = { readonly may?: Permission };

const codes = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  410: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
} as const satisfies Record<RefusalStatus, TRPCError["code"]>;

const asError = (refusal: Refusal) =>
  new TRPCError({ code: codes[refusal.status], message: refusal.code, cause: new Refused(refusal) });

/** The refusal behind an error; null for a failure of ours. Bad input is one too: it names each field. */
export function refusalIn(error: TRPCError, input: unknown): Refusal | null {
  if (error.cause instanceof Refused) return error.cause.refusal;
  if (error.code === "INTERNAL_SERVER_ERROR") return null;
  if (error.cause instanceof ZodError) return refuse("input", {}, faultsOf(error.cause.issues, input));
  if (error.code === "NOT_FOUND") return refuse("unknown");
  return refuse(error.code === "METHOD_NOT_SUPPORTED" ? "method" : "call");
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter: ({ shape, error, ctx, input }) => {
      const refusal = refusalIn(error, input);
      return {
        code: shape.code,
        message: refusal?.code ?? "internal",
        data: {
          code: shape.data.code,
          httpStatus: refusal?.status ?? shape.data.httpStatus,
          path: shape.data.path,
          refusal,
          /** For a failure of ours: the number that is in the log. */
          id: refusal ? null : (ctx?.requestId ?? null),
        },
      };
    },
  });

/** Turns a refusal into data, and anything else into a bare failure with the request's number, which is logged. */
const speak = t.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (cause instanceof Refused) throw asError(cause.refusal);
  if (result.error.code === "INTERNAL_SERVER_ERROR")
    log().error({ id: ctx.requestId, path, bug: cause instanceof Bug, err: cause ?? result.error }, "procedure failed");
  return result;
});

/** Default deny: somebody must be signed in, and one of her roles must have the declared permission. */
const admit = t.middleware(({ next, ctx, meta }) => {
  if (!ctx.staff) throw asError(refuse("signed-out"));
  if (!meta?.may || !may(ctx.staff.roles, meta.may))
    throw asError(refuse("forbidden", { roles: meta?.may ? matrix[meta.may].join(", ") : "" }));
  return next({ ctx: { ...ctx, actor: ctx.staff } });
});

/** A procedure and what opens it, as the access test walks them. */
export type Listed = { readonly path: string; readonly type: string; readonly may: Permission | null };

const proceduresOf = (made: AnyRouter) => made._def.procedures as Readonly<Record<string, AnyProcedure>>;

/** Every procedure of a router. */
export const listProcedures = (made: AnyRouter): Listed[] =>
  Object.entries(proceduresOf(made)).map(([path, procedure]) => {
    const declared = (procedure._def.meta as Meta | undefined)?.may;
    return { path, type: procedure._def.type, may: declared !== undefined && declared in matrix ? declared : null };
  });

/** Makes a room's router. A procedure without a permission stops the start: there are none without sign-in. */
export const router: typeof t.router = (procedures) => {
  const made = t.router(procedures);
  assert(Object.keys(made._def.lazy).length === 0, "a lazy router would escape the check of its permissions");
  for (const { path, may: declared } of listProcedures(made))
    assert(declared, `procedure ${path} declares no permission`);
  return made;
};
export const createCallerFactory = t.createCallerFactory;

/** A procedure for staff. Declare `.meta({ may })`; `ctx.actor` is who asks. */
export const staffProcedure = t.procedure.use(speak).use(admit);
