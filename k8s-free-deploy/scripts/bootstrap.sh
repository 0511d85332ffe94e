#!/usr/bin/env bash
# Makes what a deployment stands on: APIs, network, registry, accounts, secrets, database, topics. What exists stays.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin bootstrap
need openssl
in=(--project="$PROJECT")

step "APIs" "enable billing for $PROJECT, then run it again"
run gcloud services enable run.googleapis.com pubsub.googleapis.com sqladmin.googleapis.com cloudscheduler.googleapis.com \
  secretmanager.googleapis.com artifactregistry.googleapis.com cloudbuild.googleapis.com servicenetworking.googleapis.com \
  compute.googleapis.com iam.googleapis.com logging.googleapis.com monitoring.googleapis.com "${in[@]}"

step "Network" "roles/compute.networkAdmin is needed"
networks=$(known gcloud compute networks list "${in[@]}" --format='value(name)')
has "$networks" millrace || run gcloud compute networks create millrace --subnet-mode=custom "${in[@]}"
subnets=$(known gcloud compute networks subnets list --regions="$REGION" "${in[@]}" --format='value(name)')
has "$subnets" millrace || run gcloud compute networks subnets create millrace --network=millrace --region="$REGION" \
  --range=10.20.0.0/24 --enable-private-ip-google-access "${in[@]}"
addresses=$(known gcloud compute addresses list --global "${in[@]}" --format='value(name)')
if ! has "$addresses" millrace-peering; then
  run gcloud compute addresses create millrace-peering --global --purpose=VPC_PEERING --prefix-length=16 --network=millrace "${in[@]}"
  run gcloud services vpc-peerings connect --service=servicenetworking.googleapis.com --ranges=millrace-peering --network=millrace "${in[@]}"
fi

step "Registry" "roles/artifactregistry.admin is needed"
repositories=$(known gcloud artifacts repositories list --location="$REGION" "${in[@]}" --format='value(name)')
has "$repositories" millrace || run gcloud artifacts repositories create millrace --repository-format=docker --location="$REGION" \
  --description="Images of Millrace" "${in[@]}"

step "Accounts and their roles, the fewest that work" "roles/iam.serviceAccountAdmin and roles/resourcemanager.projectIamAdmin are needed"
accounts=$(known gcloud iam service-accounts list "${in[@]}" --format='value(email)')
for id in agents-api content-worker scheduler-service catalog migrate scheduler-caller job-starter; do
  has "$accounts" "$(account "$id")" || run gcloud iam service-accounts create "$id" --display-name="Millrace $id" "${in[@]}"
done
for id in agents-api content-worker scheduler-service catalog migrate; do
  for role in cloudsql.client cloudsql.instanceUser; do
    run gcloud projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$(account "$id")" --role="roles/$role" \
      --condition=None --quiet --format=none
  done
done
if [ "${GEMINI_BACKEND:-api}" = vertex ]; then
  for id in content-worker catalog; do
    run gcloud projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$(account "$id")" --role=roles/aiplatform.user \
      --condition=None --quiet --format=none
  done
fi

step "Secrets" "roles/secretmanager.admin is needed"
secrets=$(known gcloud secrets list "${in[@]}" --format='value(name)')
if ! has "$secrets" secret-key; then
  run gcloud secrets create secret-key --replication-policy=user-managed --locations="$REGION" "${in[@]}"
  say "+ openssl rand -hex 32 | gcloud secrets versions add secret-key --data-file=-"
  [ "$DRY_RUN" = true ] || openssl rand -hex 32 | tr -d '\n' | gcloud secrets versions add secret-key --data-file=- "${in[@]}"
fi
for id in agents-api content-worker scheduler-service catalog; do
  run gcloud secrets add-iam-policy-binding secret-key --member="serviceAccount:$(account "$id")" \
    --role=roles/secretmanager.secretAccessor "${in[@]}" --format=none
done

# Keys of models: the worker and the catalog fetch them when they start.
for entry in $(tr ',' ' ' <<<"${SECRET_MANAGER_KEYS:-}"); do
  name=${entry#*=}
  name=${name%%:*}
  [[ $name =~ ^[A-Za-z0-9_-]+$ ]] || fail "SECRET_MANAGER_KEYS names no secret by '$entry'" "write it as GEMINI_API_KEY,OPENAI_API_KEY=name-of-the-secret:version"
  [ "$DRY_RUN" = true ] || has "$secrets" "$name" || fail "there is no secret $name" "printf %s \"\$KEY\" | gcloud secrets create $name --data-file=- --project=$PROJECT, then make bootstrap again"
  for id in content-worker catalog; do
    run gcloud secrets add-iam-policy-binding "$name" --member="serviceAccount:$(account "$id")" \
      --role=roles/secretmanager.secretAccessor "${in[@]}" --format=none
  done
done

step "Database, on a private address and with IAM logins (takes ten minutes)" "gcloud sql operations list --instance=millrace --project=$PROJECT"
instances=$(known gcloud sql instances list "${in[@]}" --format='value(name)')
has "$instances" millrace || run gcloud sql instances create millrace --database-version=POSTGRES_17 --edition=enterprise \
  --tier="${DATABASE_TIER:-db-f1-micro}" --region="$REGION" --network="projects/$PROJECT/global/networks/millrace" --no-assign-ip \
  --database-flags=cloudsql.iam_authentication=on,max_connections=100 --backup-start-time=01:00 --enable-point-in-time-recovery \
  --storage-auto-increase "${in[@]}"
databases=$(known gcloud sql databases list --instance=millrace "${in[@]}" --format='value(name)')
has "$databases" millrace || run gcloud sql databases create millrace --instance=millrace "${in[@]}"
users=$(known gcloud sql users list --instance=millrace "${in[@]}" --format='value(name)')
for id in agents-api content-worker scheduler-service catalog migrate; do
  has "$users" "$id@$PROJECT.iam" || run gcloud sql users create "$id@$PROJECT.iam" --instance=millrace \
    --type=cloud_iam_service_account "${in[@]}"
done

step "What the accounts may do in the database" "gcloud sql operations list --instance=millrace --project=$PROJECT"
buckets=$(known gcloud storage buckets list "${in[@]}" --format='value(name)')
bucket=$PROJECT-millrace-grants
if ! has "$buckets" "$bucket"; then
  run gcloud storage buckets create "gs://$bucket" --location="$REGION" --uniform-bucket-level-access --public-access-prevention "${in[@]}"
fi
grants=$(mktemp)
render "$here/services/grants.sql" >"$grants"
run gcloud storage cp "$grants" "gs://$bucket/grants.sql" "${in[@]}"
reader=$(known gcloud sql instances describe millrace "${in[@]}" --format='value(serviceAccountEmailAddress)')
run gcloud storage buckets add-iam-policy-binding "gs://$bucket" --member="serviceAccount:${reader:-of-the-instance}" \
  --role=roles/storage.objectViewer --format=none
run gcloud sql import sql millrace "gs://$bucket/grants.sql" --database=millrace --user=postgres --quiet "${in[@]}"
rm -f "$grants"

step "Topics, subscriptions and where dead letters go" "roles/pubsub.admin is needed"
topics=$(known gcloud pubsub topics list "${in[@]}" --format='value(name)')
subscriptions=$(known gcloud pubsub subscriptions list "${in[@]}" --format='value(name)')
number=$(known gcloud projects describe "$PROJECT" --format='value(projectNumber)')
agent=service-${number:-NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com
channel() {
  local topic=$1 subscription=$2 dead=$3 publishers=$4
  has "$topics" "$topic" || run gcloud pubsub topics create "$topic" "${in[@]}"
  has "$topics" "$dead" || run gcloud pubsub topics create "$dead" "${in[@]}"
  has "$subscriptions" "$dead-sub" || run gcloud pubsub subscriptions create "$dead-sub" --topic="$dead" --ack-deadline=60 \
    --message-retention-duration=7d --expiration-period=never --min-retry-delay=10s --max-retry-delay=600s "${in[@]}"
  has "$subscriptions" "$subscription" || run gcloud pubsub subscriptions create "$subscription" --topic="$topic" --ack-deadline=60 \
    --message-retention-duration=7d --expiration-period=never --min-retry-delay=10s --max-retry-delay=600s \
    --dead-letter-topic="$dead" --max-delivery-attempts=5 "${in[@]}"
  # Without these two, Pub/Sub cannot move a dead letter and it is lost.
  run gcloud pubsub topics add-iam-policy-binding "$dead" --member="serviceAccount:$agent" --role=roles/pubsub.publisher "${in[@]}" --format=none
  run gcloud pubsub subscriptions add-iam-policy-binding "$subscription" --member="serviceAccount:$agent" --role=roles/pubsub.subscriber "${in[@]}" --format=none
  for id in $publishers; do
    run gcloud pubsub topics add-iam-policy-binding "$topic" --member="serviceAccount:$(account "$id")" --role=roles/pubsub.publisher "${in[@]}" --format=none
  done
  run gcloud pubsub topics add-iam-policy-binding "$dead" --member="serviceAccount:$(account content-worker)" --role=roles/pubsub.publisher "${in[@]}" --format=none
  for name in "$subscription" "$dead-sub"; do
    run gcloud pubsub subscriptions add-iam-policy-binding "$name" --member="serviceAccount:$(account content-worker)" --role=roles/pubsub.subscriber "${in[@]}" --format=none
  done
}
channel content-generation-requests content-generation-sub content-generation-dlq "agents-api content-worker scheduler-service"
channel agent-runs agent-runs-sub agent-runs-dlq "agents-api content-worker scheduler-service"
channel scheduler-ticks scheduler-ticks-sub scheduler-ticks-dlq scheduler-service
say "Done. Next: make deploy verify ENV=$ENV PROJECT=$PROJECT"
