#!/usr/bin/env bash
# Runs scripts for real, by gcloud, against a stand-in for Google's APIs, and holds the calls to what was meant: also when
# one of them is refused, and when a script is run again.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 check/google_apis.py "$port" "$work/calls" "$work/refused" "$work/world" &
stand=$!
trap 'kill $stand 2>/dev/null; rm -rf "$work"' EXIT
export CLOUDSDK_CONFIG=$work/config CLOUDSDK_CORE_PROJECT=demo CLOUDSDK_CORE_DISABLE_PROMPTS=1 CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true
export CLOUDSDK_PROXY_TYPE=http CLOUDSDK_PROXY_ADDRESS=127.0.0.1 CLOUDSDK_PROXY_PORT=$port CLOUDSDK_CORE_DISABLE_USAGE_REPORTING=true
export CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=1
for api in RUN CLOUDSCHEDULER IAM ARTIFACTREGISTRY LOGGING SECRETMANAGER SQL; do export "CLOUDSDK_API_ENDPOINT_OVERRIDES_$api=http://${api,,}.invalid/"; done
export CI=true PROJECT=demo ENV=dev REGION=us-central1 TAG=one IDENTITY_TOKEN=somebody
touch "$work/calls"
# world HEALTHY EVENT…: what deployed services say of themselves, and what they logged when they started
world() {
  local healthy=$1
  shift
  printf '{"health":{"status":"healthy","services":{"database":true,"pubsub":%s}},"events":[%s]}' "$healthy" \
    "$(printf '"%s",' "$@" | sed 's/,$//')" >"$work/world"
}
start=(schema.ready database.connected database.verified messaging.ready application.ready)
world true "${start[@]}"

# script NAME…: runs it, from an empty record
script() {
  : >"$work/calls"
  "$@" >"$work/out" 2>&1 || { cat "$work/out"; echo "failed: $*"; return 1; }
}
# wrote: the calls that change something
wrote() { grep -E '"method": "(POST|PUT|PATCH|DELETE)"' "$work/calls" | grep -vE ':getIamPolicy|entries:list' || true; }
expect() { wrote | grep -qE -- "$1" || { wrote; echo "no such call: $1"; exit 1; }; }

# refuses TEXT SCRIPT…: it fails, changes nothing, and says why and what is next
refuses() {
  local text=$1
  shift
  : >"$work/calls"
  if "$@" >"$work/out" 2>&1; then cat "$work/out"; echo "not refused: $*"; exit 1; fi
  if ! grep -q '^Next: ' "$work/out" || ! grep -qF -- "$text" "$work/out"; then cat "$work/out"; echo "$* does not say: $text"; exit 1; fi
  [ -z "$(wrote)" ] || { wrote; echo "$* was refused, and had changed something"; exit 1; }
}

TAG=missing refuses 'there is no image us-central1-docker.pkg.dev/demo/millrace/content-worker:missing' scripts/migrate.sh
SECRET_MANAGER_KEYS=GEMINI_API_KEY,OPENAI_API_KEY script scripts/deploy.sh
wrote | grep -o '"POST", "path": "[^"]*\(:run\|/services\)"' >"$work/order"
head -1 "$work/order" | grep -q 'jobs/migrate:run' || { cat "$work/order"; echo "a service was deployed before the schema was there"; exit 1; }
expect '"POST", "path": "/apis/serving.knative.dev/v1/namespaces/demo/services".*us-central1-docker.pkg.dev/demo/millrace/agents-api@sha256:[0-9a-f]{64}'
expect '"POST", "path": "[^"]*/services".*"secretKeyRef": [{]"key": "3", "name": "secret-key"'
expect '/jobs".*"name": "catalog-review".*"timeoutSeconds": "?14400'
expect '/jobs".*"name": "catalog-backup".*"timeoutSeconds": "?3600'
expect 'trigger-catalog-backup.*"0 2 \* \* \*"|"0 2 \* \* \*".*trigger-catalog-backup'
expect '/jobs".*"name": "SECRET_MANAGER_KEYS", "value": "GEMINI_API_KEY,OPENAI_API_KEY"'
expect 'agents-api:setIamPolicy.*allUsers'
expect 'content-worker-drain:setIamPolicy.*scheduler-service@demo'
if wrote | grep -q 'scheduler-service:setIamPolicy.*allUsers'; then echo "scheduler-service is open to everyone"; exit 1; fi
echo "   deploy: the schema, two services, one of them public, six jobs, and the ticks"

for name in trigger-catalog-cleanup trigger-catalog-watchdog; do gcloud scheduler jobs delete "$name" --location=us-central1 --quiet >/dev/null 2>&1; done
echo 'POST .*trigger-catalog-cleanup' >"$work/refused"
if ./setup-scheduler.sh >"$work/out" 2>&1; then echo "a refused call was not noticed"; exit 1; fi
grep -q '^Next: ' "$work/out" || { cat "$work/out"; echo "it does not say what is next"; exit 1; }
rm "$work/refused"
script ./setup-scheduler.sh
expect 'trigger-catalog-cleanup'
expect 'trigger-catalog-watchdog'
if wrote | grep -q scheduler-tick; then echo "what was made before the refusal was made again"; exit 1; fi
SCHEDULER_CADENCE='*/5 * * * *' script ./setup-scheduler.sh
expect '"PATCH".*scheduler-tick.*\*/5'
[ "$(wrote | wc -l)" = 1 ] || { wrote; echo "one change of the cadence was more than one call"; exit 1; }
echo "   setup-scheduler: refused in the middle, mended by a second run; a third with another cadence changed that, and nothing else"

world false "${start[@]}"
refuses 'agents-api: pubsub is not true' scripts/verify.sh
world true schema.ready database.connected
refuses 'agents-api did not log database.verified' scripts/verify.sh
world true "${start[@]}"
TAG=two refuses 'agents-api serves us-central1-docker.pkg.dev/demo/millrace/agents-api@' scripts/verify.sh
script scripts/verify.sh
expect 'jobs/content-worker-drain:run'
expect '"PUT".*services/agents-api".*"revisionName": "agents-api-00001".*"tag": "known-good"|"PUT".*services/agents-api".*"tag": "known-good".*"revisionName": "agents-api-00001"'
echo "   verify: a service that is not well, one that did not start whole and one of another image are refused; one real request"

TAG=two script scripts/deploy.sh agents-api
expect '"PUT".*"revisionName": "agents-api-00001", "tag": "known-good"|"PUT".*"tag": "known-good".*"revisionName": "agents-api-00001"'
SERVICE=agents-api script scripts/rollback.sh
expect '"PUT".*services/agents-api".*"revisionName": "agents-api-00001"'
wrote | grep -qE '"percent": 100, "revisionName": "agents-api-00001"|"revisionName": "agents-api-00001"[^}]*"percent": 100' || { wrote; echo "traffic was not put back"; exit 1; }
echo "   rollback: a second revision was deployed, and all traffic went back to the known good one"

script scripts/migrate.sh --rollback-to 15
expect '"POST".*backupRuns'
expect 'jobs/migrate:run.*"migrate", "--rollback-to", "15"'
echo "   migrate-rollback: backed up first"

script scripts/scheduler.sh pause
expect 'scheduler-tick:pause'
script scripts/scheduler.sh resume
expect 'scheduler-tick:resume'
script scripts/run-job.sh content-worker-drain
expect 'jobs/content-worker-drain:run'
echo "   pause, resume, run-job"
