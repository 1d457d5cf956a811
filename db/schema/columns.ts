import { customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** Raw bytes. Bind one at a time: the driver has no `bytea[]` parameters. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** An instant, UTC, to the millisecond. */
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** A uuid v7 that Node made. */
export const id = (name: string) => uuid(name);
