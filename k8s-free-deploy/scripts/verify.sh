#!/usr/bin/env bash
# Verifies what serves, in this order: the revision, its health, its start-up events, one real request; then records the
# revisions as known good. --watch looks on for five minutes, every 30 s, and fails on a warning.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin verify
need curl python3
in=(--region="$REGION" --project="$PROJECT")
required=${REQUIRED:-database,pubsub}
declare -A revision
# Tokens go to curl through files, since a command line can be read by everyone.
private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT

# Cloud Run wants to know who asks scheduler-service: the caller, or whoever IDENTITY_TOKEN names.
identity() { if [ -n "${IDENTITY_TOKEN:-}" ]; then echo "$IDENTITY_TOKEN"; else gcloud auth print-identity-token; fi; }

check_revision() {
  local service=$1 back="make rollback SERVICE=$1 ENV=$ENV PROJECT=$PROJECT" all image created ready serving
  step "The revision of $service that serves is the one of $TAG" "$back; or make deploy-$service"
  say "+ gcloud run services describe $service --region=$REGION --project=$PROJECT --format=json"
  revision[$service]=$service-REVISION
  [ "$DRY_RUN" = true ] && return
  all=$(described "$service")
  created=$(sed -n 's/^created //p' <<<"$all")
  ready=$(sed -n 's/^ready //p' <<<"$all")
  serving=$(sed -n 's/^serves 100 //p' <<<"$all")
  image=$(sed -n 's/^image //p' <<<"$all")
  built "$service"
  [ "$created" = "$ready" ] || fail "$service: revision $created was made, but $ready is the newest that is ready" "make logs-$service; the old one still serves"
  [ "$serving" = "$ready" ] || fail "$service: traffic goes to ${serving:-several}, not to $ready" "gcloud run services update-traffic $service --to-latest --region=$REGION --project=$PROJECT"
  [ "$image" = "$IMAGE" ] || fail "$service serves $image, and $TAG is $IMAGE" "make deploy-$service TAG=$TAG"
  revision[$service]=$ready
  say "  $ready serves"
}

check_health() {
  local service=$1 url body
  step "Health of $service" "make logs-$service; make rollback SERVICE=$service"
  url=$(service_url "$service")
  say "+ curl $url/health"
  [ "$DRY_RUN" = true ] && return
  printf 'X-Serverless-Authorization: Bearer %s\n' "$(identity)" >"$private/identity"
  body=$(curl -fsS --max-time 60 -H "@$private/identity" "$url/health")
  printf '%s' "$body" | grep -q '"status":"healthy"' || fail "$service is not healthy: $body" "what is false there is what to mend; make logs-$service"
  for name in ${required//,/ }; do
    printf '%s' "$body" | grep -q "\"$name\":true" || fail "$service: $name is not true: $body" "give the service what $name wants, or leave it out of REQUIRED"
  done
  say "  healthy: $required"
}

check_start() {
  local service=$1 seen event
  step "The five events of the start of ${revision[$service]}" "make logs-$service; they come a minute late at times: try again"
  run gcloud logging read "resource.type=cloud_run_revision AND resource.labels.revision_name=${revision[$service]} AND jsonPayload.event:*" \
    --project="$PROJECT" --freshness=1d --limit=500 --format='value(jsonPayload.event)'
  [ "$DRY_RUN" = true ] && return
  seen=$(gcloud logging read "resource.type=cloud_run_revision AND resource.labels.revision_name=${revision[$service]} AND jsonPayload.event:*" \
    --project="$PROJECT" --freshness=1d --limit=500 --format='value(jsonPayload.event)')
  for event in schema.ready database.connected database.verified messaging.ready application.ready; do
    has "$seen" "$event" || fail "$service did not log $event" "$next"
  done
}

# A token of five minutes for one request; the key goes through a pipe, and through no command line.
token() {
  gcloud secrets versions access latest --secret=secret-key --project="$PROJECT" | python3 -c '
import base64, hashlib, hmac, json, sys, time
encode = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=")
now = int(time.time())
claims = {"sub": "verify", "organization_id": "verify", "scope": "requests:read requests:write", "iat": now, "exp": now + 300}
text = b".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
print((text + b"." + encode(hmac.new(sys.stdin.buffer.read(), text, hashlib.sha256).digest())).decode())'
}

check_request() {
  local url location auth
  step "One real request, end to end" "make logs-agents-api; make run-job JOB=content-worker-drain; make dlq"
  url=$(service_url agents-api)
  say "+ curl -X POST $url/v1/content-requests, then make run-job JOB=content-worker-drain, then GET ?wait=60 until it is completed"
  [ "$DRY_RUN" = true ] && return
  auth=$private/authorization
  printf 'Authorization: Bearer %s\n' "$(token)" >"$auth"
  location=$(curl -fsS -D - -o /dev/null -H "@$auth" -H 'Content-Type: application/json' "$url/v1/content-requests" \
    -d '{"student_id":"verify","topic":"Python Basics","grade_level":"9th Grade"}' | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  gcloud run jobs execute content-worker-drain "${in[@]}" --async --format=none
  for _ in 1 2 3 4 5; do
    if curl -fsS --max-time 90 -H "@$auth" "$url${location#"$url"}?wait=60" | grep -q '"status":"completed"'; then
      say "  completed: $location"
      return
    fi
  done
  fail "the request $location was not completed within five minutes" "$next"
}

watch() {
  local round warnings
  step "Five minutes of looking on" "make rollback ENV=$ENV PROJECT=$PROJECT"
  for round in 1 2 3 4 5 6 7 8 9 10; do
    for service in "${SERVICES[@]}"; do
      check_health "$service"
      run gcloud logging read "resource.labels.revision_name=${revision[$service]} AND severity>=WARNING" --project="$PROJECT" --freshness=1m --limit=5
      [ "$DRY_RUN" = true ] && continue
      warnings=$(gcloud logging read "resource.labels.revision_name=${revision[$service]} AND severity>=WARNING" \
        --project="$PROJECT" --freshness=1m --limit=5 --format='value(severity,jsonPayload.event,jsonPayload.message)')
      [ -z "$warnings" ] || fail "$service warned: $warnings" "make logs-$service; make rollback SERVICE=$service"
    done
    say "  round $round of 10: quiet"
    [ "$DRY_RUN" = true ] && return
    sleep 30
  done
}

for service in "${SERVICES[@]}"; do check_revision "$service"; done
for service in "${SERVICES[@]}"; do check_health "$service"; done
for service in "${SERVICES[@]}"; do check_start "$service"; done
check_request
[ "$WATCH" = true ] && watch
for service in "${SERVICES[@]}"; do
  step "${revision[$service]} is known good" "roles/run.developer is needed"
  run gcloud run services update-traffic "$service" --update-tags="known-good=${revision[$service]}" "${in[@]}" --format=none
done
say "Verified: $TAG serves in $ENV."
