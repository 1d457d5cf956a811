CREATE TABLE "notice_set" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"number" integer,
	"label" text NOT NULL,
	"texts" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"based_on" integer,
	"drafters" text[] NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"proposed_by" text,
	"proposed_at" timestamp (3) with time zone,
	"settled_by" text,
	"settled_at" timestamp (3) with time zone,
	"reason" text,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "notice_set_number_check" CHECK ((number is not null) = (state in ('published', 'superseded'))),
	CONSTRAINT "notice_set_two_people_check" CHECK (state not in ('published', 'superseded', 'returned') or (settled_by is not null and (settled_by <> all (drafters) or (number = 1 and based_on is null and settled_by like 'operator:%'))))
);
--> statement-breakpoint
-- What was issued before was written with the texts that come with Docket, which are version 1.
ALTER TABLE "notice" ADD COLUMN "set_number" integer NOT NULL DEFAULT 1;--> statement-breakpoint
ALTER TABLE "notice" ALTER COLUMN "set_number" DROP DEFAULT;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_set_number_key" ON "notice_set" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_set_label_key" ON "notice_set" USING btree ("label") WHERE number is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_set_published_key" ON "notice_set" USING btree ("state") WHERE state = 'published';--> statement-breakpoint
CREATE UNIQUE INDEX "notice_set_open_key" ON "notice_set" USING btree (((number is null))) WHERE state in ('draft', 'proposed', 'returned');
--> statement-breakpoint
alter table notice_set add constraint notice_set_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
-- A draft is worked on until it is proposed; what was proposed is what is published; what was published stays.
create trigger notice_set_draft_keep before update on notice_set for each row
  when (old.state in ('draft', 'returned'))
  execute function docket_keep('state', 'label', 'texts', 'sha256', 'drafters', 'saved_by', 'saved_at', 'proposed_by', 'proposed_at', 'version', 'event_id');
--> statement-breakpoint
create trigger notice_set_proposed_keep before update on notice_set for each row
  when (old.state = 'proposed')
  execute function docket_keep('state', 'number', 'settled_by', 'settled_at', 'reason', 'version', 'event_id');
--> statement-breakpoint
create trigger notice_set_published_keep before update on notice_set for each row
  when (old.state = 'published') execute function docket_keep('state', 'version', 'event_id');
--> statement-breakpoint
create trigger notice_set_over_keep before update on notice_set for each row
  when (old.state in ('superseded', 'discarded')) execute function docket_keep();
--> statement-breakpoint
create trigger notice_set_moves before update on notice_set for each row
  when (old.state <> new.state and not (
    (old.state = 'draft' and new.state in ('proposed', 'discarded'))
    or (old.state = 'returned' and new.state in ('draft', 'discarded'))
    or (old.state = 'proposed' and new.state in ('draft', 'returned', 'published'))
    or (old.state = 'published' and new.state = 'superseded')))
  execute function docket_stay();
--> statement-breakpoint
-- Whoever had a hand in a draft stays on the list of those who may not publish it, and whoever saved it is on it.
create trigger notice_set_hands before update on notice_set for each row
  when (not new.drafters @> old.drafters or not new.saved_by = any (new.drafters) or not coalesce(new.proposed_by, new.saved_by) = any (new.drafters))
  execute function docket_stay();
--> statement-breakpoint
create trigger notice_set_stay before delete or truncate on notice_set for each statement execute function docket_stay();
