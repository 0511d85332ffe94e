#!/usr/bin/env bash
# Copies the catalog inside the database under the name TARGET, and backs the whole instance up.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin backup-catalog
target=${TARGET:-exercises-$(date -u +%Y%m%d-%H%M%S)}
step "Copy of the catalog as $target" "make logs-content-worker"
run gcloud run jobs execute catalog-worker --args="backup-catalog,--target,$target" --wait --region="$REGION" --project="$PROJECT"
step "Backup of the instance" "gcloud sql operations list --instance=millrace --project=$PROJECT"
run gcloud sql backups create --instance=millrace --description="$target" --project="$PROJECT"
