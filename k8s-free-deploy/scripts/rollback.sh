#!/usr/bin/env bash
# Puts all traffic back to the last known good revision, or to REVISION; of SERVICE, or of both services.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin rollback
need python3
in=(--region="$REGION" --project="$PROJECT")
services=("${SERVICES[@]}")
[ -z "${SERVICE:-}" ] || services=("$SERVICE")
[ -z "${REVISION:-}" ] || [ -n "${SERVICE:-}" ] || fail "REVISION is set without SERVICE" "say whose: make rollback SERVICE=agents-api REVISION=…"
for service in "${services[@]}"; do
  step "Rollback of $service" "gcloud run revisions list --service=$service --region=$REGION --project=$PROJECT; then make rollback SERVICE=$service REVISION=…"
  good=${REVISION:-}
  if [ -z "$good" ] && [ "$DRY_RUN" = true ]; then good=$service-KNOWN-GOOD; fi
  if [ -z "$good" ]; then
    good=$(known_good "$service")
    [ -n "$good" ] || fail "no revision of $service was ever verified" "$next"
  fi
  run gcloud run services update-traffic "$service" --to-revisions="$good=100" "${in[@]}" --format=none
done
say "Done. The schema is as it was: older code runs on it. Next: curl the services' /health (make status), find the cause (make logs-agents-api)"
