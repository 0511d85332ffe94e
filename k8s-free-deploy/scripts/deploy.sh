#!/usr/bin/env bash
# Deploys services and jobs at TAG: all, or those named. Traffic goes to the new revision; the known good one keeps its tag.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin deploy
in=(--region="$REGION" --project="$PROJECT")
wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=(agents-api content-worker scheduler-service)

# job_files FILE DIRECTORY: one file for each document, since a replacement takes one
job_files() {
  render "$1" | awk -v dir="$2" '/^---$/ { n++; next } { print > (dir "/" n + 0 ".yaml") }'
}

deploy_service() {
  local service=$1 file good
  file=$(mktemp --suffix=.yaml)
  step "Service $service at $TAG" "make logs-$service ENV=$ENV PROJECT=$PROJECT; the old revision serves until the new one is ready"
  render "$here/services/$service.yaml" >"$file"
  good=$(known gcloud run services describe "$service" "${in[@]}" --format="value(status.traffic.filter(tag:known-good).extract(revisionName))" 2>/dev/null || true)
  good=$(printf '%s' "$good" | tr -d "[]'")
  [ -z "$good" ] || printf '    - revisionName: %s\n      tag: known-good\n      percent: 0\n' "$good" >>"$file"
  run gcloud run services replace "$file" "${in[@]}"
  rm -f "$file"
  if [ "$service" = agents-api ]; then
    run gcloud run services add-iam-policy-binding agents-api --member=allUsers --role=roles/run.invoker "${in[@]}" --format=none
  fi
}

for service in "${wanted[@]}"; do
  case $service in
    agents-api | scheduler-service) deploy_service "$service" ;;
    content-worker)
      directory=$(mktemp -d)
      job_files "$here/cloud-run-job.yaml" "$directory"
      for file in "$directory"/*.yaml; do
        step "Job $(sed -n 's/^  name: //p' "$file" | head -1) at $TAG" "make images TAG=$TAG, if the image is not found"
        run gcloud run jobs replace "$file" "${in[@]}"
      done
      rm -rf "$directory"
      # A tick wakes the worker: it starts this one job, and changes nothing.
      run gcloud run jobs add-iam-policy-binding content-worker-drain --member="serviceAccount:$(account scheduler-service)" \
        --role=roles/run.invoker "${in[@]}" --format=none
      ;;
    *) fail "there is no service $service" "one of agents-api, content-worker, scheduler-service" ;;
  esac
done
say "Done. Next: make verify ENV=$ENV PROJECT=$PROJECT TAG=$TAG, and once: make setup-scheduler"
