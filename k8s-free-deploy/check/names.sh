#!/usr/bin/env bash
# What Terraform and YAML name must exist: environment variables in README.md, events in docs/events.md, targets that pages
# tell of in the Makefile.
set -Eeuo pipefail
cd "$(dirname "$0")/../.."
status=0
wrong() {
  echo "$1" >&2
  status=1
}

variables=$(
  grep -ohE '^ +[A-Z][A-Z0-9_]+ += ' k8s-free-deploy/terraform/*.tf | tr -d ' ='
  sed -n 's/^ *- name: \([A-Z][A-Z0-9_]*\)$/\1/p' k8s-free-deploy/cloud-run-job.yaml k8s-free-deploy/services/*.yaml
)
while read -r name; do
  grep -qF "\`$name\`" README.md || wrong "README.md lists no environment variable $name"
done < <(sort -u <<<"$variables")

events=$(sed -n '/counters = {/,/^  }/p' k8s-free-deploy/terraform/modules/monitoring/metrics.tf | grep -oE '\\"[A-Za-z_]+(\.[a-z_]+)?\\"' |
  tr -d '\\"' | grep -vx scheduler-service | sort -u)
while read -r event; do
  grep -qF "\`$event\`" docs/events.md || wrong "docs/events.md has no event $event"
done <<<"$events"

targets=$(grep -ohE '[`"]make [a-z][a-z-]*' README.md ARCHITECTURE.md docs/*.md k8s-free-deploy/scripts/*.sh | sed 's/.*make //' | sort -u)
while read -r target; do
  case $target in deploy-* | logs-* | destroy-*) continue ;; esac
  grep -qE "^$target:" Makefile k8s-free-deploy/deploy.mk || wrong "there is no make $target"
done <<<"$targets"

[ $status = 0 ] && echo "   $(sort -u <<<"$variables" | wc -l) variables, $(wc -l <<<"$events") events, $(wc -l <<<"$targets") targets"
exit $status
