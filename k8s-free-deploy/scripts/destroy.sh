#!/usr/bin/env bash
# Deletes what costs: one service (destroy.sh agents-api), or services, jobs, triggers and the database. Asks twice.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin destroy
in=(--region="$REGION" --project="$PROJECT" --quiet)
what=${1:-all}
confirm "Delete $what of $ENV in $PROJECT?"
if [ "${CI:-}" = true ] || [ "$DRY_RUN" = true ]; then
  [ "$DRY_RUN" = true ] || [ "${SURE:-}" = "$PROJECT" ] || fail "CI=true asks nothing, and SURE does not name the project" "set SURE=$PROJECT"
else
  printf 'Type the project once more: ' >&2
  read -r again
  [ "$again" = "$PROJECT" ] || fail "$again is not $PROJECT; nothing was deleted" "run it again"
fi
jobs=$(known gcloud run jobs list --region="$REGION" --project="$PROJECT" --format='value(metadata.name)')
delete_service() {
  step "Service $1" "it may have deletion protection, or be Terraform's"
  run gcloud run services delete "$1" "${in[@]}"
}
delete_jobs() {
  for job in content-worker-drain catalog-worker catalog-review catalog-cleanup catalog-watchdog catalog-backup; do
    step "Job $job" "gcloud run jobs list --region=$REGION --project=$PROJECT"
    if [ "$DRY_RUN" = true ] || has "$jobs" "$job"; then run gcloud run jobs delete "$job" "${in[@]}"; fi
  done
}
case $what in
  agents-api | scheduler-service) delete_service "$what" ;;
  content-worker) delete_jobs ;;
  all)
    triggers=$(known gcloud scheduler jobs list --location="$REGION" --project="$PROJECT" --format='value(name)')
    for name in scheduler-tick trigger-catalog-worker trigger-catalog-review trigger-catalog-cleanup trigger-catalog-watchdog trigger-catalog-backup; do
      step "Trigger $name" "gcloud scheduler jobs list --location=$REGION --project=$PROJECT"
      if [ "$DRY_RUN" = true ] || has "$triggers" "$name"; then run gcloud scheduler jobs delete "$name" --location="$REGION" --project="$PROJECT" --quiet; fi
    done
    delete_service agents-api
    delete_service scheduler-service
    delete_jobs
    step "Database, after a last backup" "gcloud sql instances list --project=$PROJECT"
    run gcloud sql backups create --instance=millrace --description="before destroy" --project="$PROJECT"
    run gcloud sql instances delete millrace --project="$PROJECT" --quiet
    say "Topics, secrets, accounts and images stay: they cost next to nothing. Deleting the project deletes them."
    ;;
  *) fail "there is no $what" "agents-api, content-worker, scheduler-service, or nothing for all" ;;
esac
