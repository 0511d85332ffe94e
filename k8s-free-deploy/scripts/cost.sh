#!/usr/bin/env bash
# An estimate of a month in US dollars, from list prices of us-central1; docs/cost.md says where they come from.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
requests=${REQUESTS_PER_MONTH:-10000}
seconds=${SECONDS_PER_REQUEST:-10}
workers=${WORKER_POOL_INSTANCES:-0}
tier=${DATABASE_TIER:-db-f1-micro}
case $tier in
  db-f1-micro) database=9.4 ;;
  db-g1-small) database=27 ;;
  db-custom-2-7680) database=101 ;;
  *) fail "the price of $tier is not known" "DATABASE_TIER is db-f1-micro, db-g1-small or db-custom-2-7680" ;;
esac
ticks=${TICKS_PER_MONTH:-43200}
awk -v r="$requests" -v s="$seconds" -v w="$workers" -v d="$database" -v tier="$tier" -v t="$ticks" 'BEGIN {
  second = 0.000024 + 0.0000025         # one processor and 1 GiB, while it works
  free = 180000 * second                # of services, each month
  services = (t * 0.2 + r * 0.05) * second - free; if (services < 0) services = 0
  drain = r * s / 50 * second           # 50 requests at once wait for models
  pool = w * 2628000 * second
  pubsub = r * 4 / 1e6 * 0.04
  total = d + 1.7 + services + drain + pool + pubsub + 0.2 + 0.5
  printf "%-44s %9.2f\n", "database " tier, d
  printf "%-44s %9.2f\n", "its 10 GB of disk", 1.7
  printf "%-44s %9.2f\n", "services: " t " ticks, " r " requests", services
  printf "%-44s %9.2f\n", "drain job", drain
  printf "%-44s %9.2f\n", "worker pool of " w, pool
  printf "%-44s %9.2f\n", "Pub/Sub", pubsub
  printf "%-44s %9.2f\n", "scheduler jobs beyond three", 0.2
  printf "%-44s %9.2f\n", "images and logs", 0.5
  printf "%-44s %9.2f\n", "a month, without models", total
}'
