#!/usr/bin/env bash
# What can be known of the deployment without a cloud. A tool that is missing leaves its part out, and says so.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
left_out=0
part() { echo "== $* ($SECONDS s)"; }
without() { echo "   left out: $1 is not installed ($2)"; left_out=$((left_out + 1)); }
trap 'echo "make check-deploy: failed in the part above" >&2' ERR
work=$(mktemp -d)
trap '[ -z "${calls:-}" ] || kill "$calls" 2>/dev/null || true; rm -rf "$work"' EXIT

# Begun first, since it takes longest: some hundred times gcloud starts.
has_gcloud=false
calls=
if command -v gcloud >/dev/null && command -v python3 >/dev/null; then
  has_gcloud=true
  check/calls.sh >"$work/calls" 2>&1 &
  calls=$!
fi

part "shellcheck"
if command -v shellcheck >/dev/null; then
  shellcheck -x -P scripts scripts/*.sh setup-scheduler.sh train.sh check-terraform.sh check/*.sh
else without shellcheck "apt-get install shellcheck"; fi

part "variables, events and targets that are named"
check/names.sh

part "every script, as a dry run"
PRINTED=$work/printed check/dry_runs.sh

part "every command of gcloud, by its own parser"
if $has_gcloud; then
  python3 check/commands.py "$work/printed" ../README.md ../docs/*.md terraform/*.md
else without "gcloud or python3" "https://cloud.google.com/sdk/docs/install"; fi

part "YAML"
if python3 -c 'import yaml' 2>/dev/null; then python3 check/yaml_files.py
else without "python3 with PyYAML" "apt-get install python3-yaml"; fi

part "mistakes that must be caught"
if $has_gcloud && python3 -c 'import yaml' 2>/dev/null; then check/mistakes.sh
else without "gcloud or python3 with PyYAML" "apt-get install python3-yaml"; fi

part "Terraform"
if ! command -v terraform >/dev/null; then without terraform "https://developer.hashicorp.com/terraform/install"
else
  # A provider that cannot be had says nothing of our code; whatever else is wrong does.
  probe=$work/provider
  mkdir "$probe"
  cp terraform/versions.tf "$probe"
  if terraform -chdir="$probe" init -backend=false -input=false >"$probe/init.log" 2>&1; then
    ./check-terraform.sh
    part "mistakes that Terraform must catch"
    check/mistakes.sh terraform
  else
    terraform fmt -check -recursive terraform 2>"$probe/fmt.log" || { cat "$probe/fmt.log"; false; }
    echo "   left out: validation and tests, since Terraform's registry does not give the provider; TF_CLI_CONFIG_FILE can name a mirror"
    left_out=$((left_out + 1))
  fi
fi

part "what the scripts ask of Google's APIs"
if $has_gcloud; then
  wait "$calls" || { cat "$work/calls"; false; }
  calls=
  cat "$work/calls"
else without "gcloud or python3" "https://cloud.google.com/sdk/docs/install"; fi

echo "make check-deploy: passed in $SECONDS s; $left_out parts left out"
