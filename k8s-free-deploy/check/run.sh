#!/usr/bin/env bash
# What can be known of the deployment without a cloud. A tool that is missing leaves its part out, and says so.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
left_out=0
part() { echo "== $* ($SECONDS s)"; }
without() { echo "   left out: $1 is not installed ($2)"; left_out=$((left_out + 1)); }
trap 'echo "make check-deploy: failed in the part above" >&2' ERR

part "shellcheck"
if command -v shellcheck >/dev/null; then
  shellcheck -x -P scripts scripts/*.sh setup-scheduler.sh train.sh check-terraform.sh check/*.sh
else without shellcheck "apt-get install shellcheck"; fi

part "variables, events and targets that are named"
check/names.sh

part "every script, as a dry run"
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
PRINTED=$printed check/dry_runs.sh

part "every command of gcloud, by its own parser"
if command -v gcloud >/dev/null && command -v python3 >/dev/null; then
  python3 check/commands.py "$printed" ../README.md ../docs/*.md terraform/*.md
else without "gcloud or python3" "https://cloud.google.com/sdk/docs/install"; fi

part "YAML"
if python3 -c 'import yaml' 2>/dev/null; then python3 check/yaml_files.py
else without "python3 with PyYAML" "apt-get install python3-yaml"; fi

part "mistakes that must be caught"
if command -v gcloud >/dev/null && python3 -c 'import yaml' 2>/dev/null; then check/mistakes.sh
else without "gcloud or python3 with PyYAML" "apt-get install python3-yaml"; fi

part "what the scripts ask of Google's APIs"
if command -v gcloud >/dev/null && command -v python3 >/dev/null; then check/calls.sh
else without "gcloud or python3" "https://cloud.google.com/sdk/docs/install"; fi

part "Terraform"
if ! command -v terraform >/dev/null; then without terraform "https://developer.hashicorp.com/terraform/install"
else
  # A provider that cannot be had says nothing of our code; whatever else is wrong does.
  probe=$(mktemp -d)
  cp terraform/versions.tf "$probe"
  if terraform -chdir="$probe" init -backend=false -input=false >"$probe/init.log" 2>&1; then ./check-terraform.sh
  else
    terraform fmt -check -recursive terraform 2>"$probe/fmt.log" || { cat "$probe/fmt.log"; false; }
    echo "   left out: validation and tests, since Terraform's registry does not give the provider; TF_CLI_CONFIG_FILE can name a mirror"
    left_out=$((left_out + 1))
  fi
  rm -rf "$probe"
fi

echo "make check-deploy: passed in $SECONDS s; $left_out parts left out"
