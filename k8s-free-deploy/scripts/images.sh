#!/usr/bin/env bash
# Builds the three images and pushes them, with Cloud Build; BUILDER=docker or podman builds here.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin images
builder=${BUILDER:-cloudbuild}
root=$(cd "$here/.." && pwd)
case $builder in
  cloudbuild)
    step "Cloud Build makes and pushes the images of $TAG" "make logs-build PROJECT=$PROJECT shows what went wrong"
    run gcloud builds submit "$root" --config="$here/cloudbuild.yaml" --substitutions="_TAG=$TAG,_REGISTRY=$REGISTRY" \
      --timeout=40m --region="$REGION" --project="$PROJECT"
    ;;
  docker | podman)
    need "$builder"
    step "Jars" "make build says more"
    run make -C "$root" build
    run gcloud auth configure-docker "$REGION-docker.pkg.dev" --quiet
    for service in agents-api content-worker scheduler-service; do
      step "Image of $service" "$builder build says more above"
      run "$builder" build -f "$here/Dockerfile" --target "$service" --build-arg "VERSION=$TAG" -t "$REGISTRY/$service:$TAG" "$root"
      step "Push of $service" "roles/artifactregistry.writer is needed, and gcloud auth login"
      run "$builder" push "$REGISTRY/$service:$TAG"
    done
    ;;
  *) fail "BUILDER=$builder is not known" "set BUILDER to cloudbuild, docker or podman" ;;
esac
say "Done. Next: make migrate deploy ENV=$ENV PROJECT=$PROJECT TAG=$TAG"
