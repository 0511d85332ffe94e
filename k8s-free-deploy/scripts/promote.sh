#!/usr/bin/env bash
# Copies the images of TAG from the project FROM, unchanged, then deploys (schema, services, jobs) and verifies here.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin promote
[ -n "${FROM:-}" ] || fail "FROM is not set" "say from which project: make promote FROM=my-dev ENV=staging PROJECT=my-staging TAG=…"
confirm "Promote $TAG from $FROM to $ENV ($PROJECT)?"
for service in agents-api content-worker scheduler-service; do
  step "Image of $service" "roles/artifactregistry.reader on $FROM is needed, for you and for Cloud Build's account of $PROJECT"
  # By its digest, so that what was tested is what is deployed.
  REGISTRY=$REGION-docker.pkg.dev/$FROM/millrace PROJECT=$FROM built "$service"
  run gcloud builds submit --no-source --config="$here/cloudbuild-promote.yaml" --region="$REGION" --project="$PROJECT" \
    --substitutions="_FROM=$IMAGE,_TO=$REGISTRY/$service:$TAG"
done
go scripts/deploy.sh
go scripts/verify.sh
