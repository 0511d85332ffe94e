#!/usr/bin/env bash
# Builds the three images and pushes them, with Cloud Build; BUILDER=docker, podman or jib builds here. JDK and BASE replace
# the bases; Jib needs no Docker, and its images have no start-up cache.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin images
builder=${BUILDER:-cloudbuild}
root=$(cd "$here/.." && pwd)
[ "$DRY_RUN" = true ] || [ -z "$(git -C "$root" status --porcelain 2>/dev/null)" ] || say "Note: $TAG names a commit, and there are changes that are not in it."
case $builder in
  cloudbuild)
    step "Cloud Build makes and pushes the images of $TAG" "make logs-build PROJECT=$PROJECT shows what went wrong"
    run gcloud builds submit "$root" --config="$here/cloudbuild.yaml" --substitutions="_TAG=$TAG,_REGISTRY=$REGISTRY" \
      --timeout=40m --region="$REGION" --project="$PROJECT"
    ;;
  docker | podman)
    need "$builder"
    step "Jars" "make build says more"
    run make -C "$root" image-files
    run gcloud auth configure-docker "$REGION-docker.pkg.dev" --quiet
    for service in agents-api content-worker scheduler-service; do
      step "Image of $service" "$builder build says more above"
      run "$builder" build -f "$here/Dockerfile" --target "$service" --build-arg "VERSION=$TAG" ${JDK:+--build-arg "JDK=$JDK"} ${BASE:+--build-arg "BASE=$BASE"} -t "$REGISTRY/$service:$TAG" "$root"
      step "Push of $service" "roles/artifactregistry.writer is needed, and gcloud auth login"
      run "$builder" push "$REGISTRY/$service:$TAG"
    done
    ;;
  jib)
    step "Jars and images, by Jib" "the lines above say more; a 401 or 403 wants roles/artifactregistry.writer and gcloud auth login"
    run gcloud auth configure-docker "$REGION-docker.pkg.dev" --quiet
    JAVA_HOME=$(known "$root/.ci/jdk")
    export JAVA_HOME
    run "$root/mvnw" -B -q -f "$root/pom.xml" -Pimages -pl agents-api,content-worker,scheduler-service -am -DskipTests -Dspotless.check.skip \
      "-Dmillrace.image.registry=$REGISTRY" "-Dmillrace.image.tag=$TAG" ${BASE:+"-Dmillrace.image.base=$BASE"} package jib:build
    ;;
  *) fail "BUILDER=$builder is not known" "set BUILDER to cloudbuild, docker, podman or jib" ;;
esac
step "Their digests" "gcloud artifacts docker images list $REGISTRY --include-tags"
for service in agents-api content-worker scheduler-service; do
  built "$service"
  say "  $IMAGE"
done
say "Done. Next: make deploy ENV=$ENV PROJECT=$PROJECT TAG=$TAG"
