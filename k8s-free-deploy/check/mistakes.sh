#!/usr/bin/env bash
# Makes mistakes in a copy, one at a time: each must be caught, or the checks are worth nothing. mistakes.sh terraform: those
# that Terraform must catch.
set -Eeuo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
caught=0

# gcloud reads all of a file before it asks anything, and names what it does not know.
attributes() {
  CLOUDSDK_CONFIG=$work/config CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true gcloud run services replace "$1" --region=us-central1 --project=demo \
    >"$work/replaced" 2>&1 || true
  cat "$work/replaced"
  ! grep -q 'Failed to parse' "$work/replaced"
}
# module DIRECTORY: it is valid, and its tests hold
module() { terraform -chdir="$1" init -backend=false -input=false && terraform -chdir="$1" validate && terraform -chdir="$1" test; }
parser() { grep '^[+?] gcloud run jobs' "$work/printed" >"$work/some" && python3 check/commands.py "$work/some"; }
flags() { rm -f "$work/printed" && PRINTED=$work/printed check/dry_runs.sh && parser; }

# mistake WHAT FILE SED CHECK…: the check holds for the file as it is, and fails once it was edited
mistake() {
  local what=$1 file=$2 edit=$3
  shift 3
  rm -rf "$work/copy"
  mkdir -p "$work/copy"
  cp -r "$here" "$work/copy/k8s-free-deploy"
  cd "$work/copy/k8s-free-deploy"
  sed -i "$edit" "$file"
  if cmp -s "$file" "$here/$file"; then echo "$what: the edit changes nothing in $file"; exit 1; fi
  if "$@" >"$work/out" 2>&1; then cat "$work/out"; echo "not caught: $what"; exit 1; fi
  caught=$((caught + 1))
}

if [ "${1:-}" = terraform ]; then
  export TF_PLUGIN_CACHE_DIR=${TF_PLUGIN_CACHE_DIR:-$work/plugins} TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
  mkdir -p "$TF_PLUGIN_CACHE_DIR"
  mistake "an attribute that there is not" terraform/modules/service/main.tf 's,failure_threshold,failure_treshold,' module terraform/modules/service
  mistake "a probe of another path" terraform/modules/service/main.tf 's,/health/readiness,/healthz,' module terraform/modules/service
  mistake "a role that may do everything" terraform/modules/inventory/main.tf 's,cloudsql.client,editor,' module terraform/bootstrap
  echo "   $caught mistakes, each caught"
  exit 0
fi

mistake "a probe of another path" services/agents-api.yaml 's,/health/readiness,/healthz,' python3 check/yaml_files.py
mistake "a start that is cut short" services/scheduler-service.yaml 's,failureThreshold: 180,failureThreshold: 500,' python3 check/yaml_files.py
mistake "an attribute that there is not" services/scheduler-service.yaml 's,timeoutSeconds: 1$,timeoutSecs: 1,' attributes services/scheduler-service.yaml
mistake "another time limit" cloud-run-job.yaml 's,timeoutSeconds: 10800,timeoutSeconds: 600,' python3 check/yaml_files.py
mistake "a secret of no pinned version" services/agents-api.yaml 's,key: ".*" },key: latest },' python3 check/yaml_files.py
mistake "a service that migrates" services/agents-api.yaml 's,value: verify,value: migrate,' python3 check/yaml_files.py
mistake "a role that may do everything" scripts/bootstrap.sh 's,cloudsql.client,editor,' check/dry_runs.sh
mistake "a flag that there is not" scripts/status.sh 's,list --limit=10,list --limits=10,' flags
echo "   $caught mistakes, each caught"
