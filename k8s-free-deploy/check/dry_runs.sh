#!/usr/bin/env bash
# Each script with --dry-run: it must succeed, print its commands, and ask nothing of Google. PRINTED=file keeps what they print.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in gcloud curl docker; do
  printf '#!/bin/sh\necho "called: %s $*" >>"%s/called"\nexit 1\n' "$tool" "$work" >"$work/$tool"
  chmod +x "$work/$tool"
done
export PATH="$work:$PATH" PROJECT=demo ENV=dev REGION=us-central1 TAG=abc CI=true FROM=demo-dev JOB=content-worker-drain FINGERPRINT=f

runs=0
refusals=0

# expect TEXT SCRIPT ARGUMENT…: the dry run's output has the text
expect() {
  local text=$1
  shift
  runs=$((runs + 1))
  if ! "$@" --dry-run >"$work/out" 2>&1; then cat "$work/out"; echo "failed: $*"; exit 1; fi
  if ! grep -qF -- "$text" "$work/out"; then cat "$work/out"; echo "$* does not print: $text"; exit 1; fi
  grep '^[+?]' "$work/out" >>"${PRINTED:-/dev/null}" || true
}

expect 'Dry run' scripts/doctor.sh
expect '--dead-letter-topic=content-generation-dlq --max-delivery-attempts=5' scripts/bootstrap.sh
SECRET_MANAGER_KEYS=GEMINI_API_KEY,OPENAI_API_KEY=openai:2 expect 'add-iam-policy-binding openai' scripts/bootstrap.sh
expect '--no-assign-ip' scripts/bootstrap.sh
if grep -E 'add-iam-policy-binding.*roles/(owner|editor|viewer|[a-z]+\.admin)' "$work/out"; then echo "That is more than an account needs."; exit 1; fi
expect 'gcloud builds submit' scripts/images.sh
JDK=my-jdk BUILDER=docker expect '--build-arg JDK=my-jdk' scripts/images.sh
BUILDER=docker expect '--target scheduler-service' scripts/images.sh
expect 'jobs execute migrate --wait' scripts/migrate.sh
expect '--args=migrate\,--rollback-to\,15' scripts/migrate.sh --rollback-to 15
expect 'gcloud run jobs replace' scripts/deploy.sh
expect 'jobs execute migrate --wait' scripts/deploy.sh
expect 'scheduler jobs create http scheduler-tick' scripts/deploy.sh
BUILDER=jib expect 'jib:build' scripts/images.sh
expect 'gcloud run services replace' scripts/deploy.sh agents-api
expect '--update-tags=known-good=agents-api-REVISION' scripts/verify.sh --watch
expect '--to-revisions=agents-api-KNOWN-GOOD=100' scripts/rollback.sh
expect 'cloudbuild-promote.yaml' scripts/promote.sh
expect 'execute content-worker-drain --wait' scripts/run-job.sh
expect '--oidc-token-audience=millrace-ticks-dev' ./setup-scheduler.sh
expect 'trigger-catalog-backup --schedule=0\ 2' ./setup-scheduler.sh
expect 'jobs pause scheduler-tick' scripts/scheduler.sh pause
expect 'jobs resume scheduler-tick' scripts/scheduler.sh resume
expect 'jobs run scheduler-tick' scripts/scheduler.sh tick
expect 'executions list' scripts/status.sh
expect 'resource.labels.service_name=agents-api' scripts/logs.sh agents-api
expect 'gcloud builds log' scripts/logs.sh build
expect 'group_by=fingerprint' scripts/dlq.sh list
expect '/v1/dead-letters/redrive' scripts/dlq.sh redrive
expect 'backup-catalog' scripts/backup-catalog.sh
expect 'a month, without models' scripts/cost.sh
expect 'sql instances delete millrace' scripts/destroy.sh
expect 'jobs delete trigger-catalog-backup' scripts/destroy.sh
expect 'services delete agents-api' scripts/destroy.sh agents-api
[ ! -e "$work/called" ] || { cat "$work/called"; echo "A dry run called a tool."; exit 1; }

# refused TEXT SCRIPT…: it fails, and says what to do next
refused() {
  local text=$1
  shift
  refusals=$((refusals + 1))
  if "$@" >"$work/out" 2>&1; then echo "not refused: $*"; exit 1; fi
  if ! grep -q "^Next: " "$work/out" || ! grep -qF -- "$text" "$work/out"; then cat "$work/out"; echo "$* does not say: $text"; exit 1; fi
}
PROJECT='' refused 'PROJECT is not set' scripts/deploy.sh
ENV=qa refused 'none of dev, staging, prod' scripts/deploy.sh
refused 'there is no service x' scripts/deploy.sh x --dry-run
refused 'SURE does not name the project' scripts/destroy.sh
refused 'no version was given' scripts/migrate.sh --rollback-to '' --dry-run
rm -f "$work/called"
refused 'gcloud' scripts/scheduler.sh pause
SECRET_MANAGER_KEYS='=;' refused 'SECRET_MANAGER_KEYS names no secret' scripts/bootstrap.sh --dry-run
BUILDER=kaniko refused 'BUILDER=kaniko is not known' scripts/images.sh --dry-run
FROM='' refused 'FROM is not set' scripts/promote.sh --dry-run
JOB='' refused 'JOB is not set' scripts/run-job.sh --dry-run
TOKEN='' refused 'TOKEN is not set' scripts/dlq.sh list
FINGERPRINT='' refused 'FINGERPRINT is not set' scripts/dlq.sh redrive --dry-run
REVISION=x refused 'REVISION is set without SERVICE' scripts/rollback.sh --dry-run
refused 'there are no logs of x' scripts/logs.sh x --dry-run
refused 'what to do was not said' scripts/scheduler.sh --dry-run
DATABASE_TIER=db-huge refused 'the price of db-huge is not known' scripts/cost.sh
echo "   $runs dry runs, $refusals refusals"
