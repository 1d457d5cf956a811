CREATE TABLE "staff_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"asked_by" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"reason" "bytea" NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	"ended_by" uuid,
	"ended_at" timestamp (3) with time zone,
	"viewed_at" timestamp (3) with time zone,
	"event_id" uuid NOT NULL,
	CONSTRAINT "staff_view_two_people_check" CHECK (asked_by <> staff_id and (answered_by is null or (answered_by <> asked_by and answered_by <> staff_id)) and (state not in ('approved', 'ended') or answered_by is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "staff_view_pending_key" ON "staff_view" USING btree ("asked_by","staff_id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "staff_view_asker_idx" ON "staff_view" USING btree ("asked_by","staff_id","asked_at");--> statement-breakpoint
CREATE INDEX "staff_view_asked_idx" ON "staff_view" USING btree ("asked_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "staff_view_answered_idx" ON "staff_view" USING btree ("answered_at") WHERE state = 'approved';--> statement-breakpoint
alter table staff_view add constraint staff_view_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
create trigger staff_view_asked_keep before update on staff_view for each row
  when (old.state = 'pending') execute function docket_keep('state', 'answered_by', 'answered_at', 'ended_by', 'ended_at');
--> statement-breakpoint
create trigger staff_view_granted_keep before update on staff_view for each row
  when (old.state = 'approved') execute function docket_keep('state', 'ended_by', 'ended_at', 'viewed_at');
--> statement-breakpoint
create trigger staff_view_settled_keep before update on staff_view for each row
  when (old.state not in ('pending', 'approved')) execute function docket_keep();
--> statement-breakpoint
create trigger staff_view_moves before update on staff_view for each row
  when (old.state <> new.state and not (
    (old.state = 'pending' and new.state in ('approved', 'refused', 'withdrawn', 'lapsed')) or (old.state = 'approved' and new.state = 'ended')))
  execute function docket_stay();
--> statement-breakpoint
create trigger staff_view_stay before delete or truncate on staff_view for each statement execute function docket_stay();
