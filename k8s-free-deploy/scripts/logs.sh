#!/usr/bin/env bash
# The newest lines of one service or of its jobs, newest first; logs.sh build: the newest build's.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin logs
what=${1:-}
case $what in
  build)
    step "The newest build" "gcloud builds list --region=$REGION --project=$PROJECT"
    build=$(known gcloud builds list --region="$REGION" --project="$PROJECT" --limit=1 --format='value(id)')
    run gcloud builds log "${build:-BUILD}" --region="$REGION" --project="$PROJECT"
    ;;
  agents-api | scheduler-service) filter="resource.labels.service_name=$what" ;;
  content-worker) filter="resource.type=cloud_run_job AND resource.labels.job_name:(content-worker-drain OR catalog OR migrate)" ;;
  *) fail "there are no logs of $what" "logs.sh agents-api, content-worker, scheduler-service or build" ;;
esac
if [ "$what" != build ]; then
  step "Logs of $what" "FILTER narrows them, such as FILTER='severity>=ERROR' or FILTER='jsonPayload.correlation_id=\"test-001\"'"
  run gcloud logging read "$filter${FILTER:+ AND $FILTER}" --project="$PROJECT" --limit="${LIMIT:-50}" \
    --format='value(timestamp,severity,jsonPayload.event,jsonPayload.message,textPayload)'
fi
