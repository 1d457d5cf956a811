-- As before, but once for each erasure: a confirmed one stays confirmed, and would let the application's role rewrite
-- reports and decisions for good. What it rewrites is one person's reports, and decisions that name the account.
create or replace function privacy_blank(erasure_id uuid, filed text, carried text) returns void
language plpgsql security definer as $$
declare
  whom erasure := privacy_confirmed(erasure_id);
  her account;
  her_key text;
begin
  select * into her from account where id = whom.subject_id for update;
  if her.erased_at is not null then
    raise exception 'erasure % was carried out', erasure_id using errcode = 'restrict_violation';
  end if;
  if (select count(distinct r.reporter_ref) from json_to_recordset(filed::json) as f (id uuid) join report r on r.id = f.id) > 1 then
    raise exception 'reports of several people are not one account''s' using errcode = 'restrict_violation';
  end if;
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
  from json_to_recordset(carried::json) as c (id uuid, reasoning text)
  where d.id = c.id
    and d.proposed @> jsonb_build_array(jsonb_build_object('subject', jsonb_build_object('kind', 'account', 'id', her.id)));
  update measure set subject_name = '' where subject_kind = 'account' and subject_id = her.id;
  update notice set text = '' where subject_kind = 'account' and subject_id = her.id;
  update outgoing set payload = replace(payload::text, to_jsonb(her.external_id)::text, '"erased"')::jsonb
  where subject_id = her.id;
  update legal_hold set reason = null where subject_kind = 'account' and subject_id = her.id;
  perform set_config('docket.erasing', '', true);
end $$;
--> statement-breakpoint
-- See 0001: a definer's function finds its own tables.
do $$
begin
  execute format('alter function privacy_blank(uuid, text, text) set search_path = %I, pg_temp', current_schema());
end $$;
