CREATE TABLE "appeal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"decision_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"case_number" integer NOT NULL,
	"notice_id" uuid,
	"report_id" uuid,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"about" text NOT NULL,
	"text" "bytea" NOT NULL,
	"state" text NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"reviewer_id" uuid,
	"taken_at" timestamp (3) with time zone,
	"ruled_at" timestamp (3) with time zone,
	"reasons" "bytea",
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "appeal_kind_check" CHECK ((kind = 'appeal') = (notice_id is not null) and (kind = 'objection') = (report_id is not null)),
	CONSTRAINT "appeal_state_check" CHECK ((state = 'filed') = (reviewer_id is null) and (state in ('filed', 'in_review')) = (ruled_at is null) and (ruled_at is null) = (reasons is null))
);
--> statement-breakpoint
CREATE TABLE "appeal_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"appeal_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"finding" text NOT NULL,
	"note" "bytea" NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_one_per_person_key" ON "appeal" USING btree ("decision_id","subject_kind","subject_id") WHERE kind = 'appeal';--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_one_per_report_key" ON "appeal" USING btree ("report_id") WHERE kind = 'objection';--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_event_key" ON "appeal" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "appeal_open_idx" ON "appeal" USING btree ("due_at","id") WHERE state in ('filed', 'in_review');--> statement-breakpoint
CREATE INDEX "appeal_open_kind_idx" ON "appeal" USING btree ("kind","due_at","id") WHERE state in ('filed', 'in_review');--> statement-breakpoint
CREATE INDEX "appeal_state_idx" ON "appeal" USING btree ("state","due_at","id");--> statement-breakpoint
CREATE INDEX "appeal_state_kind_idx" ON "appeal" USING btree ("kind","state","due_at","id");--> statement-breakpoint
CREATE INDEX "appeal_reviewer_idx" ON "appeal" USING btree ("reviewer_id","due_at","id");--> statement-breakpoint
CREATE INDEX "appeal_subject_idx" ON "appeal" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "appeal_about_idx" ON "appeal" USING hash ("about");--> statement-breakpoint
CREATE UNIQUE INDEX "appeal_view_person_key" ON "appeal_view" USING btree ("appeal_id","staff_id");--> statement-breakpoint
alter table appeal add constraint appeal_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table appeal add constraint appeal_decision_id_fk foreign key (decision_id) references decision (id);
--> statement-breakpoint
alter table appeal_view add constraint appeal_view_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table appeal_view add constraint appeal_view_appeal_id_fk foreign key (appeal_id) references appeal (id);
--> statement-breakpoint
-- What was filed and what was answered stay as they were; an appeal waits, is with somebody, then is ruled on for good.
create trigger appeal_filed_keep before update on appeal for each row
  when (old.state = 'filed' and not privacy_erasing()) execute function docket_keep('state', 'reviewer_id', 'taken_at', 'version');
--> statement-breakpoint
create trigger appeal_taken_keep before update on appeal for each row
  when (old.state = 'in_review' and not privacy_erasing()) execute function docket_keep('state', 'reviewer_id', 'taken_at', 'ruled_at', 'reasons', 'version');
--> statement-breakpoint
create trigger appeal_ruled_keep before update on appeal for each row
  when (old.state not in ('filed', 'in_review') and not privacy_erasing()) execute function docket_keep();
--> statement-breakpoint
create trigger appeal_moves before update on appeal for each row
  when (old.state <> new.state and not (
    (old.state = 'filed' and new.state = 'in_review')
    or (old.state = 'in_review' and new.state in ('upheld', 'modified', 'overturned', 'inadmissible'))))
  execute function docket_stay();
--> statement-breakpoint
create trigger appeal_stay before delete or truncate on appeal for each statement execute function docket_stay();
--> statement-breakpoint
create trigger appeal_view_keep before update on appeal_view for each statement
  when (not privacy_erasing()) execute function docket_stay();
--> statement-breakpoint
create trigger appeal_view_stay before delete or truncate on appeal_view for each statement execute function docket_stay();
--> statement-breakpoint
-- Nobody rules on an appeal against a decision that she proposed or approved, and only who wrote down what she thinks of
-- the evidence rules at all. The rules say so first; this holds when they are bypassed.
create function appeal_other_person() returns trigger language plpgsql as $$
begin
  if new.reviewer_id is null then return new; end if;
  if exists (select from decision where id = new.decision_id and proposed_by = new.reviewer_id)
    or exists (select from approval where decision_id = new.decision_id and by_staff = new.reviewer_id) then
    raise exception 'whoever took part in decision % may not rule on an appeal against it', new.decision_id using errcode = 'check_violation';
  end if;
  if new.ruled_at is not null and not exists (select from appeal_view where appeal_id = new.id and staff_id = new.reviewer_id) then
    raise exception 'appeal % is ruled on without a first view', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_other_person before insert or update on appeal for each row execute function appeal_other_person();
--> statement-breakpoint
-- A first view comes from who has the appeal, before it is ruled on.
create function appeal_view_holder() returns trigger language plpgsql as $$
begin
  if not exists (select from appeal where id = new.appeal_id and state = 'in_review' and reviewer_id = new.staff_id) then
    raise exception 'a view of appeal % comes from who has it', new.appeal_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_view_holder before insert on appeal_view for each row execute function appeal_view_holder();
--> statement-breakpoint
-- An erasure empties what somebody wrote when she appealed with what it was about: words of the affected person with her
-- notice, those of a reporter with her report, whose new pseudonym the appeal takes over.
create function appeal_erased_notice() returns trigger language plpgsql as $$
begin
  update appeal set text = '', reasons = case when reasons is not null then ''::bytea end
  where kind = 'appeal' and decision_id = new.decision_id and subject_kind = new.subject_kind and subject_id = new.subject_id;
  return null;
end $$;
--> statement-breakpoint
create trigger appeal_erased_notice after update of text on notice for each row
  when (new.text = '' and old.text <> '') execute function appeal_erased_notice();
--> statement-breakpoint
create function appeal_erased_report() returns trigger language plpgsql as $$
begin
  update appeal set about = new.about, text = '', reasons = case when reasons is not null then ''::bytea end
  where kind = 'objection' and report_id = new.id;
  return null;
end $$;
--> statement-breakpoint
create trigger appeal_erased_report after update of about on report for each row
  when (new.about <> old.about) execute function appeal_erased_report();
--> statement-breakpoint
create function appeal_erased_decision() returns trigger language plpgsql as $$
begin
  update appeal_view set note = '' where appeal_id in (select id from appeal where decision_id = new.id);
  return null;
end $$;
--> statement-breakpoint
create trigger appeal_erased_decision after update of facts on decision for each row
  when (new.facts = '' and old.facts <> '') execute function appeal_erased_decision();
