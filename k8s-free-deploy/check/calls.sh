#!/usr/bin/env bash
# Runs scripts for real, by gcloud, against a stand-in for Google's APIs, and holds the calls to what was meant: also when
# one of them is refused, and when a script is run again.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python3 check/google_apis.py "$port" "$work/calls" "$work/refused" &
stand=$!
trap 'kill $stand 2>/dev/null; rm -rf "$work"' EXIT
export CLOUDSDK_CONFIG=$work/config CLOUDSDK_CORE_PROJECT=demo CLOUDSDK_CORE_DISABLE_PROMPTS=1 CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true
export CLOUDSDK_PROXY_TYPE=http CLOUDSDK_PROXY_ADDRESS=127.0.0.1 CLOUDSDK_PROXY_PORT=$port CLOUDSDK_CORE_DISABLE_USAGE_REPORTING=true
export CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=1
for api in RUN CLOUDSCHEDULER IAM; do export "CLOUDSDK_API_ENDPOINT_OVERRIDES_$api=http://${api,,}.invalid/"; done
export CI=true PROJECT=demo ENV=dev REGION=us-central1 TAG=one
touch "$work/calls"

# script NAME…: runs it, from an empty record
script() {
  : >"$work/calls"
  "$@" >"$work/out" 2>&1 || { cat "$work/out"; echo "failed: $*"; return 1; }
}
# wrote: the calls that change something
wrote() { grep -E '"method": "(POST|PUT|PATCH|DELETE)"' "$work/calls" | grep -v ':getIamPolicy' || true; }
expect() { wrote | grep -qE -- "$1" || { wrote; echo "no such call: $1"; exit 1; }; }

script scripts/deploy.sh
expect '"POST", "path": "/apis/serving.knative.dev/v1/namespaces/demo/services".*us-central1-docker.pkg.dev/demo/millrace/agents-api:one'
expect '/jobs".*"name": "catalog-review".*"timeoutSeconds": "?14400'
expect 'agents-api:setIamPolicy.*allUsers'
expect 'content-worker-drain:setIamPolicy.*scheduler-service@demo'
if wrote | grep -q 'scheduler-service:setIamPolicy.*allUsers'; then echo "scheduler-service is open to everyone"; exit 1; fi
echo "   deploy: two services, five jobs, one of them public"

echo 'POST .*trigger-catalog-cleanup' >"$work/refused"
if ./setup-scheduler.sh >"$work/out" 2>&1; then echo "a refused call was not noticed"; exit 1; fi
grep -q '^Next: ' "$work/out" || { cat "$work/out"; echo "it does not say what is next"; exit 1; }
rm "$work/refused"
script ./setup-scheduler.sh
expect 'trigger-catalog-cleanup'
expect 'trigger-catalog-watchdog'
if wrote | grep -q scheduler-tick; then echo "what was made before the refusal was made again"; exit 1; fi
script ./setup-scheduler.sh
[ -z "$(wrote)" ] || { wrote; echo "a second run changed something"; exit 1; }
SCHEDULER_CADENCE='*/5 * * * *' script ./setup-scheduler.sh
expect '"PATCH".*scheduler-tick.*\*/5'
[ "$(wrote | wc -l)" = 1 ] || { wrote; echo "one change of the cadence was more than one call"; exit 1; }
echo "   setup-scheduler: refused in the middle, mended by a second run; a third changed nothing; a new cadence is one call"

script gcloud run services update-traffic agents-api --update-tags=known-good=agents-api-00001 --region=us-central1
TAG=two script scripts/deploy.sh agents-api
expect 'agents-api:two.*"tag": "known-good"|"tag": "known-good".*agents-api:two'
SERVICE=agents-api script scripts/rollback.sh
expect '"PUT".*services/agents-api".*"revisionName": "agents-api-00001"'
wrote | grep -qE '"percent": 100, "revisionName": "agents-api-00001"|"revisionName": "agents-api-00001"[^}]*"percent": 100' || { wrote; echo "traffic was not put back"; exit 1; }
echo "   rollback: a second revision was deployed, and all traffic went back to the known good one"

script scripts/scheduler.sh pause
expect 'scheduler-tick:pause'
script scripts/scheduler.sh resume
expect 'scheduler-tick:resume'
script scripts/run-job.sh content-worker-drain
expect 'jobs/content-worker-drain:run'
echo "   pause, resume, run-job"
