#!/usr/bin/env bash
# Checks tools, login, APIs, quotas and permissions, and says how to mend what is wrong.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
wrong=0
bad() { say "  wrong: $1"; say "     mend: $2"; wrong=$((wrong + 1)); }
good() { say "  ok: $1"; }

step "Tools" "install what is named above"
tool() { if command -v "$1" >/dev/null; then good "$1"; else bad "$1 is missing" "$2"; fi; }
tool gcloud https://cloud.google.com/sdk/docs/install
for name in curl openssl python3; do tool "$name" "apt-get install $name"; done
if "$here/../.ci/jdk" >/dev/null 2>&1; then good "JDK 25"; else bad "no JDK 25" "https://adoptium.net, then set JAVA_HOME"; fi
if command -v docker >/dev/null || command -v podman >/dev/null; then good "Docker or Podman"; else
  say "  note: neither Docker nor Podman; 'make images' builds with Cloud Build"
fi
if command -v terraform >/dev/null; then good terraform; else say "  note: no terraform; the scripts need none"; fi
[ "$DRY_RUN" = true ] && { say "Dry run: Google was not asked."; exit 0; }
[ "$wrong" = 0 ] || fail "$wrong things are wrong" "mend them as said above"
begin doctor

step "Login" "gcloud auth login"
who=$(gcloud config get-value account 2>/dev/null || true)
if [ -n "$who" ]; then good "logged in as $who"; else bad "nobody is logged in" "gcloud auth login"; fi
if gcloud projects describe "$PROJECT" --format='value(projectId)' >/dev/null 2>&1; then good "project $PROJECT"; else
  bad "project $PROJECT cannot be read" "check its name, or ask its owner for roles/viewer"
fi

step "APIs" "make bootstrap enables them"
enabled=$(gcloud services list --enabled --project="$PROJECT" --format='value(config.name)' 2>/dev/null || true)
for api in run pubsub sqladmin cloudscheduler secretmanager artifactregistry cloudbuild servicenetworking; do
  if has "$enabled" "$api.googleapis.com"; then good "$api"; else bad "$api.googleapis.com is off" "make bootstrap ENV=$ENV PROJECT=$PROJECT"; fi
done

step "Quota" "ask for more at https://console.cloud.google.com/iam-admin/quotas?project=$PROJECT"
if gcloud compute regions describe "$REGION" --project="$PROJECT" --format='value(status)' >/dev/null 2>&1; then good "region $REGION"; else
  bad "region $REGION cannot be used" "enable billing and compute.googleapis.com, or choose another REGION"
fi

step "Permissions" "ask the project's owner"
if gcloud projects get-iam-policy "$PROJECT" --format='value(etag)' >/dev/null 2>&1; then good "may read and set who does what"; else
  bad "may not read the project's policy" "bootstrap takes roles/owner, or roles/resourcemanager.projectIamAdmin with the services' admin roles"
fi
[ "$wrong" = 0 ] || fail "$wrong things are wrong" "mend them as said above, then run it again"
say "Everything is there. Next: make bootstrap deploy verify ENV=$ENV PROJECT=$PROJECT"
