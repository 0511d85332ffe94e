#!/usr/bin/env bash
# Runs the migration job: up, or back to a version (migrate.sh --rollback-to N), INVALID indexes included.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin migrate
if [ "${1:-}" = --rollback-to ] && ! [[ ${2:-} =~ ^[0-9]+$ ]]; then
  fail "no version was given" "make migrate-rollback TO=15: the newest migration that stays"
fi
step "The migration job, at $TAG" "make images TAG=$TAG"
built content-worker
render "$here/services/migrate.yaml" >"${file:=$(mktemp --suffix=.yaml)}"
run gcloud run jobs replace "$file" --region="$REGION" --project="$PROJECT"
rm -f "$file"
logs="gcloud logging read 'resource.labels.job_name=migrate' --project=$PROJECT --limit=30"
if [ "${1:-}" = --rollback-to ]; then
  confirm "Undo every migration after V$2 in $PROJECT? What only newer versions hold is lost."
  step "Backup before the rollback" "gcloud sql backups list --instance=millrace --project=$PROJECT"
  run gcloud sql backups create --instance=millrace --description="before rollback to $2" --project="$PROJECT"
  step "Rollback to V$2" "$logs"
  run gcloud run jobs execute migrate --args="migrate,--rollback-to,$2" --wait --region="$REGION" --project="$PROJECT"
else
  step "Migration" "$logs; then make migrate-rollback TO=N undoes what stopped half-way"
  run gcloud run jobs execute migrate --wait --region="$REGION" --project="$PROJECT"
fi
say "Done. Next: make deploy ENV=$ENV PROJECT=$PROJECT TAG=$TAG"
