CREATE INDEX "docket_case_history_idx" ON "docket_case" USING btree ("opened_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE number > 0;--> statement-breakpoint
CREATE INDEX "docket_case_history_queue_idx" ON "docket_case" USING btree ("queue","opened_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE number > 0;--> statement-breakpoint
CREATE INDEX "docket_case_history_category_idx" ON "docket_case" USING btree ("category","opened_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE number > 0;--> statement-breakpoint
CREATE INDEX "docket_case_breached_idx" ON "docket_case" USING btree ("breached_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE breached_at is not null;--> statement-breakpoint
CREATE INDEX "decision_effective_idx" ON "decision" USING btree ("effective_at" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE effective_at is not null;--> statement-breakpoint
CREATE INDEX "measure_code_idx" ON "measure" USING btree ("subject_code","entered_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "docket_case_due_idx" ON "docket_case" USING brin ("due_at");
--> statement-breakpoint
alter table staff_identity add constraint staff_identity_event_id_fk foreign key (event_id) references audit_event (id) deferrable initially deferred;
