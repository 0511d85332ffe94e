#!/usr/bin/env bash
# What there is and how it stands: services, jobs and their last runs, ticks, subscriptions, database.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin status
in=(--region="$REGION" --project="$PROJECT")
step "Services" "make doctor"
run gcloud run services list "${in[@]}" --format='table(metadata.name,status.latestReadyRevisionName,status.traffic[].revisionName,status.url)'
run gcloud run revisions list --limit=10 "${in[@]}"
step "Jobs, and what ran last" "make deploy-content-worker"
run gcloud run jobs list "${in[@]}"
run gcloud run jobs executions list --limit=10 "${in[@]}"
step "Ticks and triggers" "make setup-scheduler"
run gcloud scheduler jobs list --location="$REGION" --project="$PROJECT"
step "Subscriptions and images" "make bootstrap"
run gcloud pubsub subscriptions list --project="$PROJECT" --format='table(name,deadLetterPolicy.deadLetterTopic)'
run gcloud artifacts docker images list "$REGISTRY" --include-tags --limit=10 --project="$PROJECT"
step "Database" "make bootstrap"
run gcloud sql instances list --project="$PROJECT"
