#!/usr/bin/env bash
# Makes Cloud Scheduler call scheduler-service for ticks, and start the catalog's jobs. May be repeated: what is as it
# should be stays, what differs is updated.
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/scripts/lib.sh"
begin setup-scheduler
at=(--location="$REGION" --project="$PROJECT")

step "Who calls for ticks, and who starts jobs" "roles/run.admin is needed, and make bootstrap and make deploy before"
accounts=$(known gcloud iam service-accounts list --project="$PROJECT" --format='value(email)')
for id in scheduler-caller job-starter; do
  has "$accounts" "$(account "$id")" || run gcloud iam service-accounts create "$id" --display-name="Millrace $id" --project="$PROJECT"
done
allow services scheduler-service "serviceAccount:$(account scheduler-caller)"

existing=$(known gcloud scheduler jobs list "${at[@]}" --format='value(name,schedule,timeZone)')

# trigger NAME SCHEDULE ZONE URI FLAG…
trigger() {
  local name=$1 schedule=$2 zone=$3 uri=$4 line verb=create
  shift 4
  line=$(printf '%s\n' "$existing" | sed 's,^[^[:blank:]]*/,,' | awk -F '\t' -v name="$name" '$1 == name')
  [ "$line" = "$(printf '%s\t%s\t%s' "$name" "$schedule" "$zone")" ] && { say "  $name is as it should be"; return; }
  [ -z "$line" ] || verb=update
  run gcloud scheduler jobs "$verb" http "$name" --schedule="$schedule" --time-zone="$zone" --uri="$uri" --http-method=POST \
    --attempt-deadline=60s "$@" "${at[@]}" --format=none
}

step "Ticks" "make deploy-scheduler-service, if there is no such service"
trigger scheduler-tick "${SCHEDULER_CADENCE:-* * * * *}" "${SCHEDULER_TIMEZONE:-UTC}" "$(service_url scheduler-service)/cron/tick" \
  --oidc-service-account-email="$(account scheduler-caller)" --oidc-token-audience="$AUDIENCE" --max-retry-attempts=0

step "The catalog's jobs" "make deploy-content-worker, if there is no such job"
catalog() {
  allow jobs "$1" "serviceAccount:$(account job-starter)"
  trigger "trigger-$1" "$2" UTC "https://run.googleapis.com/v2/projects/$PROJECT/locations/$REGION/jobs/$1:run" \
    --oauth-service-account-email="$(account job-starter)" --oauth-token-scope=https://www.googleapis.com/auth/cloud-platform \
    --max-retry-attempts=1
}
catalog catalog-worker '*/15 * * * *'
catalog catalog-review '0 */3 * * *'
catalog catalog-cleanup '0 8 * * *'
catalog catalog-watchdog '0 */6 * * *'
catalog catalog-backup '0 2 * * *'
say "Done. Next: make tick ENV=$ENV PROJECT=$PROJECT, then make logs-scheduler-service"
