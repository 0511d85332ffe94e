#!/usr/bin/env bash
# dlq.sh list: dead letters by cause; dlq.sh redrive: puts back those of FINGERPRINT (all with FINGERPRINT=all), LIMIT at most.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
begin "dlq ${1:-list}"
need curl
[ "$DRY_RUN" = true ] || [ -n "${TOKEN:-}" ] || fail "TOKEN is not set" "a bearer token with dead-letters:read (and :write to redrive): TOKEN=… make dlq"
url=$(service_url agents-api)
auth=$(mktemp)
printf 'Authorization: Bearer %s\n' "${TOKEN:-}" >"$auth"
case ${1:-list} in
  list)
    step "Dead letters by cause" "make logs-agents-api; 401 and 403 mean the token"
    run curl -fsS -H "@$auth" "$url/v1/dead-letters?group_by=fingerprint"
    step "What waits in the dead-letter subscription" "make bootstrap"
    run gcloud pubsub subscriptions describe content-generation-dlq-sub --project="$PROJECT"
    ;;
  redrive)
    [ -n "${FINGERPRINT:-}" ] || fail "FINGERPRINT is not set" "make dlq shows them; FINGERPRINT=all takes every open letter"
    confirm "Put dead letters of $FINGERPRINT back, ${LIMIT:-100} at most?"
    if [ "$FINGERPRINT" = all ]; then what='"filter":{}'; else what="\"fingerprint\":\"$FINGERPRINT\""; fi
    step "Redrive" "make dlq; the cause must be mended first, or they come back"
    run curl -fsS -H "@$auth" -H 'Content-Type: application/json' "$url/v1/dead-letters/redrive" -d "{$what,\"limit\":${LIMIT:-100}}"
    ;;
  *) fail "what to do was not said" "dlq.sh list or redrive" ;;
esac
rm -f "$auth"
