CREATE TABLE "incident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "incident_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"state" text NOT NULL,
	"subject_kind" text NOT NULL,
	"collected" text NOT NULL,
	"measure_key" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"days" integer,
	"clause" text NOT NULL,
	"policy_number" integer NOT NULL,
	"texts" "bytea" NOT NULL,
	"total" integer NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"proposed_at" timestamp (3) with time zone,
	"lapses_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"stopped_by" uuid,
	"reversal_by" uuid,
	"reversal_reason" "bytea",
	"reversal_lapses_at" timestamp (3) with time zone,
	"reversal_approved_by" uuid,
	"reversal_approved_at" timestamp (3) with time zone,
	"reversed_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "incident_two_people_check" CHECK ((state in ('draft', 'proposed')) = (approved_by is null) and approved_by is distinct from created_by),
	CONSTRAINT "incident_reversal_two_people_check" CHECK ((state in ('reversing', 'reversed')) = (reversal_approved_by is not null) and (reversal_approved_by is null or reversal_by <> reversal_approved_by)),
	CONSTRAINT "incident_finished_check" CHECK ((state in ('draft', 'proposed', 'running')) = (finished_at is null))
);
--> statement-breakpoint
CREATE TABLE "incident_row" (
	"incident_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"decision_id" uuid,
	"measure_id" uuid,
	"case_number" integer,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "incident_row_pkey" PRIMARY KEY("incident_id","ordinal")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "incident_number_key" ON "incident" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_event_key" ON "incident" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "incident_state_idx" ON "incident" USING btree ("state","number" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "incident_running_idx" ON "incident" USING btree ("number") WHERE state in ('running', 'reversing');--> statement-breakpoint
CREATE INDEX "incident_lapses_idx" ON "incident" USING btree ("lapses_at") WHERE state = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "incident_row_subject_key" ON "incident_row" USING btree ("incident_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_row_decision_key" ON "incident_row" USING btree ("decision_id") WHERE decision_id is not null;--> statement-breakpoint
CREATE INDEX "incident_row_state_idx" ON "incident_row" USING btree ("incident_id","state","ordinal");--> statement-breakpoint
-- A draft may be worked on by who made it. From its proposal on, what an incident says stays; only its way through the
-- states moves, by the table of the rules.
create trigger incident_draft_keep before update on incident for each row
  when (old.state = 'draft')
  execute function docket_keep('state', 'subject_kind', 'collected', 'measure_key', 'parameters', 'days', 'clause', 'policy_number', 'texts', 'total', 'proposed_at', 'lapses_at', 'version');
--> statement-breakpoint
create trigger incident_proposed_keep before update on incident for each row
  when (old.state = 'proposed')
  execute function docket_keep('state', 'proposed_at', 'lapses_at', 'approved_by', 'approved_at', 'version');
--> statement-breakpoint
create trigger incident_running_keep before update on incident for each row
  when (old.state = 'running')
  execute function docket_keep('state', 'finished_at', 'stopped_by', 'version');
--> statement-breakpoint
create trigger incident_finished_keep before update on incident for each row
  when (old.state in ('done', 'stopped'))
  execute function docket_keep('state', 'reversal_by', 'reversal_reason', 'reversal_lapses_at', 'reversal_approved_by', 'reversal_approved_at', 'version');
--> statement-breakpoint
create trigger incident_reversing_keep before update on incident for each row
  when (old.state = 'reversing')
  execute function docket_keep('state', 'reversed_at', 'version');
--> statement-breakpoint
create trigger incident_reversed_keep before update on incident for each row
  when (old.state = 'reversed') execute function docket_keep();
--> statement-breakpoint
create trigger incident_moves before update on incident for each row
  when (old.state <> new.state and not (
    (old.state = 'draft' and new.state = 'proposed')
    or (old.state = 'proposed' and new.state in ('draft', 'running'))
    or (old.state = 'running' and new.state in ('done', 'stopped'))
    or (old.state in ('done', 'stopped') and new.state = 'reversing')
    or (old.state = 'reversing' and new.state = 'reversed')))
  execute function docket_stay();
--> statement-breakpoint
create trigger incident_stay before delete or truncate on incident for each statement execute function docket_stay();
--> statement-breakpoint
-- The list of subjects is that of the draft; from the proposal on it stays, and each row moves once in each direction,
-- only while the incident runs that way. What is done names a decision that two people carry: those of the incident.
create function incident_row_moves() returns trigger language plpgsql as $$
declare
  found incident;
begin
  select * into found from incident where id = coalesce(new.incident_id, old.incident_id);
  if tg_op <> 'UPDATE' then
    if found.id is null or found.state <> 'draft' then
      raise exception 'the subjects of incident % stay as they were proposed', coalesce(new.incident_id, old.incident_id) using errcode = 'restrict_violation';
    end if;
    if tg_op = 'INSERT' and new.state <> 'waiting' then
      raise exception 'a subject of incident % begins as waiting', new.incident_id using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
  end if;
  if (to_jsonb(old) - '{state,cause,decision_id,measure_id,case_number,attempts,settled_at}'::text[])
    is distinct from (to_jsonb(new) - '{state,cause,decision_id,measure_id,case_number,attempts,settled_at}'::text[]) then
    raise exception 'whom a row of incident % is about does not change', old.incident_id using errcode = 'restrict_violation';
  end if;
  if old.state <> new.state and not (
    (old.state = 'waiting' and new.state in ('done', 'left_out', 'failed') and found.state = 'running')
    or (old.state = 'done' and new.state in ('reversed', 'kept', 'unreversed') and found.state = 'reversing')) then
    raise exception 'row % of incident % may not go from % to %', old.ordinal, old.incident_id, old.state, new.state using errcode = 'restrict_violation';
  end if;
  if old.state <> 'waiting' and (old.decision_id is distinct from new.decision_id or old.measure_id is distinct from new.measure_id or old.case_number is distinct from new.case_number) then
    raise exception 'what was decided in row % of incident % does not change', old.ordinal, old.incident_id using errcode = 'restrict_violation';
  end if;
  if old.state = 'waiting' and new.state = 'done' and not exists (
    select from decision d join approval a on a.decision_id = d.id
    where d.id = new.decision_id and d.proposed_by = found.created_by and a.verdict = 'approved' and a.by_staff = found.approved_by) then
    raise exception 'row % of incident % is done without a decision of the two who agreed', new.ordinal, new.incident_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger incident_row_moves before insert or update or delete on incident_row for each row execute function incident_row_moves();
--> statement-breakpoint
create trigger incident_row_stay before truncate on incident_row for each statement execute function docket_stay();
--> statement-breakpoint
alter table incident add constraint incident_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
