CREATE TABLE "appeal_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"appeal_id" uuid NOT NULL,
	"nth" integer NOT NULL,
	"side" text NOT NULL,
	"staff_id" uuid,
	"text" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "appeal_message_side_check" CHECK ((side = 'officer') = (staff_id is not null))
);
--> statement-breakpoint
ALTER TABLE "appeal" DROP CONSTRAINT "appeal_state_check";--> statement-breakpoint
DROP INDEX "appeal_open_idx";--> statement-breakpoint
DROP INDEX "appeal_open_kind_idx";--> statement-breakpoint
ALTER TABLE "appeal" ADD COLUMN "asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "appeal" ADD COLUMN "answer_by" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_message_nth_key" ON "appeal_message" USING btree ("appeal_id","nth");--> statement-breakpoint
CREATE INDEX "appeal_answer_idx" ON "appeal" USING btree ("answer_by") WHERE state = 'awaiting_appellant';--> statement-breakpoint
CREATE INDEX "appeal_case_idx" ON "appeal" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "appeal_open_idx" ON "appeal" USING btree ("due_at","id") WHERE state in ('filed', 'in_review', 'awaiting_appellant');--> statement-breakpoint
CREATE INDEX "appeal_open_kind_idx" ON "appeal" USING btree ("kind","due_at","id") WHERE state in ('filed', 'in_review', 'awaiting_appellant');--> statement-breakpoint
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_awaiting_check" CHECK ((state = 'awaiting_appellant') = (asked_at is not null) and (asked_at is null) = (answer_by is null) and answer_by > asked_at);--> statement-breakpoint
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_state_check" CHECK ((state = 'filed') = (reviewer_id is null) and (state in ('filed', 'in_review', 'awaiting_appellant')) = (ruled_at is null) and (ruled_at is null) = (reasons is null));--> statement-breakpoint
alter table appeal_message add constraint appeal_message_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table appeal_message add constraint appeal_message_appeal_id_fk foreign key (appeal_id) references appeal (id);
--> statement-breakpoint
-- An officer may ask before she rules. The clock stands while the appeal waits for the answer, and goes on from there.
drop trigger appeal_taken_keep on appeal;
--> statement-breakpoint
create trigger appeal_taken_keep before update on appeal for each row
  when (old.state = 'in_review' and not privacy_erasing())
  execute function docket_keep('state', 'reviewer_id', 'taken_at', 'ruled_at', 'reasons', 'version', 'asked_at', 'answer_by');
--> statement-breakpoint
create trigger appeal_asked_keep before update on appeal for each row
  when (old.state = 'awaiting_appellant' and not privacy_erasing())
  execute function docket_keep('state', 'reviewer_id', 'taken_at', 'version', 'asked_at', 'answer_by', 'due_at');
--> statement-breakpoint
drop trigger appeal_ruled_keep on appeal;
--> statement-breakpoint
create trigger appeal_ruled_keep before update on appeal for each row
  when (old.state not in ('filed', 'in_review', 'awaiting_appellant') and not privacy_erasing()) execute function docket_keep();
--> statement-breakpoint
drop trigger appeal_moves on appeal;
--> statement-breakpoint
create trigger appeal_moves before update on appeal for each row
  when (old.state <> new.state and not (
    (old.state = 'filed' and new.state = 'in_review')
    or (old.state = 'in_review' and new.state in ('awaiting_appellant', 'upheld', 'modified', 'overturned', 'inadmissible'))
    or (old.state = 'awaiting_appellant' and new.state = 'in_review')))
  execute function docket_stay();
--> statement-breakpoint
-- Whoever takes an appeal over while it waits for an answer notes her view then.
create or replace function appeal_view_holder() returns trigger language plpgsql as $$
begin
  if not exists (select from appeal where id = new.appeal_id and state in ('in_review', 'awaiting_appellant') and reviewer_id = new.staff_id) then
    raise exception 'a view of appeal % comes from who has it', new.appeal_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_message_keep before update on appeal_message for each statement
  when (not privacy_erasing()) execute function docket_stay();
--> statement-breakpoint
create trigger appeal_message_stay before delete or truncate on appeal_message for each statement execute function docket_stay();
--> statement-breakpoint
-- A question comes from who has the appeal and has noted her view; an answer follows a question.
create function appeal_message_turn() returns trigger language plpgsql as $$
begin
  if new.nth <> (select count(*) + 1 from appeal_message where appeal_id = new.appeal_id)
    or (new.side = 'appellant' and not exists (
      select from appeal_message where appeal_id = new.appeal_id and nth = new.nth - 1 and side = 'officer'))
    or exists (select from appeal where id = new.appeal_id and ruled_at is not null) then
    raise exception 'it is not the turn of this message on appeal %', new.appeal_id using errcode = 'check_violation';
  end if;
  if new.side = 'officer' and not exists (
    select from appeal a join appeal_view v on v.appeal_id = a.id and v.staff_id = a.reviewer_id
    where a.id = new.appeal_id and a.reviewer_id = new.staff_id) then
    raise exception 'a question on appeal % comes from who has it and has noted her view', new.appeal_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_message_turn before insert on appeal_message for each row execute function appeal_message_turn();
--> statement-breakpoint
-- The dialogue is emptied with what it is about.
create function appeal_erased_text() returns trigger language plpgsql as $$
begin
  update appeal_message set text = '' where appeal_id = new.id;
  return null;
end $$;
--> statement-breakpoint
create trigger appeal_erased_text after update of text on appeal for each row
  when (new.text = '' and old.text <> '') execute function appeal_erased_text();
