CREATE TABLE "filing_part" (
	"filing_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"ordinal" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "filing_part_pkey" PRIMARY KEY("filing_id","kind","ordinal")
);
--> statement-breakpoint
-- What is held moves byte for byte. The content of a sealed filing and its file `json` are the same bytes: kept once.
do $$
declare
  held record;
  whole bytea;
begin
  for held in
    select f.id, 'json' as kind, coalesce(x.bytes, f.canonical) as bytes
    from filing f left join filing_file x on x.filing_id = f.id and x.kind = 'json'
    union all select filing_id, kind, bytes from filing_file where kind <> 'json'
  loop
    -- Unpacked once, and not anew for each part.
    whole := held.bytes || ''::bytea;
    for nth in 0 .. (length(whole) + 262143) / 262144 - 1 loop
      insert into filing_part (filing_id, kind, ordinal, bytes)
      values (held.id, held.kind, nth, substring(whole from nth * 262144 + 1 for 262144));
    end loop;
  end loop;
end $$;
--> statement-breakpoint
ALTER TABLE "filing" DROP COLUMN "canonical";--> statement-breakpoint
ALTER TABLE "filing_file" DROP COLUMN "bytes";--> statement-breakpoint
create trigger filing_part_stay before update or delete or truncate on filing_part for each statement execute function docket_stay();
--> statement-breakpoint
-- Parts come before what they are parts of: a content before its filing, a file's before the file.
create function filing_part_closed() returns trigger language plpgsql as $$
begin
  if exists (select from filing_file where filing_id = new.filing_id and kind = new.kind)
    or (new.kind = 'json' and exists (select from filing where id = new.filing_id)) then
    raise exception 'insert of % is refused: % of filing % is whole', tg_table_name, new.kind, new.filing_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger filing_part_closed before insert on filing_part for each row execute function filing_part_closed();
