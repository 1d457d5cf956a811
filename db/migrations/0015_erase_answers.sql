-- What a group answered to a rectification goes with it, as the items do.
create or replace function privacy_erasable(of_table name) returns text[] language sql immutable as $$
  select case of_table
    when 'report' then array['description', 'reporter', 'reporter_ref', 'about', 'message_external_id', 'content_sha256']
    when 'evidence' then array['text', 'url', 'message_external_id', 'author_external_id']
    when 'intake_payload' then array['sealed']
    when 'decision' then array['facts', 'reasoning']
    when 'approval' then array['reason']
    when 'measure' then array['subject_name']
    when 'rectification' then array['items', 'answer']
    when 'notice' then array['text']
    when 'outgoing' then array['payload']
    when 'legal_hold' then array['reason']
    else array[]::text[]
  end
$$;
--> statement-breakpoint
create or replace function privacy_blank_group(erasure_id uuid) returns void language plpgsql security definer as $$
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
  update rectification set items = '', answer = case when answer is not null then ''::bytea end where group_id = of_group.id;
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
-- See 0001: a definer's function finds its own tables.
do $$
declare
  each regprocedure;
begin
  for each in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname in ('privacy_erasable', 'privacy_blank_group')
  loop
    execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
    execute format('revoke all on function %s from public', each);
  end loop;
end $$;
