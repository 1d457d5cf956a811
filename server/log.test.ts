import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { describeError } from "./log";

const driverError = Object.assign(new Error("duplicate key value (phone)=(13800000000) already exists"), {
  severity: "ERROR",
  code: "23505",
  constraint_name: "account_phone_key",
  detail: "(phone)=(13800000000)",
});

describe("an error in the log", () => {
  it.each([
    ["of the driver", driverError],
    ["that wraps it", new DrizzleQueryError("insert into account values ($1)", ["13800000000"], driverError)],
    ["of a lost connection", new DrizzleQueryError("select $1", ["13800000000"], new Error("ECONNREFUSED"))],
  ])("%s keeps no data", (_, error) => {
    expect(JSON.stringify(describeError(error))).not.toContain("13800000000");
  });

  it("keeps the code, the constraint and where it happened", () => {
    const described = describeError(new DrizzleQueryError("insert", [], driverError));
    expect(described).toMatchObject({ code: "23505", constraint: "account_phone_key" });
    expect(described.stack).toContain("log.test.ts");
  });
});
