-- CreateTable
CREATE TABLE "binding" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "store_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "started_at" TIMESTAMPTZ(3),
    "started_by" UUID,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "website_filter" INTEGER[],
    "store_filter" INTEGER[],
    "policy_version" INTEGER NOT NULL DEFAULT 1,
    "carries_from" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "binding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy" (
    "binding_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "sources" JSONB NOT NULL DEFAULT '{}',
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_pkey" PRIMARY KEY ("binding_id","version")
);

-- CreateTable
CREATE TABLE "organisation_lane" (
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "day_limit" INTEGER NOT NULL DEFAULT 1000,
    "header_minute_left" INTEGER,
    "header_day_left" INTEGER,
    "header_at" TIMESTAMPTZ(6),
    "day_starts_at" TIMESTAMPTZ(6),
    "parked_until" TIMESTAMPTZ(3),
    "parked_reason" TEXT,
    "parked_tries" INTEGER NOT NULL DEFAULT 0,
    "next_run_at" TIMESTAMPTZ(3),
    "claimed_until" TIMESTAMPTZ(3),
    "approvals_due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sweep_due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "swept_until" TIMESTAMPTZ(3),

    CONSTRAINT "organisation_lane_pkey" PRIMARY KEY ("environment","xero_tenant_id")
);

-- CreateTable
CREATE TABLE "call_start" (
    "id" BIGSERIAL NOT NULL,
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "call_start_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_slot" (
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "slot" INTEGER NOT NULL,
    "held_until" TIMESTAMPTZ(3),
    "holder" TEXT,

    CONSTRAINT "call_slot_pkey" PRIMARY KEY ("environment","xero_tenant_id","slot")
);

-- CreateTable
CREATE TABLE "app_budget" (
    "environment" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "taken" INTEGER NOT NULL,

    CONSTRAINT "app_budget_pkey" PRIMARY KEY ("environment","starts_at")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "xero_grant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "environment" TEXT NOT NULL,
    "xero_user_id" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "access_token_sealed" TEXT,
    "refresh_token_sealed" TEXT,
    "access_expires_at" TIMESTAMPTZ(3),
    "refresh_issued_at" TIMESTAMPTZ(3),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "next_refresh_at" TIMESTAMPTZ(3),
    "refresh_tries" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "xero_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_attempt" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "state_hash" TEXT NOT NULL,
    "code_verifier_sealed" TEXT NOT NULL,
    "binding_id" UUID,
    "link_id" UUID,
    "outcome" TEXT NOT NULL DEFAULT 'started',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consent_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step_link" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "done_with" TEXT,
    "done_by" TEXT,

    CONSTRAINT "step_link_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "step_link_step_check" CHECK ("step" IN ('magento', 'xero'))
);

CREATE UNIQUE INDEX "step_link_token_hash_key" ON "step_link"("token_hash");
CREATE UNIQUE INDEX "step_link_id_tenant_id_key" ON "step_link"("id", "tenant_id");
CREATE INDEX "step_link_tenant_id_created_at_idx" ON "step_link"("tenant_id", "created_at");
ALTER TABLE "consent_attempt" ADD CONSTRAINT "consent_attempt_link_id_tenant_id_fkey" FOREIGN KEY ("link_id", "tenant_id") REFERENCES "step_link"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "grant_id" UUID NOT NULL,
    "xero_connection_id" TEXT NOT NULL,
    "scopes" TEXT[],
    "consented_by" UUID NOT NULL,
    "consented_email" TEXT,
    "consented_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "status_reason" TEXT,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "country_code" TEXT,
    "base_currency" TEXT,
    "short_code" TEXT,
    "reference_version" INTEGER NOT NULL DEFAULT 0,
    "reference_digest" TEXT,
    "reference_refreshed_at" TIMESTAMPTZ(3),
    "reference_due_at" TIMESTAMPTZ(3),
    "reference_problem" TEXT,
    "reference_tries" INTEGER NOT NULL DEFAULT 0,
    "refuses_tax_amounts" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reference_data" (
    "tenant_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reference_data_pkey" PRIMARY KEY ("organisation_id","kind")
);

-- CreateTable
CREATE TABLE "contact_directory" (
    "organisation_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "reading_from" TIMESTAMPTZ(3),
    "reading_since" TIMESTAMPTZ(3),
    "next_page" INTEGER NOT NULL DEFAULT 1,
    "read_until" TIMESTAMPTZ(3),

    CONSTRAINT "contact_directory_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "ledger_contact" (
    "organisation_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name_key" TEXT NOT NULL,
    "email_key" TEXT,
    "number_key" TEXT,
    "status" TEXT NOT NULL,
    "merged_to" UUID,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ledger_contact_pkey" PRIMARY KEY ("organisation_id","contact_id")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "binding_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "magento_id" BIGINT NOT NULL,
    "increment_id" TEXT,
    "website_id" INTEGER NOT NULL,
    "magento_store_id" INTEGER NOT NULL,
    "customer_name" TEXT,
    "currency" TEXT,
    "grand_total" DECIMAL(20,4),
    "document_date" DATE,
    "xero_total" DECIMAL(20,2),
    "xero_number" TEXT,
    "posted_at" TIMESTAMPTZ(3),
    -- Under row-level security only leakproof comparisons use an index, which those of numeric and LIKE are not: searches are ranges over these.
    "number_key" TEXT COLLATE "C" GENERATED ALWAYS AS (lower(normalize("increment_id") COLLATE pg_c_utf8)) STORED,
    "customer_key" TEXT COLLATE "C" GENERATED ALWAYS AS (lower(normalize("customer_name") COLLATE pg_c_utf8)) STORED,
    "customer_last_key" TEXT COLLATE "C" GENERATED ALWAYS AS
      (CASE WHEN "customer_name" LIKE '%_ _%' THEN regexp_replace(lower(normalize("customer_name") COLLATE pg_c_utf8), '^(.*\S)\s+(\S+)\s*$', '\2 \1') END) STORED,
    "xero_number_key" TEXT COLLATE "C" GENERATED ALWAYS AS
      (CASE WHEN "xero_number" IS DISTINCT FROM "increment_id" THEN lower(normalize("xero_number") COLLATE pg_c_utf8) END) STORED,
    "amount_key" BIGINT GENERATED ALWAYS AS (round("grand_total" * 100)::bigint) STORED,
    "paid_at" TIMESTAMPTZ(3),
    "ask_again_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "left_out_at" TIMESTAMPTZ(3),
    "left_out_by" UUID,
    "left_out_note" TEXT,
    "is_on_first_open_day" BOOLEAN NOT NULL DEFAULT false,
    "own_number" TEXT,
    "dealt_with" JSONB,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "reason" TEXT,
    "reason_params" JSONB NOT NULL DEFAULT '{}',
    "check" JSONB,
    "parent_magento_id" BIGINT,
    "is_outside" BOOLEAN NOT NULL DEFAULT false,
    "is_backfill" BOOLEAN NOT NULL DEFAULT false,
    "next_run_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "first_failed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tally" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "binding_id" UUID NOT NULL,
    "magento_store_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "month" DATE,
    "currency" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "is_fetched" BOOLEAN NOT NULL,
    "is_in_xero" BOOLEAN NOT NULL,
    "documents" INTEGER NOT NULL,
    "magento_total" DECIMAL(24,2) NOT NULL,
    "xero_total" DECIMAL(24,2) NOT NULL,
    "is_fresh" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "tally_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "magento_key" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    "binding_id" UUID NOT NULL,
    "document_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "reason" TEXT,
    "reason_params" JSONB NOT NULL DEFAULT '{}',
    "draft" JSONB,
    "contact_key" TEXT COLLATE "C" GENERATED ALWAYS AS
      (CASE WHEN "kind" = 'contact' THEN coalesce(lower(normalize("draft"->>'name') COLLATE pg_c_utf8), '') END) STORED,
    "contact_last_key" TEXT COLLATE "C" GENERATED ALWAYS AS (CASE WHEN "kind" = 'contact' AND "draft"->>'name' LIKE '%_ _%'
      THEN regexp_replace(lower(normalize("draft"->>'name') COLLATE pg_c_utf8), '^(.*\S)\s+(\S+)\s*$', '\2 \1') END) STORED,
    "draft_hash" TEXT,
    "sent_hash" TEXT,
    "policy_version" INTEGER,
    "reference_version" INTEGER,
    "explanation" JSONB NOT NULL DEFAULT '[]',
    "number" TEXT,
    "currency" TEXT,
    "planned_total" DECIMAL(20,2),
    "xero_id" UUID,
    "xero_number" TEXT,
    "xero_total" DECIMAL(20,2),
    "xero_status" TEXT,
    "posted_at" TIMESTAMPTZ(3),
    "contact_choice" JSONB,
    "sent_name" TEXT,
    "refusals" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "is_backfill" BOOLEAN NOT NULL DEFAULT false,
    "batch_max" INTEGER NOT NULL DEFAULT 50,
    "reversal" TEXT,
    "refused_as" TEXT,
    "xero_news" TEXT,
    "xero_news_params" JSONB NOT NULL DEFAULT '{}',
    "xero_changed_at" TIMESTAMPTZ(3),
    "news_due_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "collect_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting_dependency" (
    "tenant_id" UUID NOT NULL,
    "posting_id" UUID NOT NULL,
    "parent_id" UUID NOT NULL,

    CONSTRAINT "posting_dependency_pkey" PRIMARY KEY ("posting_id","parent_id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "body" TEXT,
    "fence" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sending_at" TIMESTAMPTZ(3),
    "sendable_at" TIMESTAMPTZ(3),
    "sends" INTEGER NOT NULL DEFAULT 0,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "http_status" INTEGER,
    "correlation_id" TEXT,
    "problems" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt_posting" (
    "tenant_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "posting_id" UUID NOT NULL,

    CONSTRAINT "attempt_posting_pkey" PRIMARY KEY ("attempt_id","position")
);

-- CreateTable
CREATE TABLE "xref" (
    "environment" TEXT NOT NULL,
    "xero_tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "magento_key" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "posting_id" UUID NOT NULL,
    "xero_id" UUID NOT NULL,
    "xero_number" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "xref_pkey" PRIMARY KEY ("environment","xero_tenant_id","store_id","kind","magento_key")
);

-- CreateTable
CREATE TABLE "storefront_state" (
    "tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "entity_type" TEXT NOT NULL,
    "magento_id" BIGINT NOT NULL,
    "wanted" JSONB NOT NULL,
    "wanted_version" INTEGER NOT NULL DEFAULT 1,
    "pushed_version" INTEGER NOT NULL DEFAULT 0,
    "pushed_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "last_problem" TEXT,

    CONSTRAINT "storefront_state_pkey" PRIMARY KEY ("store_id","entity_type","magento_id")
);

-- CreateTable
CREATE TABLE "event_key" (
    "store_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_key_pkey" PRIMARY KEY ("store_id","idempotency_key")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "magento_entity_id" BIGINT NOT NULL,
    "website_id" INTEGER NOT NULL,
    "magento_store_id" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,
    "is_found" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'unrouted',
    "next_run_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "id_series" (
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "first_id" BIGINT NOT NULL,
    "last_id" BIGINT NOT NULL,
    "scanned_from" BIGINT NOT NULL,
    "scanned_to" BIGINT NOT NULL,

    CONSTRAINT "id_series_pkey" PRIMARY KEY ("store_id","kind")
);

-- CreateTable
CREATE TABLE "hole" (
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "magento_id" BIGINT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_ask_at" TIMESTAMPTZ(3),

    CONSTRAINT "hole_pkey" PRIMARY KEY ("store_id","kind","magento_id")
);

-- CreateTable
CREATE TABLE "sale" (
    "tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "magento_id" BIGINT NOT NULL,
    "body" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sale_pkey" PRIMARY KEY ("store_id","kind","magento_id")
);

-- CreateTable
CREATE TABLE "store" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "guest_secret_sealed" TEXT NOT NULL,
    "paired_at" TIMESTAMPTZ(3),
    "last_event_at" TIMESTAMPTZ(3),
    "unannounced_at" TIMESTAMPTZ(3),
    "ask_due_at" TIMESTAMPTZ(3),
    "parked_until" TIMESTAMPTZ(3),
    "parked_reason" TEXT,
    "parked_tries" INTEGER NOT NULL DEFAULT 0,
    "prepare_claimed_until" TIMESTAMPTZ(3),
    "push_claimed_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "store_id" UUID NOT NULL,
    "magento_id" BIGINT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "next_run_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "first_failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "customer_pkey" PRIMARY KEY ("store_id","magento_id")
);

-- CreateTable
CREATE TABLE "customer_email" (
    "store_id" UUID NOT NULL,
    "email_key" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "magento_id" BIGINT NOT NULL,

    CONSTRAINT "customer_email_pkey" PRIMARY KEY ("store_id","email_key")
);

-- CreateTable
CREATE TABLE "store_key" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "slot" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "store_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pairing_attempt" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "store_id" UUID,
    "user_id" UUID NOT NULL,
    "base_url" TEXT NOT NULL,
    "code_hash" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'started',
    "detail" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "pairing_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seen_token" (
    "store_id" UUID NOT NULL,
    "jti" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seen_token_pkey" PRIMARY KEY ("store_id","jti")
);

-- CreateTable
CREATE TABLE "store_view" (
    "tenant_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "magento_store_id" INTEGER NOT NULL,
    "website_id" INTEGER NOT NULL,
    "name" TEXT,
    "last_number" TEXT,
    "last_currency" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_view_pkey" PRIMARY KEY ("store_id","magento_store_id")
);

-- CreateTable
CREATE TABLE "system_task" (
    "name" TEXT NOT NULL,
    "next_run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "system_task_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL DEFAULT 'sandbox',
    "plan" TEXT NOT NULL DEFAULT 'growth',
    "paused_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "xero_user_id" TEXT,
    "sessions_valid_from" TIMESTAMPTZ(3),
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "tenant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "token_sealed" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_reset" (
    "token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_reset_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "mail_message" (
    "id" BIGSERIAL NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "closure" (
    "tenant_id" UUID NOT NULL,
    "started_by" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done" TEXT[],
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "closure_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "member" (
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("tenant_id","user_id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_window" (
    "key" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "hits" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "rate_window_pkey" PRIMARY KEY ("key","starts_at")
);

-- CreateIndex
CREATE INDEX "binding_store_id_idx" ON "binding"("store_id");

-- CreateIndex
CREATE INDEX "call_start_environment_xero_tenant_id_started_at_idx" ON "call_start"("environment", "xero_tenant_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "xero_grant_environment_xero_user_id_key" ON "xero_grant"("environment", "xero_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "consent_attempt_state_hash_key" ON "consent_attempt"("state_hash");

-- CreateIndex
CREATE INDEX "consent_attempt_tenant_id_started_at_idx" ON "consent_attempt"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "connection_grant_id_idx" ON "connection"("grant_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_organisation_id_key" ON "connection"("organisation_id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_tenant_id_environment_xero_tenant_id_key" ON "organisation"("tenant_id", "environment", "xero_tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_directory_organisation_id_tenant_id_key" ON "contact_directory"("organisation_id", "tenant_id");

-- CreateIndex
CREATE INDEX "ledger_contact_organisation_id_name_key_idx" ON "ledger_contact"("organisation_id", "name_key");

-- CreateIndex
CREATE INDEX "ledger_contact_organisation_id_number_key_idx" ON "ledger_contact"("organisation_id", "number_key");

-- CreateIndex
CREATE INDEX "document_tenant_id_created_at_id_idx" ON "document"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "document_tenant_id_state_created_at_id_idx" ON "document"("tenant_id", "state", "created_at", "id");

-- CreateIndex
CREATE INDEX "document_binding_id_magento_store_id_created_at_id_idx" ON "document"("binding_id", "magento_store_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "tally_tenant_id_id_idx" ON "tally"("tenant_id", "id");

-- The sync history: each filter finds its newest without reading what it leaves out.
CREATE INDEX "document_reason" ON "document" (tenant_id, reason, created_at, id) WHERE reason IS NOT NULL;
CREATE INDEX "document_credit_memo" ON "document" (tenant_id, created_at, id) WHERE kind = 'creditmemo';
CREATE INDEX "document_day" ON "document" (tenant_id, document_date, id);
CREATE INDEX "document_amount" ON "document" (tenant_id, amount_key);
CREATE INDEX "document_number" ON "document" (tenant_id, number_key);
CREATE INDEX "document_customer" ON "document" (tenant_id, customer_key);
CREATE INDEX "document_customer_last" ON "document" (tenant_id, customer_last_key) WHERE customer_last_key IS NOT NULL;
CREATE INDEX "document_xero_number" ON "document" (tenant_id, xero_number_key) WHERE xero_number_key IS NOT NULL;
CREATE INDEX "document_posted" ON "document" (tenant_id, posted_at) WHERE posted_at IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "document_environment_xero_tenant_id_store_id_kind_magento_i_key" ON "document"("environment", "xero_tenant_id", "store_id", "kind", "magento_id");

-- CreateIndex
CREATE INDEX "posting_mark_idx" ON "posting"("mark");

-- CreateIndex
CREATE INDEX "posting_document_id_idx" ON "posting"("document_id");

-- CreateIndex
CREATE UNIQUE INDEX "posting_environment_xero_tenant_id_store_id_kind_magento_ke_key" ON "posting"("environment", "xero_tenant_id", "store_id", "kind", "magento_key");

-- CreateIndex
CREATE INDEX "posting_dependency_parent_id_idx" ON "posting_dependency"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_idempotency_key_key" ON "attempt"("idempotency_key");

-- CreateIndex
CREATE INDEX "attempt_posting_posting_id_idx" ON "attempt_posting"("posting_id");

-- CreateIndex
CREATE UNIQUE INDEX "xref_posting_id_tenant_id_key" ON "xref"("posting_id", "tenant_id");

-- CreateIndex
CREATE INDEX "event_store_id_name_magento_entity_id_idx" ON "event"("store_id", "name", "magento_entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "store_code_key" ON "store"("code");

-- CreateIndex
CREATE UNIQUE INDEX "store_tenant_id_base_url_key" ON "store"("tenant_id", "base_url");

-- CreateIndex
CREATE INDEX "customer_email_store_id_magento_id_idx" ON "customer_email"("store_id", "magento_id");

-- CreateIndex
CREATE UNIQUE INDEX "store_key_store_id_slot_key" ON "store_key"("store_id", "slot");

-- CreateIndex
CREATE INDEX "pairing_attempt_tenant_id_started_at_idx" ON "pairing_attempt"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "seen_token_expires_at_idx" ON "seen_token"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_tenant_id_created_at_idx" ON "invitation"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "password_reset_user_id_idx" ON "password_reset"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_xero_user_id_key" ON "app_user"("xero_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE INDEX "audit_tenant_id_at_idx" ON "audit"("tenant_id", "at");

-- CreateIndex
CREATE INDEX "audit_tenant_id_id_idx" ON "audit"("tenant_id", "id");

-- What foreign keys look up is made after every index that begins with the tenant: of plans that seem to cost the same, as they do on a
-- table without statistics, PostgreSQL takes the index that was made last, and another one would read all that the tenant has.
CREATE UNIQUE INDEX "binding_id_tenant_id_key" ON "binding"("id", "tenant_id");
CREATE UNIQUE INDEX "connection_id_tenant_id_key" ON "connection"("id", "tenant_id");
CREATE UNIQUE INDEX "organisation_id_tenant_id_key" ON "organisation"("id", "tenant_id");
CREATE UNIQUE INDEX "document_id_tenant_id_key" ON "document"("id", "tenant_id");
CREATE UNIQUE INDEX "posting_id_tenant_id_key" ON "posting"("id", "tenant_id");
CREATE UNIQUE INDEX "attempt_id_tenant_id_key" ON "attempt"("id", "tenant_id");
CREATE UNIQUE INDEX "event_id_tenant_id_key" ON "event"("id", "tenant_id");
CREATE UNIQUE INDEX "store_id_tenant_id_key" ON "store"("id", "tenant_id");

-- AddForeignKey
ALTER TABLE "binding" ADD CONSTRAINT "binding_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "binding" ADD CONSTRAINT "binding_organisation_id_tenant_id_fkey" FOREIGN KEY ("organisation_id", "tenant_id") REFERENCES "organisation"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy" ADD CONSTRAINT "policy_binding_id_tenant_id_fkey" FOREIGN KEY ("binding_id", "tenant_id") REFERENCES "binding"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_attempt" ADD CONSTRAINT "consent_attempt_binding_id_tenant_id_fkey" FOREIGN KEY ("binding_id", "tenant_id") REFERENCES "binding"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_organisation_id_tenant_id_fkey" FOREIGN KEY ("organisation_id", "tenant_id") REFERENCES "organisation"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "xero_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reference_data" ADD CONSTRAINT "reference_data_organisation_id_tenant_id_fkey" FOREIGN KEY ("organisation_id", "tenant_id") REFERENCES "organisation"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_directory" ADD CONSTRAINT "contact_directory_organisation_id_tenant_id_fkey" FOREIGN KEY ("organisation_id", "tenant_id") REFERENCES "organisation"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_contact" ADD CONSTRAINT "ledger_contact_organisation_id_tenant_id_fkey" FOREIGN KEY ("organisation_id", "tenant_id") REFERENCES "organisation"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document" ADD CONSTRAINT "document_binding_id_tenant_id_fkey" FOREIGN KEY ("binding_id", "tenant_id") REFERENCES "binding"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_binding_id_tenant_id_fkey" FOREIGN KEY ("binding_id", "tenant_id") REFERENCES "binding"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_document_id_tenant_id_fkey" FOREIGN KEY ("document_id", "tenant_id") REFERENCES "document"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting_dependency" ADD CONSTRAINT "posting_dependency_posting_id_tenant_id_fkey" FOREIGN KEY ("posting_id", "tenant_id") REFERENCES "posting"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting_dependency" ADD CONSTRAINT "posting_dependency_parent_id_tenant_id_fkey" FOREIGN KEY ("parent_id", "tenant_id") REFERENCES "posting"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_connection_id_tenant_id_fkey" FOREIGN KEY ("connection_id", "tenant_id") REFERENCES "connection"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt_posting" ADD CONSTRAINT "attempt_posting_attempt_id_tenant_id_fkey" FOREIGN KEY ("attempt_id", "tenant_id") REFERENCES "attempt"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt_posting" ADD CONSTRAINT "attempt_posting_posting_id_tenant_id_fkey" FOREIGN KEY ("posting_id", "tenant_id") REFERENCES "posting"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "xref" ADD CONSTRAINT "xref_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "xref" ADD CONSTRAINT "xref_posting_id_tenant_id_fkey" FOREIGN KEY ("posting_id", "tenant_id") REFERENCES "posting"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "storefront_state" ADD CONSTRAINT "storefront_state_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_key" ADD CONSTRAINT "event_key_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "id_series" ADD CONSTRAINT "id_series_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hole" ADD CONSTRAINT "hole_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sale" ADD CONSTRAINT "sale_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_email" ADD CONSTRAINT "customer_email_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_key" ADD CONSTRAINT "store_key_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing_attempt" ADD CONSTRAINT "pairing_attempt_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store_view" ADD CONSTRAINT "store_view_store_id_tenant_id_fkey" FOREIGN KEY ("store_id", "tenant_id") REFERENCES "store"("id", "tenant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------
-- From here on by hand: what the schema language cannot say.

-- Tokens live for a minute: losing them in a crash costs nothing.
ALTER TABLE "seen_token" SET UNLOGGED;

-- Vocabularies. A word that is not here cannot be stored, whatever the code does.
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_environment_check" CHECK (environment IN ('production', 'sandbox'));
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_plan_check" CHECK (plan IN ('starter', 'growth', 'scale'));
ALTER TABLE "app_user" ADD CONSTRAINT "app_user_email_check" CHECK (email = lower(btrim(email)));
ALTER TABLE "member" ADD CONSTRAINT "member_role_check" CHECK (role IN ('owner', 'admin', 'bookkeeper', 'viewer'));
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_role_check" CHECK (role IN ('owner', 'admin', 'bookkeeper', 'viewer'));
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_email_check" CHECK (email = lower(btrim(email)));
-- One open offer for an address in a tenant.
CREATE UNIQUE INDEX "invitation_open" ON "invitation" (tenant_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_check" CHECK (actor_kind IN ('user', 'store', 'system', 'operator'));
ALTER TABLE "store" ADD CONSTRAINT "store_status_check" CHECK (status IN ('pending', 'active', 'token_revoked', 'disconnected'));
ALTER TABLE "store_key" ADD CONSTRAINT "store_key_slot_check" CHECK (slot IN ('pending', 'current', 'previous'));
ALTER TABLE "xero_grant" ADD CONSTRAINT "xero_grant_environment_check" CHECK (environment IN ('production', 'sandbox'));
ALTER TABLE "xero_grant" ADD CONSTRAINT "xero_grant_status_check" CHECK (status IN ('active', 'reconnect_required'));
ALTER TABLE "connection" ADD CONSTRAINT "connection_environment_check" CHECK (environment IN ('production', 'sandbox'));
ALTER TABLE "connection" ADD CONSTRAINT "connection_status_check" CHECK (status IN ('active', 'reconnect_required', 'revoked'));
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_environment_check" CHECK (environment IN ('production', 'sandbox'));
ALTER TABLE "binding" ADD CONSTRAINT "binding_environment_check" CHECK (environment IN ('production', 'sandbox'));
ALTER TABLE "binding" ADD CONSTRAINT "binding_status_check" CHECK (status IN ('active', 'closed'));
ALTER TABLE "event" ADD CONSTRAINT "event_state_check" CHECK (state IN ('unrouted', 'routed', 'ignored'));
ALTER TABLE "id_series" ADD CONSTRAINT "id_series_kind_check" CHECK (kind IN ('invoice', 'creditmemo'));
ALTER TABLE "hole" ADD CONSTRAINT "hole_kind_check" CHECK (kind IN ('invoice', 'creditmemo'));
ALTER TABLE "sale" ADD CONSTRAINT "sale_kind_check" CHECK (kind IN ('invoice', 'creditmemo', 'payment'));
ALTER TABLE "document" ADD CONSTRAINT "document_kind_check" CHECK (kind IN ('invoice', 'creditmemo'));
ALTER TABLE "document" ADD CONSTRAINT "document_state_check" CHECK (state IN
  ('queued', 'planned', 'waiting', 'sending', 'posted', 'skipped', 'held', 'failed', 'unconfirmed', 'reversing'));
ALTER TABLE "document" ADD CONSTRAINT "document_reason_check" CHECK (state NOT IN ('skipped', 'held', 'failed') OR reason IS NOT NULL);
ALTER TABLE "posting" ADD CONSTRAINT "posting_kind_check" CHECK (kind IN
  ('contact', 'invoice', 'payment', 'credit_note', 'allocation', 'refund'));
ALTER TABLE "posting" ADD CONSTRAINT "posting_state_check" CHECK (state IN
  ('queued', 'planned', 'waiting', 'sending', 'posted', 'skipped', 'held', 'failed', 'unconfirmed', 'reversing'));
ALTER TABLE "posting" ADD CONSTRAINT "posting_reason_check" CHECK (state NOT IN ('skipped', 'held', 'failed') OR reason IS NOT NULL);
ALTER TABLE "posting" ADD CONSTRAINT "posting_posted_check" CHECK (state <> 'posted' OR xero_id IS NOT NULL);
ALTER TABLE "posting" ADD CONSTRAINT "posting_document_check" CHECK ((kind = 'contact') = (document_id IS NULL));
ALTER TABLE "posting" ADD CONSTRAINT "posting_reversal_check" CHECK (reversal IS NULL OR reversal IN ('rename', 'remove'));
ALTER TABLE "posting" ADD CONSTRAINT "posting_news_check" CHECK (xero_news IS NULL OR (state = 'posted' AND xero_news IN ('voided_in_xero', 'changed_in_xero')));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_state_check" CHECK (state IN ('open', 'answered', 'unanswered'));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_body_check" CHECK (state <> 'open' OR body IS NOT NULL);
ALTER TABLE "storefront_state" ADD CONSTRAINT "storefront_state_type_check" CHECK (entity_type IN ('invoice', 'creditmemo', 'customer'));
ALTER TABLE "call_slot" ADD CONSTRAINT "call_slot_check" CHECK (slot BETWEEN 1 AND 5);

-- Due work, each index as small as the work that is due.
CREATE INDEX "event_due" ON "event" (next_run_at) WHERE state = 'unrouted';
CREATE INDEX "store_ask_due" ON "store" (ask_due_at) WHERE ask_due_at IS NOT NULL;
CREATE INDEX "hole_due" ON "hole" (store_id, next_ask_at) WHERE next_ask_at IS NOT NULL;
CREATE INDEX "document_ask_again" ON "document" (store_id, ask_again_at) WHERE ask_again_at IS NOT NULL;
CREATE INDEX "document_due" ON "document" (next_run_at) WHERE next_run_at IS NOT NULL;
-- For the metrics: what is on its way, and what waits or needs a person.
CREATE INDEX "document_on_its_way" ON "document" (created_at) WHERE state IN ('queued', 'planned', 'sending', 'unconfirmed', 'reversing');
CREATE INDEX "document_stopped" ON "document" (state, reason) WHERE state IN ('waiting', 'held', 'failed');
CREATE INDEX "posting_due" ON "posting" (next_run_at) WHERE state IN ('planned', 'reversing');
-- What is planned again by the job that prepares its document.
CREATE INDEX "posting_queued" ON "posting" (document_id) WHERE state = 'queued' AND document_id IS NOT NULL;
-- Allocations are one call each and may take a fifth of a minute's calls.
CREATE INDEX "attempt_allocation" ON "attempt" (environment, xero_tenant_id, started_at) WHERE path LIKE '/CreditNotes/%/Allocations%';
CREATE INDEX "posting_lane" ON "posting" (environment, xero_tenant_id, next_run_at) WHERE state IN ('planned', 'reversing');
-- For whoever looks: what waits for company at the moment.
CREATE INDEX "posting_collecting" ON "posting" (tenant_id, collect_until) WHERE state = 'planned' AND collect_until IS NOT NULL;
-- Not known to be in Xero, or known to stand there wrong: looked up before anything else happens to it.
CREATE INDEX "posting_look_up" ON "posting" (environment, xero_tenant_id, next_run_at)
  WHERE state = 'unconfirmed' OR (state = 'queued' AND xero_id IS NOT NULL AND kind <> 'contact');
-- What somebody may have done to it in Xero: by what Xero calls it, what is to be looked at, and what shows.
CREATE INDEX "posting_in_xero" ON "posting" (xero_id) WHERE state = 'posted' AND kind IN ('invoice', 'credit_note');
CREATE INDEX "posting_news_due" ON "posting" (environment, xero_tenant_id, news_due_at) WHERE news_due_at IS NOT NULL;
CREATE INDEX "posting_news" ON "posting" (environment, xero_tenant_id) WHERE xero_news IS NOT NULL;
CREATE INDEX "organisation_lane_next" ON "organisation_lane" (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE INDEX "attempt_open" ON "attempt" (environment, xero_tenant_id) WHERE state = 'open';
CREATE INDEX "posting_idle" ON "posting" (updated_at) WHERE state IN ('queued', 'sending', 'waiting');
CREATE INDEX "document_idle" ON "document" (updated_at) WHERE next_run_at IS NULL AND state IN ('queued', 'waiting');
CREATE INDEX "storefront_state_behind" ON "storefront_state" (store_id) WHERE pushed_version < wanted_version;
CREATE INDEX "storefront_state_due" ON "storefront_state" (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE INDEX "organisation_reference_due" ON "organisation" (reference_due_at) WHERE reference_due_at IS NOT NULL;
CREATE INDEX "contact_directory_due" ON "contact_directory" (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX "customer_due" ON "customer" (next_run_at) WHERE next_run_at IS NOT NULL;
CREATE INDEX "posting_contact_on_its_way" ON "posting" (environment, xero_tenant_id) WHERE kind = 'contact' AND state IN ('sending', 'unconfirmed');
CREATE INDEX "grant_refresh_due" ON "xero_grant" (next_refresh_at) WHERE status = 'active';

CREATE INDEX "document_of_invoice" ON "document" (store_id, parent_magento_id) WHERE parent_magento_id IS NOT NULL;

-- The customers' list, and the counters.
CREATE INDEX "posting_contact" ON "posting" (tenant_id, contact_key, id) WHERE kind = 'contact';
CREATE INDEX "posting_contact_last" ON "posting" (tenant_id, contact_last_key) WHERE contact_last_key IS NOT NULL;
CREATE INDEX "tally_fresh" ON "tally" (tenant_id) WHERE is_fresh;

-- Counts documents as they change: what each statement takes away, and what it adds. What it left as it was cancels out.
CREATE FUNCTION tally_documents() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.tally (tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
                              documents, magento_total, xero_total)
    SELECT tenant_id, binding_id, magento_store_id, kind, date_trunc('month', document_date::timestamp)::date, currency, state, reason,
           grand_total IS NOT NULL, posted_at IS NOT NULL, count(*), coalesce(sum(round(grand_total, 2)), 0), coalesce(sum(xero_total), 0)
    FROM new_rows GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO public.tally (tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
                              documents, magento_total, xero_total)
    SELECT tenant_id, binding_id, magento_store_id, kind, date_trunc('month', document_date::timestamp)::date, currency, state, reason,
           grand_total IS NOT NULL, posted_at IS NOT NULL, -count(*), -coalesce(sum(round(grand_total, 2)), 0), -coalesce(sum(xero_total), 0)
    FROM old_rows GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
  ELSE
    INSERT INTO public.tally (tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
                              documents, magento_total, xero_total)
    SELECT tenant_id, binding_id, magento_store_id, kind, date_trunc('month', document_date::timestamp)::date, currency, state, reason,
           grand_total IS NOT NULL, posted_at IS NOT NULL, sum(n), coalesce(sum(n * round(grand_total, 2)), 0), coalesce(sum(n * xero_total), 0)
    FROM (
      SELECT tenant_id, binding_id, magento_store_id, kind, document_date, currency, state, reason, grand_total, posted_at, xero_total, updated_at, -1 AS n
      FROM old_rows
      UNION ALL
      SELECT tenant_id, binding_id, magento_store_id, kind, document_date, currency, state, reason, grand_total, posted_at, xero_total, updated_at, 1
      FROM new_rows
    ) each
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    HAVING sum(n) <> 0 OR sum(n * round(grand_total, 2)) <> 0 OR sum(n * xero_total) <> 0
        OR max(updated_at) FILTER (WHERE n = 1) > max(updated_at) FILTER (WHERE n = -1);
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tally_documents() FROM PUBLIC;
CREATE TRIGGER tally_insert AFTER INSERT ON "document" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_documents();
CREATE TRIGGER tally_update AFTER UPDATE ON "document" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION tally_documents();
CREATE TRIGGER tally_delete AFTER DELETE ON "document" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tally_documents();

-- Work that belongs to no tenant, due by its row like all other.
INSERT INTO "system_task" (name) VALUES ('sweep');

-- A binding is an attribute, not an identity: a store has at most one open binding to an organisation.
CREATE UNIQUE INDEX "binding_open" ON "binding" (store_id, organisation_id) WHERE status = 'active';

-- Roles. Bootstrap creates counterfoil_app, counterfoil_system and counterfoil_queue; migrations only grant.
GRANT USAGE ON SCHEMA public TO counterfoil_app, counterfoil_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO counterfoil_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO counterfoil_system, counterfoil_app;
REVOKE ALL ON "_prisma_migrations" FROM counterfoil_system;

-- Plan and environment are ours to change, and password hashes are read at sign-in alone, which is the system's.
GRANT SELECT, UPDATE (name) ON "tenant" TO counterfoil_app;
GRANT SELECT (id, email, name, is_operator, sessions_valid_from) ON "app_user" TO counterfoil_app;
GRANT SELECT, INSERT ON "tally" TO counterfoil_app;
GRANT SELECT, INSERT, UPDATE ON "invitation", "closure" TO counterfoil_app;
GRANT SELECT, INSERT ON "audit", "event_key", "event", "pairing_attempt", "consent_attempt", "xref", "policy", "attempt", "attempt_posting",
  "posting_dependency", "reference_data", "store_view", "sale", "storefront_state", "seen_token", "store", "store_key", "member",
  "connection", "organisation", "binding", "document", "posting", "id_series", "hole", "contact_directory", "ledger_contact",
  "customer", "customer_email" TO counterfoil_app;
GRANT UPDATE ON "id_series", "hole", "event_key", "event", "pairing_attempt", "consent_attempt", "xref", "attempt", "reference_data", "store_view", "sale",
  "storefront_state", "store", "store_key", "member", "connection", "organisation", "binding", "document", "posting", "contact_directory", "ledger_contact", "customer" TO counterfoil_app;
GRANT SELECT, INSERT ON "step_link" TO counterfoil_app;
GRANT UPDATE (revoked_at, done_at, done_with, done_by) ON "step_link" TO counterfoil_app;
GRANT DELETE ON "customer_email", "member", "store_key", "posting_dependency", "connection", "hole" TO counterfoil_app;

-- Row-level security, enabled and forced, on every table with a tenant_id: a test reads the catalogue and fails on one without.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT table_name FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY app ON %I TO counterfoil_app USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid) WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
    EXECUTE format('CREATE POLICY system ON %I TO counterfoil_system USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

ALTER TABLE "tenant" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tenant" FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON "tenant" TO counterfoil_app USING (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY system ON "tenant" TO counterfoil_system USING (true) WITH CHECK (true);
CREATE POLICY owner ON "tenant" TO CURRENT_USER USING (true) WITH CHECK (true);

-- A person is visible to a tenant in which they have a seat.
ALTER TABLE "app_user" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "app_user" FORCE ROW LEVEL SECURITY;
CREATE POLICY app ON "app_user" FOR SELECT TO counterfoil_app USING (EXISTS (SELECT 1 FROM member m WHERE m.user_id = app_user.id));
CREATE POLICY system ON "app_user" TO counterfoil_system USING (true) WITH CHECK (true);
CREATE POLICY owner ON "app_user" TO CURRENT_USER USING (true) WITH CHECK (true);

-- Accepts deliveries, several requests a call. Each item is its own tenant, and the order of answers is the order of items.
-- outcome: accepted | replay | token_reused (the same token came before with another event).
CREATE FUNCTION accept_events(items jsonb, replay_window interval)
RETURNS TABLE ("position" int, outcome text, event_id uuid)
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public AS $$
DECLARE
  item jsonb;
  at timestamptz := clock_timestamp();
  key text;
  store uuid;
  tenant uuid;
  seen_key text;
  fresh_id uuid;
BEGIN
  "position" := -1;
  FOR item IN SELECT value FROM jsonb_array_elements(items) LOOP
    "position" := "position" + 1;
    store := (item->>'store_id')::uuid;
    tenant := (item->>'tenant_id')::uuid;
    key := item->>'idempotency_key';
    PERFORM set_config('app.tenant_id', tenant::text, true);

    seen_key := NULL;
    INSERT INTO seen_token AS s (store_id, jti, tenant_id, idempotency_key, expires_at)
      VALUES (store, item->>'jti', tenant, key, (item->>'token_expires_at')::timestamptz)
      ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT s.idempotency_key INTO seen_key FROM seen_token s WHERE s.store_id = store AND s.jti = item->>'jti';
    END IF;
    IF seen_key IS NOT NULL AND seen_key <> key THEN
      outcome := 'token_reused'; event_id := NULL;
      RETURN NEXT; CONTINUE;
    END IF;

    fresh_id := (item->>'event_id')::uuid;
    event_id := NULL;
    INSERT INTO event_key AS k (store_id, idempotency_key, tenant_id, event_id, occurred_at, accepted_at)
      VALUES (store, key, tenant, fresh_id, (item->>'occurred_at')::timestamptz, at)
      ON CONFLICT (store_id, idempotency_key) DO UPDATE
        SET event_id = excluded.event_id, occurred_at = excluded.occurred_at, accepted_at = excluded.accepted_at
        WHERE k.occurred_at <> excluded.occurred_at AND k.accepted_at < at - replay_window
      RETURNING k.event_id INTO event_id;
    IF event_id IS NULL THEN
      SELECT k.event_id INTO event_id FROM event_key k WHERE k.store_id = store AND k.idempotency_key = key;
      IF event_id IS NULL THEN
        RAISE EXCEPTION 'store % is not of tenant %', store, tenant USING ERRCODE = 'foreign_key_violation';
      END IF;
      -- Routed again: what failed, was held or skipped gets another chance.
      UPDATE event e SET state = 'unrouted', next_run_at = at WHERE e.id = event_id;
      outcome := 'replay';
      RETURN NEXT; CONTINUE;
    END IF;

    INSERT INTO event (id, tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, next_run_at, accepted_at)
      VALUES (fresh_id, tenant, store, item->>'name', (item->>'magento_entity_id')::bigint, (item->>'website_id')::int,
              (item->>'magento_store_id')::int, (item->>'occurred_at')::timestamptz, item->'payload', at, at);
    outcome := 'accepted';
    RETURN NEXT;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION accept_events(jsonb, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accept_events(jsonb, interval) TO counterfoil_app;

-- Takes slot, minute and day for one call to Xero in one statement, or says which is used up and until when.
-- Sliding windows are safe wherever Xero's own fixed window lies. A header counts only where it knows of calls that we do not:
-- those are added to ours, so that it can lower what is left and never raise it.
CREATE FUNCTION take_call(p_environment text, p_xero_tenant_id uuid, p_holder text, p_minute interval, p_day interval, p_slot interval, p_reserved boolean, p_minute_limit int)
RETURNS TABLE (slot int, refused_by text, retry_at timestamptz)
LANGUAGE plpgsql SECURITY INVOKER SET search_path = public AS $$
DECLARE
  lane organisation_lane%ROWTYPE;
  at timestamptz;
  used int;
  first_at timestamptz;
  unknown int := 0;
  day_allowed int;
  day_from timestamptz;
  is_day_known boolean;
BEGIN
  INSERT INTO organisation_lane (environment, xero_tenant_id) VALUES (p_environment, p_xero_tenant_id) ON CONFLICT DO NOTHING;
  INSERT INTO call_slot (environment, xero_tenant_id, slot)
    SELECT p_environment, p_xero_tenant_id, n FROM generate_series(1, 5) n ON CONFLICT DO NOTHING;
  SELECT * INTO lane FROM organisation_lane l
    WHERE l.environment = p_environment AND l.xero_tenant_id = p_xero_tenant_id FOR UPDATE;
  -- The clock is read under the lock: whoever waited for it starts now, not when it began to wait.
  at := clock_timestamp();

  SELECT count(*), min(c.started_at) INTO used, first_at FROM call_start c
    WHERE c.environment = p_environment AND c.xero_tenant_id = p_xero_tenant_id AND c.started_at > at - p_minute;
  IF lane.header_at > at - p_minute THEN
    SELECT greatest(0, p_minute_limit - lane.header_minute_left - count(*)::int) INTO unknown FROM call_start c
      WHERE c.environment = p_environment AND c.xero_tenant_id = p_xero_tenant_id
        AND c.started_at > lane.header_at - p_minute AND c.started_at <= lane.header_at;
  END IF;
  IF used + unknown >= p_minute_limit THEN
    refused_by := 'minute';
    retry_at := least(first_at, CASE WHEN unknown > 0 THEN lane.header_at END) + p_minute;
    RETURN NEXT; RETURN;
  END IF;

  -- Any sliding day, until Xero has shown when its own begins.
  unknown := 0;
  is_day_known := coalesce(lane.day_starts_at <= at, false);
  day_from := CASE WHEN is_day_known
    THEN lane.day_starts_at + floor(extract(epoch FROM at - lane.day_starts_at) / extract(epoch FROM p_day)) * p_day
    ELSE at - p_day END;
  SELECT count(*), min(c.started_at) INTO used, first_at FROM call_start c
    WHERE c.environment = p_environment AND c.xero_tenant_id = p_xero_tenant_id AND c.started_at > day_from;
  IF lane.header_at >= day_from THEN
    SELECT greatest(0, lane.day_limit - lane.header_day_left - count(*)::int) INTO unknown FROM call_start c
      WHERE c.environment = p_environment AND c.xero_tenant_id = p_xero_tenant_id
        AND c.started_at > CASE WHEN is_day_known THEN day_from ELSE lane.header_at - p_day END AND c.started_at <= lane.header_at;
  END IF;
  -- One call in twenty of the day is kept for look-ups, approvals and reference data.
  day_allowed := CASE WHEN p_reserved THEN lane.day_limit ELSE lane.day_limit - ceil(lane.day_limit * 0.05)::int END;
  IF used + unknown >= day_allowed THEN
    refused_by := 'day';
    retry_at := CASE WHEN is_day_known THEN day_from + p_day
      ELSE least(least(first_at, CASE WHEN unknown > 0 THEN lane.header_at END) + p_day, lane.day_starts_at) END;
    RETURN NEXT; RETURN;
  END IF;

  UPDATE call_slot s SET held_until = at + p_slot, holder = p_holder
    WHERE s.environment = p_environment AND s.xero_tenant_id = p_xero_tenant_id
      AND s.slot = (SELECT f.slot FROM call_slot f WHERE f.environment = p_environment AND f.xero_tenant_id = p_xero_tenant_id
                      AND (f.held_until IS NULL OR f.held_until <= at) ORDER BY f.slot LIMIT 1)
    RETURNING s.slot INTO slot;
  IF slot IS NULL THEN
    refused_by := 'concurrent';
    SELECT min(s.held_until) INTO retry_at FROM call_slot s WHERE s.environment = p_environment AND s.xero_tenant_id = p_xero_tenant_id;
    RETURN NEXT; RETURN;
  END IF;

  INSERT INTO call_start (environment, xero_tenant_id, started_at) VALUES (p_environment, p_xero_tenant_id, at);
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION take_call(text, uuid, text, interval, interval, interval, boolean, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_call(text, uuid, text, interval, interval, interval, boolean, int) TO counterfoil_system;
