#!/usr/bin/env bash
# Deploys services and jobs at TAG, those that are named; or everything: images if they are missing, schema, services,
# jobs, ticks. Traffic goes to the new revision; the known good one keeps its tag.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin deploy
need python3
in=(--region="$REGION" --project="$PROJECT")
for service in "$@"; do
  case $service in
    agents-api | content-worker | scheduler-service) ;;
    *) fail "there is no service $service" "one of agents-api, content-worker, scheduler-service" ;;
  esac
done

deploy_service() {
  local service=$1 file good
  step "Service $service at $TAG" "make logs-$service ENV=$ENV PROJECT=$PROJECT; the old revision serves until the new one is ready"
  built "$service"
  file=$(mktemp --suffix=.yaml)
  render "$here/services/$service.yaml" >"$file"
  good=$(known known_good "$service")
  [ -z "$good" ] || printf '    - revisionName: %s\n      tag: known-good\n      percent: 0\n' "$good" >>"$file"
  run gcloud run services replace "$file" "${in[@]}"
  rm -f "$file"
  [ "$service" != agents-api ] || allow services agents-api allUsers
}

deploy_jobs() {
  local directory file
  step "Jobs at $TAG" "make images TAG=$TAG"
  built content-worker
  directory=$(mktemp -d)
  # One file for each document, since a replacement takes one.
  render "$here/cloud-run-job.yaml" | awk -v dir="$directory" '/^---$/ { n++; next } { print > (dir "/" n + 0 ".yaml") }'
  for file in "$directory"/*.yaml; do
    step "Job $(sed -n 's/^  name: //p' "$file" | head -1) at $TAG" "gcloud run jobs list --region=$REGION --project=$PROJECT"
    run gcloud run jobs replace "$file" "${in[@]}"
  done
  rm -rf "$directory"
  # A tick wakes the worker: it starts this one job, and changes nothing.
  allow jobs content-worker-drain "serviceAccount:$(account scheduler-service)"
}

wanted=("$@")
if [ $# = 0 ]; then
  wanted=(agents-api content-worker scheduler-service)
  step "The images of $TAG" "make images ENV=$ENV PROJECT=$PROJECT"
  for service in "${wanted[@]}"; do
    if [ -z "$(image "$service")" ]; then
      go scripts/images.sh
      break
    fi
    say "  $service is there"
  done
  go scripts/migrate.sh
fi
step "The version of the secret that tokens are signed by" "make bootstrap ENV=$ENV PROJECT=$PROJECT"
pinned secret-key
for service in "${wanted[@]}"; do
  if [ "$service" = content-worker ]; then deploy_jobs; else deploy_service "$service"; fi
done
[ $# -gt 0 ] || go setup-scheduler.sh
say "Done. Next: make verify ENV=$ENV PROJECT=$PROJECT TAG=$TAG"
