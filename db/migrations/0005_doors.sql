CREATE TABLE "staff_identity" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "staff_identity_pkey" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
ALTER TABLE "api_key" ADD COLUMN "demo" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "staff_session" ADD COLUMN "method" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_identity_staff_key" ON "staff_identity" USING btree ("staff_id","issuer");--> statement-breakpoint
-- Only the demo's key has a hint of four characters; it has all scopes, those that came later too.
UPDATE "api_key" SET "demo" = true, "scopes" = "scopes" || '{metrics:read}'::text[] WHERE length("hint") = 4;
--> statement-breakpoint
-- Whom a subject of the provider means does not move to another person.
create trigger staff_identity_keep before update or truncate on staff_identity for each statement execute function docket_stay();
