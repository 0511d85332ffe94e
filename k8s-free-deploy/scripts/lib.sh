# shellcheck shell=bash disable=SC2034
# What all scripts share. Each prints what it does, and every command that changes something before it runs; a failure
# ends it with what to do next. With --dry-run the commands are printed only, and nothing is asked of Google.
set -Eeuo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DRY_RUN=${DRY_RUN:-false}
WATCH=false
arguments=()
for argument in "$@"; do
  case $argument in
    --dry-run) DRY_RUN=true ;;
    --watch) WATCH=true ;;
    *) arguments+=("$argument") ;;
  esac
done
set -- ${arguments[@]+"${arguments[@]}"}

ENV=${ENV:-dev}
REGION=${REGION:-us-central1}
PROJECT=${PROJECT:-${GOOGLE_CLOUD_PROJECT:-}}
TAG=${TAG:-$(git -C "$here" rev-parse --short=12 HEAD 2>/dev/null || echo latest)}
REGISTRY=${REGISTRY:-$REGION-docker.pkg.dev/$PROJECT/millrace}
INSTANCE=$PROJECT:$REGION:millrace
AUDIENCE=millrace-ticks-$ENV
SERVICES=(agents-api scheduler-service)
export DRY_RUN ENV REGION PROJECT TAG REGISTRY
next="read the message above; 'make doctor' checks the rest"

say() { printf '%s\n' "$*" >&2; }

fail() {
  trap - ERR
  say "Failed: $1"
  say "Next: ${2:-$next}"
  exit 1
}

# step WHAT NEXT: says what is done now, and what helps if it fails
step() {
  say "== $1"
  next=$2
}

trap 'fail "${BASH_COMMAND%% --*}" "$next"' ERR

# run COMMAND…: prints it, and runs it unless this is a dry run
run() {
  printf '+'
  printf ' %q' "$@"
  printf '\n'
  [ "$DRY_RUN" = true ] || "$@"
}

# go SCRIPT…: another script, which says itself what went wrong
go() {
  "$here/$1" "${@:2}" || exit 1
}

# asked COMMAND…: in a dry run, what would be asked
asked() {
  [ "$DRY_RUN" = true ] || return 0
  printf '?' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
}

# known COMMAND…: what it lists, as lines; nothing in a dry run, so that everything is printed
known() {
  asked "$@"
  [ "$DRY_RUN" = true ] || "$@"
}

# has LINES NAME: whether the name is one of the lines, or the last part of a path among them
has() {
  printf '%s\n' "$1" | sed 's,.*/,,' | grep -qxF -- "$2"
}

confirm() {
  [ "${CI:-}" = true ] || [ "$DRY_RUN" = true ] && return 0
  printf '%s [y/N] ' "$1" >&2
  read -r answer
  [ "$answer" = y ] || fail "not confirmed; nothing was done" "run it again and answer y, or set CI=true"
}

account() { echo "$1@$PROJECT.iam.gserviceaccount.com"; }

# image SERVICE: the image of TAG, by its digest, which nobody can move. Not there: nothing
image() {
  local digest
  digest=$(known gcloud artifacts docker tags list "$REGISTRY/$1" --project="$PROJECT" --filter="tag~/tags/$TAG\$" --format='value(version.basename())' || true)
  [ "$DRY_RUN" != true ] || digest=OF-$TAG
  [ -z "$digest" ] || echo "$REGISTRY/$1@$digest"
}

# built SERVICE: IMAGE is its image from now on; without one it ends here
built() {
  IMAGE=$(image "$1")
  [ -n "$IMAGE" ] || fail "there is no image $REGISTRY/$1:$TAG" "make images ENV=$ENV PROJECT=$PROJECT TAG=$TAG, at that commit"
}

# described SERVICE: lines 'created …', 'ready …', 'image …', and for each part of the traffic 'serves PERCENT REVISION', 'tagged TAG REVISION'
described() {
  gcloud run services describe "$1" --region="$REGION" --project="$PROJECT" --format=json | python3 -c '
import json, sys
service = json.load(sys.stdin)
status = service["status"]
print("created", status["latestCreatedRevisionName"])
print("ready", status["latestReadyRevisionName"])
print("image", service["spec"]["template"]["spec"]["containers"][0]["image"])
for part in status.get("traffic", []):
    if part.get("percent"):
        print("serves", part["percent"], part["revisionName"])
    if part.get("tag"):
        print("tagged", part["tag"], part["revisionName"])'
}

# known_good SERVICE: the revision that was verified last, if one ever was
known_good() {
  described "$1" 2>/dev/null | sed -n 's/^tagged known-good //p' || true
}

# allow KIND NAME MEMBER: lets it invoke a service or job, if it may not already
allow() {
  local members
  members=$(known gcloud run "$1" get-iam-policy "$2" --region="$REGION" --project="$PROJECT" --flatten='bindings[].members' \
    --filter='bindings.role=roles/run.invoker' --format='value(bindings.members)')
  grep -qxF -- "$3" <<<"$members" || run gcloud run "$1" add-iam-policy-binding "$2" --member="$3" --role=roles/run.invoker \
    --region="$REGION" --project="$PROJECT" --format=none
}

# pinned SECRET: SECRET_VERSION is its newest version from now on, so that a new one arrives by a deployment, and can go back
pinned() {
  SECRET_VERSION=$(known gcloud secrets versions list "$1" --project="$PROJECT" --filter=state=ENABLED --limit=1 --format='value(name.basename())')
  [ "$DRY_RUN" != true ] || SECRET_VERSION=VERSION
  [ -n "$SECRET_VERSION" ] || fail "the secret $1 has no version that is enabled" "openssl rand -hex 32 | gcloud secrets versions add $1 --data-file=- --project=$PROJECT"
}

# render FILE: the YAML with this environment's names in it, and the image and secret that were found
render() {
  sed -e "s,\${IMAGE},${IMAGE:-},g" -e "s,\${PROJECT},$PROJECT,g" -e "s,\${REGION},$REGION,g" -e "s,\${ENV},$ENV,g" \
    -e "s,\${INSTANCE},$INSTANCE,g" -e "s,\${AUDIENCE},$AUDIENCE,g" -e "s|\${SECRET_MANAGER_KEYS}|${SECRET_MANAGER_KEYS:-}|g" \
    -e "s,\${SECRET_VERSION},${SECRET_VERSION:-},g" \
    -e "s,\${CATALOG_APPLY_ENABLED},${CATALOG_APPLY_ENABLED:-false},g" "$1"
}

# need TOOL…
need() {
  for tool in "$@"; do
    [ "$DRY_RUN" = true ] || command -v "$tool" >/dev/null || fail "$tool is not installed" "install $tool; 'make doctor' says how"
  done
}

begin() {
  [ -n "$PROJECT" ] || fail "PROJECT is not set" "say which project: make $1 ENV=$ENV PROJECT=my-project"
  case $ENV in dev | staging | prod) ;; *) fail "ENV=$ENV is none of dev, staging, prod" "set ENV to one of them" ;; esac
  need gcloud
  say "Millrace $1: project $PROJECT, environment $ENV, region $REGION"
}

service_url() {
  known gcloud run services describe "$1" --region="$REGION" --project="$PROJECT" --format='value(status.url)'
  [ "$DRY_RUN" != true ] || echo "https://$1.example"
}
