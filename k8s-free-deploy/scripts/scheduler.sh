#!/usr/bin/env bash
# scheduler.sh pause | resume | tick
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin "${1:-scheduler}"
at=(--location="$REGION" --project="$PROJECT")
case ${1:-} in
  pause | resume)
    step "$1 of the ticks" "gcloud scheduler jobs describe scheduler-tick --location=$REGION --project=$PROJECT; make setup-scheduler"
    run gcloud scheduler jobs "$1" scheduler-tick "${at[@]}" --format=none
    ;;
  tick)
    step "One tick, as Cloud Scheduler makes it" "make logs-scheduler-service; a 403 wants make setup-scheduler"
    run gcloud scheduler jobs run scheduler-tick "${at[@]}"
    run gcloud scheduler jobs describe scheduler-tick "${at[@]}" --format='yaml(state,lastAttemptTime,status,httpTarget.oidcToken)'
    ;;
  *) fail "what to do was not said" "scheduler.sh pause, resume or tick" ;;
esac
