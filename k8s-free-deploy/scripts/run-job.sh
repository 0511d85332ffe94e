#!/usr/bin/env bash
# Starts a job and waits for its end: JOB is content-worker-drain, catalog-worker, …; ARGS (with commas) replace its own.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin run-job
job=${1:-${JOB:-}}
[ -n "$job" ] || fail "JOB is not set" "make run-job JOB=content-worker-drain"
step "Job $job" "gcloud logging read 'resource.labels.job_name=$job' --project=$PROJECT --limit=30"
run gcloud run jobs execute "$job" ${ARGS:+"--args=$ARGS"} --wait --region="$REGION" --project="$PROJECT"
