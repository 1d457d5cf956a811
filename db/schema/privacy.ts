import { pgTable, text } from "drizzle-orm/pg-core";
import { at, bytea } from "./columns";

/** A data key per person or group, wrapped by the installation's key (which is outside the database). Erasing destroys it. */
export const privacyKey = pgTable("privacy_key", {
  /** `account:<id>`, `group:<id>`, `reporter:<ref>`, `case:<id>`, `staff:<id>`. */
  about: text("about").primaryKey(),
  /** Null once erased: what it sealed can never be read again. */
  wrapped: bytea("wrapped"),
  createdAt: at("created_at").notNull(),
  erasedAt: at("erased_at"),
});
