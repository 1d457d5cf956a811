import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { matrix, may, type Permission } from "../access/matrix";
import { type Role, roles } from "../kernel/actor";
import { appRouter } from "../router";
import { useDatabase } from "../testing/database";
import type { Context } from "./context";
import type { Meta } from "./init";

useDatabase();

type Procedure = { _def: { meta?: Meta; type: "query" | "mutation" | "subscription" } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);

const asked = async (path: string, type: Procedure["_def"]["type"], held: readonly Role[] | null) => {
  const now = new Date("2026-11-22T03:00:00Z");
  const staff =
    held && ({ kind: "staff", id: "00000000-0000-7000-8000-000000000001", roles: held, sessionId: "s" } as const);
  const ctx: Context = { staff, now, requestId: "r" };
  try {
    await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx,
      getRawInput: async () => undefined,
      signal: undefined,
      batchIndex: 0,
    });
    return "answered";
  } catch (error) {
    return error instanceof TRPCError ? error.code : "thrown";
  }
};

it("finds procedures to ask", () => {
  expect(procedures.length).toBeGreaterThan(5);
});

describe.each(procedures)("%s", (path, procedure) => {
  const { meta, type } = procedure._def;

  it("declares a permission of the matrix", () => {
    expect(Object.keys(matrix)).toContain(meta?.may);
  });

  it("is closed to the signed-out", async () => {
    expect(await asked(path, type, null)).toBe("UNAUTHORIZED");
  });

  it("opens to the roles of its permission and to no other", async () => {
    for (const role of roles) {
      const answer = await asked(path, type, [role]);
      if (may([role], meta?.may as Permission)) expect([role, answer]).not.toContain("FORBIDDEN");
      else expect([role, answer]).toEqual([role, "FORBIDDEN"]);
    }
    expect(await asked(path, type, [])).toBe("FORBIDDEN");
  });
});
