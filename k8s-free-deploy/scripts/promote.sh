#!/usr/bin/env bash
# Copies the images of TAG from the project FROM, unchanged, then migrates, deploys and verifies here.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin promote
[ -n "${FROM:-}" ] || fail "FROM is not set" "say from which project: make promote FROM=my-dev ENV=staging PROJECT=my-staging TAG=…"
confirm "Promote $TAG from $FROM to $ENV ($PROJECT)?"
for service in agents-api content-worker scheduler-service; do
  step "Image of $service" "roles/artifactregistry.reader on $FROM and .writer on $PROJECT are needed"
  # Cloud Build moves it by its digest, so that what was tested is what is deployed.
  run gcloud builds submit --no-source --config="$here/cloudbuild-promote.yaml" --region="$REGION" --project="$PROJECT" \
    --substitutions="_FROM=$REGION-docker.pkg.dev/$FROM/millrace/$service:$TAG,_TO=$REGISTRY/$service:$TAG"
done
export PROJECT ENV REGION TAG DRY_RUN REGISTRY
"$here/scripts/migrate.sh"
"$here/scripts/deploy.sh"
"$here/scripts/verify.sh"
