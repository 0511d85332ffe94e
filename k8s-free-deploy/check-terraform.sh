#!/usr/bin/env bash
# Checks the Terraform code without a cloud: format, validity, tests and the environments. check/names.sh holds what it
# names to what there is.
# The provider comes from its registry, or from wherever the file in TF_CLI_CONFIG_FILE says.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
terraform=${TERRAFORM:-terraform}
command -v "$terraform" >/dev/null || { echo 'terraform is not installed: see https://developer.hashicorp.com/terraform/install' >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/terraform" "$work/terraform"
find "$work" -name .terraform -prune -exec rm -rf {} +
export TF_IN_AUTOMATION=1 TF_INPUT=0
export TF_PLUGIN_CACHE_DIR=${TF_PLUGIN_CACHE_DIR:-$work/plugins}
export TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1
mkdir -p "$TF_PLUGIN_CACHE_DIR"
status=0

wrong() {
  echo "$1" >&2
  status=1
}

"$terraform" fmt -check -diff -recursive "$work/terraform" || wrong 'Not formatted: terraform fmt -recursive k8s-free-deploy/terraform'

while read -r directory; do
  echo "== ${directory#"$work"/}"
  cd "$directory"
  "$terraform" init -backend=false -no-color >"$work/init.log" 2>&1 || { cat "$work/init.log" >&2; wrong "init failed in ${directory#"$work"/}"; continue; }
  "$terraform" validate -no-color || { wrong "${directory#"$work"/} is not valid"; continue; }
  if compgen -G 'tests/*.tftest.hcl' >/dev/null; then
    "$terraform" test -no-color || wrong "a test of ${directory#"$work"/} failed"
  fi
done < <(find "$work/terraform" -name '*.tf' -not -path '*/.terraform/*' -printf '%h\n' | sort -u)

cd "$work/terraform"
for file in environments/*.tfvars; do
  echo "== $file"
  "$terraform" test -no-color -test-directory=environments -var-file="$file" || wrong "$file cannot be applied"
done

[ $status = 0 ] && echo 'Terraform: all of it holds' || echo 'Terraform: see above'
exit $status
