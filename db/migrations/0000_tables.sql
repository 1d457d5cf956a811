CREATE TABLE "audit_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_version" integer,
	"case_id" uuid,
	"actor_ref" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"appended_at" timestamp (3) with time zone NOT NULL,
	"body" "bytea" NOT NULL,
	"salt" "bytea" NOT NULL,
	"body_json" jsonb NOT NULL,
	CONSTRAINT "audit_event_subject_version_key" UNIQUE("subject_kind","subject_id","subject_version")
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"origin" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"frontier" text[] NOT NULL,
	"counters" jsonb NOT NULL,
	"last_sequenced_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_leaf" (
	"index" bigint PRIMARY KEY NOT NULL,
	"event_id" uuid NOT NULL,
	"sequenced_at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"envelope" "bytea" NOT NULL,
	"leaf_hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"origin" text PRIMARY KEY NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_pending_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"commitment" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_private_field" (
	"event_id" uuid NOT NULL,
	"name" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"about" text NOT NULL,
	CONSTRAINT "audit_private_field_pkey" PRIMARY KEY("event_id","name")
);
--> statement-breakpoint
CREATE TABLE "audit_tile" (
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "audit_tile_pkey" PRIMARY KEY("level","index")
);
--> statement-breakpoint
CREATE TABLE "case_draft" (
	"case_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"draft" "bytea" NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "docket_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "docket_case_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"subject_name" text NOT NULL,
	"subject_code" text NOT NULL,
	"grams" text[] NOT NULL,
	"state" text NOT NULL,
	"waiting" boolean GENERATED ALWAYS AS (state in ('open', 'escalated', 'reopened')) STORED NOT NULL,
	"round" integer NOT NULL,
	"queue" text NOT NULL,
	"category" text,
	"severity" smallint NOT NULL,
	"source" text NOT NULL,
	"priority" double precision NOT NULL,
	"priority_terms" jsonb NOT NULL,
	"report_count" integer NOT NULL,
	"reporter_count" integer NOT NULL,
	"reporter_weight" double precision DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"regulator_due_at" timestamp (3) with time zone,
	"breached_at" timestamp (3) with time zone,
	"snoozed_until" timestamp (3) with time zone,
	"escalated_at" timestamp (3) with time zone,
	"first_acted_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_skip" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claim" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"token" uuid NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"viewed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"report_id" uuid NOT NULL,
	"ordinal" smallint NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"role" text NOT NULL,
	"message_external_id" text,
	"author_external_id" text,
	"text" "bytea",
	"url" "bytea",
	"about" text NOT NULL,
	"sha256" text NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"views" bigint,
	"forwards" bigint,
	"comments" bigint,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intake_payload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"format" text NOT NULL,
	"sha256" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_member" (
	"staff_id" uuid NOT NULL,
	"queue" text NOT NULL,
	CONSTRAINT "queue_member_pkey" PRIMARY KEY("staff_id","queue")
);
--> statement-breakpoint
CREATE TABLE "report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"receipt_hash" text NOT NULL,
	"origin" text NOT NULL,
	"external_id" text,
	"payload_id" uuid,
	"content_sha256" text NOT NULL,
	"source" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"group_id" uuid,
	"message_external_id" text,
	"category" text,
	"policy_number" integer NOT NULL,
	"severity" smallint NOT NULL,
	"description" "bytea",
	"reporter_ref" text,
	"about" text NOT NULL,
	"reporter" "bytea",
	"regulator_office" text,
	"regulator_letter" text,
	"due_at" timestamp (3) with time zone,
	"occurred_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"duplicate" boolean DEFAULT false NOT NULL,
	"case_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"run_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outgoing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"measure_id" uuid,
	"subject_id" uuid,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"receipt" text,
	"receipt_reason" text,
	"receipt_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"subject_id" uuid,
	"type" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_status" integer,
	"last_failure" text,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"id" uuid PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"types" text[] NOT NULL,
	"secret" "bytea" NOT NULL,
	"previous_secret" "bytea",
	"previous_until" timestamp (3) with time zone,
	"enabled" boolean NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "approval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"by_staff" uuid NOT NULL,
	"reason" "bytea",
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"case_number" integer NOT NULL,
	"round" integer NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text NOT NULL,
	"finding" text NOT NULL,
	"policy_number" integer NOT NULL,
	"clauses" text[] NOT NULL,
	"severity" smallint NOT NULL,
	"facts" "bytea" NOT NULL,
	"reasoning" "bytea",
	"evidence" jsonb NOT NULL,
	"recommended" jsonb,
	"deviates" boolean NOT NULL,
	"severe" boolean NOT NULL,
	"proposed" jsonb NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone,
	"effective_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "measure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"key" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"subject_name" text NOT NULL,
	"subject_code" text NOT NULL,
	"standing" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"grounds" jsonb NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone,
	"state" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_as" text,
	"reverses" uuid,
	"delivery" text NOT NULL,
	"executed_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"id" uuid PRIMARY KEY NOT NULL,
	"decision_id" uuid NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"text" "bytea" NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rectification" (
	"id" uuid PRIMARY KEY NOT NULL,
	"measure_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"items" "bytea" NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"checked_by" uuid,
	"checked_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filing" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"specification" text NOT NULL,
	"specification_version" integer NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"letter" jsonb NOT NULL,
	"state" text NOT NULL,
	"as_of_size" bigint NOT NULL,
	"as_of_root" text NOT NULL,
	"canonical" "bytea" NOT NULL,
	"canonical_sha256" text NOT NULL,
	"figures" jsonb NOT NULL,
	"checks" jsonb NOT NULL,
	"prepared_by" uuid NOT NULL,
	"prepared_at" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"sealed_by" uuid,
	"sealed_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "filing_file" (
	"filing_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "filing_file_pkey" PRIMARY KEY("filing_id","kind")
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" text[] NOT NULL,
	"sources" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"key_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_sha256" text NOT NULL,
	"status" integer NOT NULL,
	"answer" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_key_pkey" PRIMARY KEY("key_id","key")
);
--> statement-breakpoint
CREATE TABLE "intake_connection" (
	"id" text PRIMARY KEY NOT NULL,
	"format" text NOT NULL,
	"source" text NOT NULL,
	"key_id" uuid NOT NULL,
	"owns_key" boolean NOT NULL,
	"secret" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_version" (
	"number" integer PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"document" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"drafted_by" text NOT NULL,
	"published_by" text NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "privacy_key" (
	"about" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"erased_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"external_id" text NOT NULL,
	"code" text NOT NULL,
	"nickname" text NOT NULL,
	"grams" text[] NOT NULL,
	"credit" text DEFAULT 'C' NOT NULL,
	"verification" text DEFAULT 'unverified' NOT NULL,
	"verification_method" text,
	"verification_token" "bytea",
	"verified_at" timestamp (3) with time zone,
	"minor" boolean DEFAULT false NOT NULL,
	"phone" "bytea",
	"restrictions" text[] DEFAULT '{}' NOT NULL,
	"confirmed" boolean NOT NULL,
	"registered_at" timestamp (3) with time zone,
	"source_updated_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "code_allocation" (
	"code" text PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"allocated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"from_level" text NOT NULL,
	"to_level" text NOT NULL,
	"reason" text NOT NULL,
	"measure_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_group" (
	"id" uuid PRIMARY KEY NOT NULL,
	"external_id" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"grams" text[] NOT NULL,
	"category" text,
	"member_count" integer DEFAULT 0 NOT NULL,
	"messages_per_day" integer DEFAULT 0 NOT NULL,
	"public_join" boolean DEFAULT false NOT NULL,
	"public_dissemination" boolean DEFAULT false NOT NULL,
	"founder_id" uuid,
	"grade" smallint DEFAULT 1 NOT NULL,
	"measure_status" text DEFAULT 'active' NOT NULL,
	"status" text GENERATED ALWAYS AS (case when measure_status <> 'closed' and dissolved_at is not null then 'dissolved' else measure_status end) STORED NOT NULL,
	"confirmed" boolean NOT NULL,
	"dissolved_at" timestamp (3) with time zone,
	"source_updated_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"group_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"role" text NOT NULL,
	"left_at" timestamp (3) with time zone,
	"source_updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "membership_pkey" PRIMARY KEY("group_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "registry_batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"line_count" integer NOT NULL,
	"changed" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"language" text,
	"active" boolean DEFAULT true NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"password_is_temporary" boolean DEFAULT false NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_attempt" (
	"address_hash" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_grant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"settled_by" uuid,
	"settled_at" timestamp (3) with time zone,
	"event_id" uuid NOT NULL,
	CONSTRAINT "staff_grant_two_people_check" CHECK (state <> 'confirmed' or (settled_by is not null and settled_by <> proposed_by and settled_by <> staff_id and proposed_by <> staff_id))
);
--> statement-breakpoint
CREATE TABLE "staff_role" (
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "staff_role_pkey" PRIMARY KEY("staff_id","role")
);
--> statement-breakpoint
CREATE TABLE "staff_session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_subject" (
	"staff_id" uuid NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	CONSTRAINT "staff_subject_pkey" PRIMARY KEY("staff_id","subject_kind","subject_id")
);
--> statement-breakpoint
CREATE INDEX "audit_event_subject_idx" ON "audit_event" USING btree ("subject_kind","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_event_actor_idx" ON "audit_event" USING btree ("actor_ref","id");--> statement-breakpoint
CREATE INDEX "audit_event_kind_idx" ON "audit_event" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "audit_event_action_idx" ON "audit_event" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "audit_event_case_idx" ON "audit_event" USING btree ("case_id","id");--> statement-breakpoint
CREATE INDEX "audit_event_occurred_idx" ON "audit_event" USING btree ("occurred_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_leaf_event_key" ON "audit_leaf" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "audit_leaf_sequenced_idx" ON "audit_leaf" USING btree ("sequenced_at");--> statement-breakpoint
CREATE INDEX "audit_private_field_about_idx" ON "audit_private_field" USING btree ("about");--> statement-breakpoint
CREATE UNIQUE INDEX "case_draft_key" ON "case_draft" USING btree ("case_id","staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "docket_case_number_key" ON "docket_case" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "docket_case_one_open_key" ON "docket_case" USING btree ("subject_kind","subject_id") WHERE state in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval');--> statement-breakpoint
CREATE INDEX "docket_case_all_priority_idx" ON "docket_case" USING btree ("priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE waiting and round > 0;--> statement-breakpoint
CREATE INDEX "docket_case_all_due_idx" ON "docket_case" USING btree ("due_at","id") WHERE waiting and round > 0;--> statement-breakpoint
CREATE INDEX "docket_case_all_waiting_idx" ON "docket_case" USING btree ("opened_at","id") WHERE waiting and round > 0;--> statement-breakpoint
CREATE INDEX "docket_case_queue_priority_idx" ON "docket_case" USING btree ("queue","priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_queue_due_idx" ON "docket_case" USING btree ("queue","due_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_queue_opened_idx" ON "docket_case" USING btree ("queue","opened_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_category_priority_idx" ON "docket_case" USING btree ("category","priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_category_due_idx" ON "docket_case" USING btree ("category","due_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_category_opened_idx" ON "docket_case" USING btree ("category","opened_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_source_priority_idx" ON "docket_case" USING btree ("source","priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_source_due_idx" ON "docket_case" USING btree ("source","due_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_source_opened_idx" ON "docket_case" USING btree ("source","opened_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_severity_priority_idx" ON "docket_case" USING btree ("severity","priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_severity_due_idx" ON "docket_case" USING btree ("severity","due_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_severity_opened_idx" ON "docket_case" USING btree ("severity","opened_at","id") WHERE waiting;--> statement-breakpoint
CREATE INDEX "docket_case_state_priority_idx" ON "docket_case" USING btree ("state","priority" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE state in ('escalated', 'snoozed', 'awaiting_approval');--> statement-breakpoint
CREATE INDEX "docket_case_state_due_idx" ON "docket_case" USING btree ("state","due_at","id") WHERE state in ('escalated', 'snoozed', 'awaiting_approval');--> statement-breakpoint
CREATE INDEX "docket_case_state_opened_idx" ON "docket_case" USING btree ("state","opened_at","id") WHERE state in ('escalated', 'snoozed', 'awaiting_approval');--> statement-breakpoint
CREATE INDEX "docket_case_code_idx" ON "docket_case" USING btree ("subject_code","id");--> statement-breakpoint
CREATE INDEX "docket_case_grams_idx" ON "docket_case" USING gin ("grams") WHERE state in ('open', 'escalated', 'reopened', 'snoozed', 'awaiting_approval');--> statement-breakpoint
CREATE INDEX "docket_case_subject_idx" ON "docket_case" USING btree ("subject_kind","subject_id","opened_at");--> statement-breakpoint
CREATE INDEX "docket_case_snoozed_idx" ON "docket_case" USING btree ("snoozed_until") WHERE state = 'snoozed';--> statement-breakpoint
CREATE INDEX "docket_case_unbreached_idx" ON "docket_case" USING btree ("due_at") WHERE breached_at is null and (decided_at is null or decided_at > due_at);--> statement-breakpoint
CREATE INDEX "docket_case_decided_idx" ON "docket_case" USING btree ("decided_at","id") WHERE decided_at is not null;--> statement-breakpoint
CREATE INDEX "docket_case_opened_idx" ON "docket_case" USING brin ("opened_at");--> statement-breakpoint
CREATE INDEX "case_skip_staff_idx" ON "case_skip" USING btree ("staff_id","case_id");--> statement-breakpoint
CREATE INDEX "claim_staff_idx" ON "claim" USING btree ("staff_id","expires_at");--> statement-breakpoint
CREATE INDEX "evidence_case_idx" ON "evidence" USING btree ("case_id","id");--> statement-breakpoint
CREATE INDEX "evidence_report_idx" ON "evidence" USING btree ("report_id");--> statement-breakpoint
CREATE UNIQUE INDEX "report_receipt_hash_key" ON "report" USING btree ("receipt_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "report_external_id_key" ON "report" USING btree ("origin","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX "report_case_idx" ON "report" USING btree ("case_id","id");--> statement-breakpoint
CREATE INDEX "report_received_idx" ON "report" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "report_reporter_idx" ON "report" USING btree ("reporter_ref","case_id") WHERE reporter_ref is not null;--> statement-breakpoint
CREATE INDEX "report_resolved_idx" ON "report" USING btree ("reporter_ref","id") WHERE state in ('upheld', 'not_upheld');--> statement-breakpoint
CREATE INDEX "report_subject_idx" ON "report" USING btree ("subject_kind","subject_id","received_at");--> statement-breakpoint
CREATE INDEX "outbox_created_idx" ON "outbox" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "outgoing_measure_idx" ON "outgoing" USING btree ("measure_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outgoing_event_idx" ON "outgoing" USING btree ("id","event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_delivery_message_key" ON "webhook_delivery" USING btree ("endpoint_id","message_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_state_idx" ON "webhook_delivery" USING btree ("state","queued_at","id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_endpoint_idx" ON "webhook_delivery" USING btree ("endpoint_id","state","queued_at");--> statement-breakpoint
CREATE INDEX "webhook_delivery_lane_idx" ON "webhook_delivery" USING btree ("endpoint_id","subject_id","message_id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "webhook_delivery_message_idx" ON "webhook_delivery" USING btree ("message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "approval_decision_key" ON "approval" USING btree ("decision_id");--> statement-breakpoint
CREATE UNIQUE INDEX "decision_one_per_round_key" ON "decision" USING btree ("case_id","round") WHERE state in ('proposed', 'approved', 'effective', 'modified', 'overturned', 'reversed');--> statement-breakpoint
CREATE UNIQUE INDEX "decision_event_key" ON "decision" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "decision_case_idx" ON "decision" USING btree ("case_id","id");--> statement-breakpoint
CREATE INDEX "decision_subject_idx" ON "decision" USING btree ("subject_kind","subject_id","proposed_at");--> statement-breakpoint
CREATE INDEX "decision_awaiting_idx" ON "decision" USING btree ("proposed_at","id") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "decision_proposed_at_idx" ON "decision" USING btree ("proposed_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "measure_event_key" ON "measure" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "measure_entered_idx" ON "measure" USING btree ("entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "measure_state_idx" ON "measure" USING btree ("state","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "measure_key_idx" ON "measure" USING btree ("key","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "measure_subject_idx" ON "measure" USING btree ("subject_kind","subject_id","entered_at");--> statement-breakpoint
CREATE INDEX "measure_decision_idx" ON "measure" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "measure_until_idx" ON "measure" USING btree ("until_at") WHERE state = 'in_force';--> statement-breakpoint
CREATE INDEX "measure_subject_entered_idx" ON "measure" USING btree ("subject_id","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "measure_delivery_idx" ON "measure" USING btree ("delivery","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "measure_held_idx" ON "measure" USING btree ("subject_kind","subject_id") WHERE state = 'in_force';--> statement-breakpoint
CREATE INDEX "measure_blacklist_idx" ON "measure" USING btree ("state","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE key = 'blacklist';--> statement-breakpoint
CREATE INDEX "measure_reverses_idx" ON "measure" USING btree ("reverses") WHERE reverses is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notice_token_hash_key" ON "notice" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "notice_decision_idx" ON "notice" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "notice_subject_idx" ON "notice" USING btree ("subject_kind","subject_id","issued_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rectification_measure_key" ON "rectification" USING btree ("measure_id");--> statement-breakpoint
CREATE INDEX "rectification_due_idx" ON "rectification" USING btree ("due_at") WHERE state in ('assigned', 'submitted');--> statement-breakpoint
CREATE UNIQUE INDEX "filing_number_key" ON "filing" USING btree ("number");--> statement-breakpoint
CREATE INDEX "filing_prepared_idx" ON "filing" USING btree ("prepared_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "idempotency_key_at_idx" ON "idempotency_key" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_version_sha256_key" ON "policy_version" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "account_external_id_key" ON "account" USING btree ("external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "account_code_key" ON "account" USING btree ("code");--> statement-breakpoint
CREATE INDEX "account_grams_idx" ON "account" USING gin ("grams");--> statement-breakpoint
CREATE INDEX "account_list_idx" ON "account" USING btree ("created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "account_credit_idx" ON "account" USING btree ("credit","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "account_verification_idx" ON "account" USING btree ("verification","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "account_restricted_idx" ON "account" USING btree ("created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE cardinality(restrictions) > 0;--> statement-breakpoint
CREATE INDEX "credit_entry_account_idx" ON "credit_entry" USING btree ("account_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "chat_group_external_id_key" ON "chat_group" USING btree ("external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "chat_group_code_key" ON "chat_group" USING btree ("code");--> statement-breakpoint
CREATE INDEX "chat_group_grams_idx" ON "chat_group" USING gin ("grams");--> statement-breakpoint
CREATE INDEX "chat_group_founder_idx" ON "chat_group" USING btree ("founder_id");--> statement-breakpoint
CREATE INDEX "chat_group_list_idx" ON "chat_group" USING btree ("member_count" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "chat_group_status_idx" ON "chat_group" USING btree ("status","member_count" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "chat_group_grade_idx" ON "chat_group" USING btree ("grade","member_count" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "chat_group_category_idx" ON "chat_group" USING btree ("category","member_count" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "membership_account_idx" ON "membership" USING btree ("account_id","group_id") WHERE left_at is null;--> statement-breakpoint
CREATE INDEX "membership_role_idx" ON "membership" USING btree ("group_id","role","account_id") WHERE left_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_email_key" ON "staff" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_grant_pending_key" ON "staff_grant" USING btree ("staff_id","role") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "staff_grant_proposed_idx" ON "staff_grant" USING btree ("proposed_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "staff_session_staff_idx" ON "staff_session" USING btree ("staff_id","created_at");