CREATE TABLE "audit_erased_field" (
	"event_id" uuid NOT NULL,
	"name" text NOT NULL,
	"erased_by" uuid NOT NULL,
	CONSTRAINT "audit_erased_field_pkey" PRIMARY KEY("event_id","name")
);
--> statement-breakpoint
CREATE TABLE "erasure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"ground" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"settled_by" uuid,
	"settled_at" timestamp (3) with time zone,
	"event_id" uuid NOT NULL,
	CONSTRAINT "erasure_two_people_check" CHECK (state <> 'confirmed' or (settled_by is not null and settled_by <> proposed_by))
);
--> statement-breakpoint
CREATE TABLE "legal_hold" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"reason" "bytea",
	"placed_by" uuid NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"lifted_by" uuid,
	"lifted_at" timestamp (3) with time zone,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "audit_erased_field_by_idx" ON "audit_erased_field" USING btree ("erased_by");--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_pending_key" ON "erasure" USING btree ("subject_kind","subject_id") WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_confirmed_key" ON "erasure" USING btree ("subject_kind","subject_id") WHERE state = 'confirmed';--> statement-breakpoint
CREATE INDEX "legal_hold_subject_idx" ON "legal_hold" USING btree ("subject_kind","subject_id","placed_at");--> statement-breakpoint
CREATE INDEX "evidence_about_idx" ON "evidence" USING hash ("about");--> statement-breakpoint
CREATE INDEX "outgoing_subject_idx" ON "outgoing" USING hash ("subject_id");--> statement-breakpoint
alter table erasure add constraint erasure_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table legal_hold add constraint legal_hold_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
alter table audit_erased_field add constraint audit_erased_field_by_fk foreign key (erased_by) references audit_event (id) deferrable initially deferred;
--> statement-breakpoint
-- Is this statement part of an erasure? Only the two functions below say so, and they run as the owner of the tables;
-- the application role may set the variable, and is still somebody else.
create function privacy_erasing() returns boolean language sql stable as $$
  select coalesce(current_setting('docket.erasing', true), '') = 'on'
    and current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = 'audit_event'::regclass)
$$;
--> statement-breakpoint
-- What an erasure may empty in a row that otherwise stays as it was said.
create function privacy_erasable(of_table name) returns text[] language sql immutable as $$
  select case of_table
    when 'report' then array['description', 'reporter', 'reporter_ref', 'about', 'message_external_id', 'content_sha256']
    when 'evidence' then array['text', 'url', 'message_external_id', 'author_external_id']
    when 'intake_payload' then array['sealed']
    when 'decision' then array['facts', 'reasoning']
    when 'approval' then array['reason']
    when 'measure' then array['subject_name']
    when 'notice' then array['text']
    when 'outgoing' then array['payload']
    when 'legal_hold' then array['reason']
    else array[]::text[]
  end
$$;
--> statement-breakpoint
create or replace function docket_keep() returns trigger language plpgsql as $$
declare
  -- Without arguments it is null, and nothing would differ from anything.
  free text[] := coalesce(tg_argv, '{}');
begin
  if tg_op <> 'UPDATE' then
    raise exception '% of % is refused: its rows only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(old) - free) is distinct from (to_jsonb(new) - free) then
    if privacy_erasing() then free := free || privacy_erasable(tg_table_name); end if;
    if (to_jsonb(old) - free) is distinct from (to_jsonb(new) - free) then
      raise exception 'what a row of % says does not change', tg_table_name using errcode = 'restrict_violation';
    end if;
  end if;
  return new;
end $$;
--> statement-breakpoint
create or replace function docket_stay() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and privacy_erasing() and cardinality(privacy_erasable(tg_table_name)) > 0 then return null; end if;
  raise exception '% of % is refused: its rows only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create or replace function audit_refuse() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'audit_private_field' and tg_op = 'DELETE' and privacy_erasing() then return null; end if;
  raise exception '% of % is refused: rows of the log only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
-- Where only statements were refused, an erasure may not move the other columns either.
create trigger approval_keep before update on approval for each row execute function docket_keep();
--> statement-breakpoint
create trigger notice_keep before update on notice for each row execute function docket_keep();
--> statement-breakpoint
create trigger evidence_keep before update on evidence for each row execute function docket_keep();
--> statement-breakpoint
create trigger intake_payload_keep before update on intake_payload for each row execute function docket_keep();
--> statement-breakpoint
create trigger erasure_keep before update on erasure for each row
  when (old.state = 'pending') execute function docket_keep('state', 'settled_by', 'settled_at');
--> statement-breakpoint
create trigger erasure_settled_keep before update on erasure for each row
  when (old.state <> 'pending') execute function docket_keep();
--> statement-breakpoint
create trigger erasure_stay before delete or truncate on erasure for each statement execute function docket_stay();
--> statement-breakpoint
create trigger legal_hold_keep before update on legal_hold for each row
  when (old.lifted_at is null) execute function docket_keep('lifted_by', 'lifted_at');
--> statement-breakpoint
create trigger legal_hold_lifted_keep before update on legal_hold for each row
  when (old.lifted_at is not null) execute function docket_keep();
--> statement-breakpoint
create trigger legal_hold_stay before delete or truncate on legal_hold for each statement execute function docket_stay();
--> statement-breakpoint
create trigger audit_erased_field_keep before update or delete or truncate on audit_erased_field for each statement execute function audit_refuse();
--> statement-breakpoint
-- The erasure that these functions carry out: confirmed by a second person, of a subject that no hold protects.
create function privacy_confirmed(erasure_id uuid) returns erasure language plpgsql as $$
declare
  found_one erasure;
begin
  select * into found_one from erasure where id = erasure_id for update;
  if found_one.state is distinct from 'confirmed' or found_one.settled_by = found_one.proposed_by
    or found_one.subject_kind <> 'account'
  then
    raise exception 'erasure % was not confirmed by a second person', erasure_id using errcode = 'restrict_violation';
  end if;
  if exists (
    select from legal_hold h
    where h.subject_kind = found_one.subject_kind and h.subject_id = found_one.subject_id and h.lifted_at is null
  ) then
    raise exception 'erasure % is of a subject under legal hold', erasure_id using errcode = 'restrict_violation';
  end if;
  return found_one;
end $$;
--> statement-breakpoint
-- Deletes salts and sealed values of private fields about the subject of an erasure, and remembers which they were.
-- fields: [{event_id, name}], all of which must be there and about this subject.
create function audit_erase(erasure_id uuid, erasing_event uuid, fields text) returns void
language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed(erasure_id);
  counted bigint;
begin
  perform set_config('docket.erasing', 'on', true);
  insert into audit_erased_field (event_id, name, erased_by)
  select p.event_id, p.name, erasing_event
  from json_to_recordset(fields::json) as f (event_id uuid, name text)
  join audit_private_field p on p.event_id = f.event_id and p.name = f.name
  where p.about = whom.subject_kind || ':' || whom.subject_id;
  get diagnostics counted = row_count;
  if counted <> json_array_length(fields::json) then
    raise exception 'a private field is gone, or is about somebody else' using errcode = 'restrict_violation';
  end if;
  delete from audit_private_field p using audit_erased_field e
  where e.erased_by = erasing_event and p.event_id = e.event_id and p.name = e.name;
  perform set_config('docket.erasing', '', true);
end $$;
--> statement-breakpoint
-- Empties what rows that otherwise never change say of an account. Its key is destroyed by the caller, so what was
-- sealed under it becomes empty bytes ("was there, was erased"); what another key seals becomes null.
-- filed: reports by her about others, [{id, reporter_ref, about, description}]: hers no more, words sealed anew.
-- carried: decisions about groups that also carried a measure on her, [{id, reasoning}]: sealed anew without her facts.
create function privacy_blank(erasure_id uuid, filed text, carried text) returns void
language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed(erasure_id);
  her account;
  her_key text;
begin
  select * into her from account where id = whom.subject_id for update;
  her_key := 'account:' || her.id;
  perform set_config('docket.erasing', 'on', true);
  update intake_payload set sealed = '' where id in (
    select r.payload_id from report r where r.subject_kind = 'account' and r.subject_id = her.id
    union select r.payload_id from json_to_recordset(filed::json) as f (id uuid) join report r on r.id = f.id
    union select r.payload_id from evidence e join report r on r.id = e.report_id where e.about = her_key
  );
  update evidence set text = case when text is not null then ''::bytea end,
    url = case when url is not null then ''::bytea end, message_external_id = null, author_external_id = null
  where about = her_key;
  update evidence set text = null, url = null, message_external_id = null
  where author_external_id is null and about <> her_key
    and case_id in (select c.id from docket_case c where c.subject_kind = 'account' and c.subject_id = her.id);
  update report set description = null, message_external_id = null, content_sha256 = 'erased'
  where subject_kind = 'account' and subject_id = her.id;
  update report r set reporter = null, reporter_ref = f.reporter_ref, about = f.about,
    description = decode(f.description, 'hex'), content_sha256 = 'erased'
  from json_to_recordset(filed::json) as f (id uuid, reporter_ref text, about text, description text)
  where r.id = f.id;
  update approval set reason = null where decision_id in (
    select d.id from decision d where d.subject_kind = 'account' and d.subject_id = her.id
  );
  update decision set facts = '', reasoning = null where subject_kind = 'account' and subject_id = her.id;
  update decision d set reasoning = decode(c.reasoning, 'hex')
  from json_to_recordset(carried::json) as c (id uuid, reasoning text) where d.id = c.id;
  update measure set subject_name = '' where subject_kind = 'account' and subject_id = her.id;
  update notice set text = '' where subject_kind = 'account' and subject_id = her.id;
  update outgoing set payload = replace(payload::text, to_jsonb(her.external_id)::text, '"erased"')::jsonb
  where subject_id = her.id;
  update legal_hold set reason = null where subject_kind = 'account' and subject_id = her.id;
  perform set_config('docket.erasing', '', true);
end $$;
--> statement-breakpoint
-- A report that came in while its subject or its reporter was being erased begins anew: it would be sealed with a key
-- that is gone, or copy a name that is. Everybody shares this lock but whoever erases.
create function privacy_alive() returns trigger language plpgsql as $$
declare
  dead boolean;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.privacy_erase', 0));
  if tg_table_name = 'docket_case' then
    select exists (
      select from fresh f join account a on a.id = f.subject_id
      where f.subject_kind = 'account' and a.erased_at is not null
    ) into dead;
  elsif tg_table_name = 'report' then
    select exists (
      select from fresh f left join privacy_key k on k.about = f.about
      where k.wrapped is null and (k.about is not null or f.description is not null or f.reporter is not null)
    ) into dead;
  else
    select exists (
      select from fresh f left join privacy_key k on k.about = f.about
      where k.wrapped is null and (k.about is not null or f.text is not null or f.url is not null)
    ) into dead;
  end if;
  if dead then
    raise exception 'somebody whom a report names was erased meanwhile' using errcode = 'serialization_failure';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger docket_case_alive after insert on docket_case referencing new table as fresh for each statement execute function privacy_alive();
--> statement-breakpoint
create trigger report_alive after insert on report referencing new table as fresh for each statement execute function privacy_alive();
--> statement-breakpoint
create trigger evidence_alive after insert on evidence referencing new table as fresh for each statement execute function privacy_alive();
--> statement-breakpoint
-- See 0001: a definer's function finds its own tables, and nobody runs it unless the migrator grants it.
do $$
declare
  each regprocedure;
begin
  for each in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname ~ '^(audit|privacy|docket)_'
  loop
    execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
    execute format('revoke all on function %s from public', each);
  end loop;
end $$;
