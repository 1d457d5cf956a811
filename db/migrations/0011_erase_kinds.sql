ALTER TABLE "chat_group" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "report_group_payload_idx" ON "report" USING btree ("group_id") WHERE payload_id is not null;--> statement-breakpoint
-- Two people erase: a row comes as a proposal that nobody has answered, and only an update, which names somebody else
-- (`erasure_two_people_check`), confirms it.
create function privacy_proposed() returns trigger language plpgsql as $$
begin
  if new.state <> 'pending' or new.settled_by is not null or new.settled_at is not null then
    raise exception 'an erasure begins as a proposal' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger erasure_proposed before insert on erasure for each row execute function privacy_proposed();
--> statement-breakpoint
create or replace function privacy_erasable(of_table name) returns text[] language sql immutable as $$
  select case of_table
    when 'report' then array['description', 'reporter', 'reporter_ref', 'about', 'message_external_id', 'content_sha256']
    when 'evidence' then array['text', 'url', 'message_external_id', 'author_external_id']
    when 'intake_payload' then array['sealed']
    when 'decision' then array['facts', 'reasoning']
    when 'approval' then array['reason']
    when 'measure' then array['subject_name']
    when 'rectification' then array['items']
    when 'notice' then array['text']
    when 'outgoing' then array['payload']
    when 'legal_hold' then array['reason']
    else array[]::text[]
  end
$$;
--> statement-breakpoint
-- The erasure that these functions carry out: of such a subject, confirmed by a second person, under no hold. A
-- reporter is known by any of her reports.
create function privacy_confirmed_of(erasure_id uuid, kinds text[]) returns erasure language plpgsql as $$
declare
  found_one erasure;
begin
  select * into found_one from erasure where id = erasure_id for update;
  if found_one.state is distinct from 'confirmed' or found_one.settled_by = found_one.proposed_by
    or not found_one.subject_kind = any(kinds)
  then
    raise exception 'erasure % was not confirmed by a second person', erasure_id using errcode = 'restrict_violation';
  end if;
  if exists (
    select from legal_hold h
    where h.subject_kind = found_one.subject_kind and h.lifted_at is null
      and (h.subject_id = found_one.subject_id or (h.subject_kind = 'reporter' and h.subject_id in (
        select o.id from report r join report o on o.reporter_ref = r.reporter_ref where r.id = found_one.subject_id)))
  ) then
    raise exception 'erasure % is of a subject under legal hold', erasure_id using errcode = 'restrict_violation';
  end if;
  return found_one;
end $$;
--> statement-breakpoint
create or replace function privacy_confirmed(erasure_id uuid) returns erasure language sql as $$
  select privacy_confirmed_of(erasure_id, array['account'])
$$;
--> statement-breakpoint
create or replace function audit_erase(erasure_id uuid, erasing_event uuid, fields text) returns void
language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed_of(erasure_id, array['account', 'group', 'reporter']);
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
-- Empties what rows that otherwise never change say of a group. Its key is destroyed by the caller. Orders about
-- accounts lose the group's id where they name it; who founded or manages it is a matter of those accounts.
create function privacy_blank_group(erasure_id uuid) returns void language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed_of(erasure_id, array['group']);
  of_group chat_group;
  group_key text;
begin
  select * into of_group from chat_group where id = whom.subject_id for update;
  if of_group.id is null or of_group.erased_at is not null then
    raise exception 'erasure % was carried out', erasure_id using errcode = 'restrict_violation';
  end if;
  group_key := 'group:' || of_group.id;
  perform set_config('docket.erasing', 'on', true);
  update intake_payload set sealed = '' where id in (
    select r.payload_id from report r where r.subject_kind = 'group' and r.subject_id = of_group.id
    union select r.payload_id from report r where r.group_id = of_group.id and r.payload_id is not null
    union select r.payload_id from evidence e join report r on r.id = e.report_id where e.about = group_key
  );
  update evidence set text = case when text is not null then ''::bytea end,
    url = case when url is not null then ''::bytea end, message_external_id = null, author_external_id = null
  where about = group_key;
  update report set description = null, message_external_id = null, content_sha256 = 'erased'
  where subject_kind = 'group' and subject_id = of_group.id;
  update approval set reason = null where decision_id in (
    select d.id from decision d where d.subject_kind = 'group' and d.subject_id = of_group.id
  );
  update decision set facts = '', reasoning = null where subject_kind = 'group' and subject_id = of_group.id;
  update measure set subject_name = '' where subject_kind = 'group' and subject_id = of_group.id;
  update rectification set items = '' where group_id = of_group.id;
  update notice set text = '' where subject_kind = 'group' and subject_id = of_group.id;
  update outgoing set payload = replace(payload::text, to_jsonb(of_group.external_id)::text, '"erased"')::jsonb
    #- '{measure,parameters,items}'
  where subject_id = of_group.id;
  update outgoing set payload = replace(payload::text, to_jsonb(of_group.external_id)::text, '"erased"')::jsonb
  where measure_id in (
    select m.id from measure m where m.subject_kind = 'account' and position(of_group.id::text in m.parameters::text) > 0
  );
  update legal_hold set reason = null where subject_kind = 'group' and subject_id = of_group.id;
  perform set_config('docket.erasing', '', true);
end $$;
--> statement-breakpoint
-- Takes the reporter out of her reports. filed: all of them, [{id, reporter_ref, about, description}]: one new pseudonym
-- for all, and her words sealed anew under the keys of those whom they are about.
create function privacy_blank_reporter(erasure_id uuid, filed text) returns void language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed_of(erasure_id, array['reporter']);
  her_ref text;
begin
  select reporter_ref into her_ref from report
  where id = whom.subject_id and about = 'reporter:' || reporter_ref for update;
  if her_ref is null then
    raise exception 'erasure % was carried out', erasure_id using errcode = 'restrict_violation';
  end if;
  if exists (
    select from json_to_recordset(filed::json) as f (id uuid) left join report r on r.id = f.id
    where r.reporter_ref is distinct from her_ref
  ) then
    raise exception 'reports of several people are not one reporter''s' using errcode = 'restrict_violation';
  end if;
  perform set_config('docket.erasing', 'on', true);
  update intake_payload set sealed = '' where id in (select r.payload_id from report r where r.reporter_ref = her_ref);
  update legal_hold set reason = null where subject_kind = 'reporter'
    and subject_id in (select r.id from report r where r.reporter_ref = her_ref);
  update report r set reporter = null, reporter_ref = f.reporter_ref, about = f.about,
    description = decode(f.description, 'hex'), content_sha256 = 'erased'
  from json_to_recordset(filed::json) as f (id uuid, reporter_ref text, about text, description text)
  where r.id = f.id;
  if exists (select from report where reporter_ref = her_ref) then
    raise exception 'a report of this reporter is left' using errcode = 'restrict_violation';
  end if;
  perform set_config('docket.erasing', '', true);
end $$;
--> statement-breakpoint
-- As before, and for groups.
create or replace function privacy_alive() returns trigger language plpgsql as $$
declare
  dead boolean;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.privacy_erase', 0));
  if tg_table_name = 'docket_case' then
    select exists (
      select from fresh f join account a on a.id = f.subject_id
      where f.subject_kind = 'account' and a.erased_at is not null
    ) or exists (
      select from fresh f join chat_group g on g.id = f.subject_id
      where f.subject_kind = 'group' and g.erased_at is not null
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
