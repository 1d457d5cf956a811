-- The audit log's guards and its only doors. The owner of the tables owns these functions; the application role may
-- execute them and read. Where one role is both, the triggers remain. A superuser can pass them: the tree is the evidence.

-- An event says in its columns what its bytes say. The bytes are the truth; body_json is derived from them here.
create function audit_event_check() returns trigger language plpgsql as $$
declare
  said jsonb;
begin
  if octet_length(new.body) > 65535 or octet_length(new.salt) <> 32 then
    raise exception 'audit event % has a body or a salt of the wrong length', new.id using errcode = 'check_violation';
  end if;
  said := convert_from(new.body, 'UTF8')::jsonb;
  if said ->> 't' is distinct from 'docket/audit-body/v1'
    or said ->> 'id' is distinct from new.id::text
    or said ->> 'action' is distinct from new.action
    or split_part(new.action, '.', 1) is distinct from new.kind
    or said #>> '{subject,kind}' is distinct from new.subject_kind
    or said #>> '{subject,id}' is distinct from new.subject_id
    or (said ->> 'sv')::integer is distinct from new.subject_version
    or (said ->> 'occ')::timestamptz is distinct from new.occurred_at
    or said ->> 'actor' is distinct from new.actor_ref
    or (said ->> 'case')::uuid is distinct from new.case_id
  then
    raise exception 'audit event % does not say in its body what its columns say', new.id using errcode = 'check_violation';
  end if;
  new.body_json := said;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_event_check before insert on audit_event for each row execute function audit_event_check();
--> statement-breakpoint
create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: rows of the log only ever come', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger audit_event_keep before update or delete or truncate on audit_event for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_private_field_keep before update or delete or truncate on audit_private_field for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_leaf_keep before update or delete or truncate on audit_leaf for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_tile_keep before update or delete or truncate on audit_tile for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_log_keep before update or delete or truncate on audit_log for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_head_keep before delete or truncate on audit_head for each statement execute function audit_refuse();
--> statement-breakpoint
create trigger audit_pending_keep before update or truncate on audit_pending for each statement execute function audit_refuse();
--> statement-breakpoint
-- What waits may leave the queue only as a leaf.
create function audit_pending_left() returns trigger language plpgsql as $$
begin
  if exists (select from gone where not exists (select from audit_leaf where audit_leaf.event_id = gone.event_id)) then
    raise exception 'a pending audit event would be lost' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger audit_pending_left after delete on audit_pending referencing old table as gone for each statement execute function audit_pending_left();
--> statement-breakpoint
-- The head only grows, and only to where the leaves are.
create function audit_head_check() returns trigger language plpgsql as $$
begin
  if new.origin <> old.origin or new.size <= old.size or new.last_sequenced_at < old.last_sequenced_at
    or new.size is distinct from (select max(index) + 1 from audit_leaf)
  then
    raise exception 'the head of the log moves with its leaves only' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger audit_head_check before update on audit_head for each row execute function audit_head_check();
--> statement-breakpoint
-- Appends events, their private fields and their places in the queue. The last statement of a domain transaction.
-- entries and fields are JSON lists; bytes are in hexadecimal, because the driver has no bytea[].
create function audit_append(entries text, fields text, appended timestamptz) returns void
language plpgsql security definer as $$
begin
  with given as materialized (
    select * from rows from (json_to_recordset(entries::json) as (
      id uuid, kind text, action text, subject_kind text, subject_id text, subject_version integer, case_id uuid,
      actor_ref text, occurred_at timestamptz, body text, salt text, commitment text
    )) with ordinality as g (
      id, kind, action, subject_kind, subject_id, subject_version, case_id,
      actor_ref, occurred_at, body, salt, commitment, ordinal
    )
  ), event as (
    insert into audit_event (
      id, kind, action, subject_kind, subject_id, subject_version, case_id,
      actor_ref, occurred_at, appended_at, body, salt, body_json
    )
    select id, kind, action, subject_kind, subject_id, subject_version, case_id,
      actor_ref, occurred_at, appended, decode(body, 'hex'), decode(salt, 'hex'), null
    from given order by ordinal
  ), field as (
    insert into audit_private_field (event_id, name, salt, sealed, about)
    select f.event_id, f.name, decode(f.salt, 'hex'), decode(f.sealed, 'hex'), f.about
    from json_to_recordset(fields::json) as f (event_id uuid, name text, salt text, sealed text, about text)
    join given on given.id = f.event_id
  )
  insert into audit_pending (event_id, commitment)
  select id, decode(commitment, 'hex') from given order by ordinal;
end $$;
--> statement-breakpoint
-- First step of a drain: the head, locked until the transaction ends; no row when another sequencer is at work.
create function audit_begin() returns setof audit_head
language plpgsql security definer as $$
begin
  -- The advisory lock only saves the second sequencer a wait; the row lock is what keeps it out.
  if not pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.audit_sequence', 0)) then return; end if;
  perform set_config('synchronous_commit', 'on', true);
  return query
    select h.* from audit_head h join audit_log l using (origin) where l.closed_at is null for update of h;
end $$;
--> statement-breakpoint
-- Second step: the oldest of the queue. Called after the head is locked, so that its snapshot is later than the lock.
create function audit_take(take integer)
returns table (seq bigint, event_id uuid, commitment bytea, kind text, body bytea, salt bytea)
language plpgsql security definer as $$
begin
  return query
    select p.seq, p.event_id, p.commitment, e.kind, e.body, e.salt
    from (select q.seq, q.event_id, q.commitment from audit_pending q order by q.seq limit take) p
    left join audit_event e on e.id = p.event_id
    order by p.seq;
end $$;
--> statement-breakpoint
-- Third step: leaves and full tiles in, the queue's rows out, the head forward. Arrays are parallel, in index order.
create function audit_commit(
  log_origin text, from_size bigint, sequenced timestamptz,
  seqs bigint[], event_ids uuid[], kinds text[], envelopes text[], leaf_hashes text[],
  tile_levels integer[], tile_indexes bigint[], tile_hashes text[],
  new_root text, new_frontier text[], new_counters text
) returns void
language plpgsql security definer as $$
declare
  batch bigint := cardinality(seqs);
  counted bigint;
begin
  if not exists (select from audit_head where origin = log_origin and size = from_size) then
    raise exception 'the head of the log is not where this batch begins' using errcode = 'restrict_violation';
  end if;
  insert into audit_leaf (index, event_id, sequenced_at, kind, envelope, leaf_hash)
  select from_size + given.ordinal - 1, given.event_id, sequenced, given.kind,
    decode(given.envelope, 'hex'), decode(given.leaf_hash, 'hex')
  from unnest(event_ids, kinds, envelopes, leaf_hashes) with ordinality
    as given (event_id, kind, envelope, leaf_hash, ordinal)
  join audit_event e on e.id = given.event_id and e.kind = given.kind
  where sha256('\x00'::bytea || decode(given.envelope, 'hex')) = decode(given.leaf_hash, 'hex');
  get diagnostics counted = row_count;
  if counted <> batch then
    raise exception 'a leaf does not belong to its event or has another hash' using errcode = 'restrict_violation';
  end if;
  insert into audit_tile (level, index, hashes)
  select level, index, decode(hashes, 'hex') from unnest(tile_levels, tile_indexes, tile_hashes) as t (level, index, hashes);
  delete from audit_pending p using unnest(seqs, event_ids) as given (seq, event_id)
  where p.seq = given.seq and p.event_id = given.event_id;
  get diagnostics counted = row_count;
  if counted <> batch then
    raise exception 'a leaf was made of an event that did not wait' using errcode = 'restrict_violation';
  end if;
  update audit_head
  set size = from_size + batch, root = decode(new_root, 'hex'), frontier = new_frontier,
    counters = new_counters::jsonb, last_sequenced_at = sequenced
  where origin = log_origin;
end $$;
--> statement-breakpoint
-- A definer's function must find its own tables whatever search_path its caller has set; the schema is the one in
-- which this installation lives. Nobody runs these functions unless the migrator grants it.
do $$
declare
  each regprocedure;
begin
  for each in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname like 'audit\_%'
  loop
    execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
    execute format('revoke all on function %s from public', each);
  end loop;
end $$;
--> statement-breakpoint
-- No row commits that names an entry which does not commit with it. Deferred, because the entry is appended last.
do $$
declare
  each name;
begin
  for each in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and a.attname = 'event_id' and not a.attisdropped and c.relname not like 'audit\_%'
    order by 1
  loop
    execute format(
      'alter table %I add constraint %I foreign key (event_id) references audit_event (id) deferrable initially deferred',
      each, each || '_event_id_fk'
    );
  end loop;
end $$;
--> statement-breakpoint
-- Every installation has its log from the start. Its origin is made once, here, and never reused; it holds the name
-- of the cell, which is the schema. A C2SP origin has neither spaces nor plus.
with opened as (
  insert into audit_log (origin, opened_at)
  values (
    format(
      'docket/%s-%s/log/1', regexp_replace(current_schema(), '[^A-Za-z0-9._-]', '-', 'g'),
      substr(replace(gen_random_uuid()::text, '-', ''), 1, 8)
    ),
    now()
  )
  returning origin
)
insert into audit_head (origin, size, root, frontier, counters, last_sequenced_at)
select origin, 0, sha256(''), '{}', '{}', null from opened;
