#!/usr/bin/env bash
# Builds the images and runs each as Cloud Run would: read-only, not root, without capabilities, in 512 MB with one
# processor, on the local stack's database and broker. Each must answer, do the main job and end by itself on SIGTERM.
# Prints sizes, and how long a start takes with the cache and without: half as long at most. ENGINE=docker or podman; JDK
# and BASE replace the bases. Where there is no engine, or it gets no bases, that says nothing of the images: it is left out.
set -Eeuo pipefail
cd "$(dirname "$0")/../.."
engine=${ENGINE:-}
for each in docker podman; do
  [ -n "$engine" ] || ! "$each" info >/dev/null 2>&1 || engine=$each
done
left_out() { echo "make check-images: left out, since $*"; exit 0; }
[ -n "$engine" ] || left_out "neither Docker nor Podman is at work"
for tool in curl make python3; do command -v "$tool" >/dev/null || left_out "$tool is not installed"; done
services=(agents-api content-worker scheduler-service)
work=$(mktemp -d)
# Ports of its own, so that a local stack may run beside it.
export AGENTS_API_PORT=28080 CONTENT_WORKER_PORT=28081 SCHEDULER_SERVICE_PORT=28082 PUBSUB_PORT=28085 POSTGRES_PORT=25432
name=millrace-check-$$
cleanup() {
  for each in "${services[@]}" drain; do "$engine" rm -f "$name-$each" >/dev/null 2>&1 || true; done
  [ -z "${stack:-}" ] || { kill "$stack" && wait "$stack"; } 2>/dev/null || true
  "$engine" rmi -f "localhost/$name" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT
wrong() { echo "wrong: $*" >&2; exit 1; }

limits=(--network=host --read-only --tmpfs /tmp --memory=512m --cpus=1 --cap-drop=ALL)
pinned() { sed -n "s/^ARG $1=//p" k8s-free-deploy/Dockerfile; }
for base in "${JDK:-$(pinned JDK)}" "${BASE:-$(pinned BASE)}"; do
  "$engine" image inspect "$base" >/dev/null 2>&1 || timeout 300 "$engine" pull -q "$base" >"$work/pull.log" 2>&1 || {
    # A registry that answers that there is no such image is not one that cannot be reached.
    if grep -q 'manifest unknown' "$work/pull.log"; then cat "$work/pull.log"; wrong "there is no image $base"; fi
    left_out "$engine cannot get $base: $(tail -1 "$work/pull.log")"
  }
done
# Some machines have an engine that may not build, or not limit what it runs.
if ! { printf 'FROM %s\nRUN true\n' "$base" | "$engine" build -q -t "localhost/$name" - && "$engine" run --rm "${limits[@]}" "localhost/$name" true; } >"$work/probe.log" 2>&1; then
  left_out "$engine cannot build or run the least there is on $base: $(tail -1 "$work/probe.log")"
fi

echo "== what the images are made of"
${MAKE:-make} --no-print-directory image-files
for service in "${services[@]}"; do
  echo "== image of $service"
  "$engine" build -f k8s-free-deploy/Dockerfile --target "$service" --build-arg VERSION=check ${JDK:+--build-arg "JDK=$JDK"} \
    ${BASE:+--build-arg "BASE=$BASE"} -t "localhost/$service:check" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; wrong "the image of $service cannot be built"; }
  bytes=$("$engine" save "localhost/$service:check" | gzip -6 | wc -c)
  echo "   $((bytes / 1000000)) MB compressed"
  [ "$bytes" -le 200000000 ] || wrong "the image of $service is larger than 200 MB"
done

echo "== local stack, for its database and broker"
# It looks for the services below where it runs, and writes there.
for service in "${services[@]}"; do ln -s "$PWD/$service" "$work/$service"; done
jar=$(echo "$PWD"/local-stack/target/local-stack-[0-9]*.jar)
(cd "$work" && AOT_TRAINING=off exec "$(.ci/jdk 2>/dev/null || "$OLDPWD/.ci/jdk")/bin/java" --sun-misc-unsafe-memory-access=allow -jar "$jar" >"$work/stack.log" 2>&1) &
stack=$!
# answers URL SECONDS
answers() {
  local end=$((SECONDS + $2))
  until curl -fsS -o /dev/null --max-time 2 "$1" 2>/dev/null; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}
answers "http://127.0.0.1:$SCHEDULER_SERVICE_PORT/health/readiness" 240 || { cat "$work/stack.log"; wrong "the local stack did not start"; }

# A project and a database of their own, so that the stack's worker takes nothing away.
broker=http://127.0.0.1:$PUBSUB_PORT/v1/projects/check
for channel in content-generation:content-generation-requests agent-runs:agent-runs scheduler-ticks:scheduler-ticks; do
  for each in "${channel#*:} ${channel%%:*}-sub" "${channel%%:*}-dlq ${channel%%:*}-dlq-sub"; do
    read -r topic subscription <<<"$each"
    curl -fsS -o /dev/null -X PUT "$broker/topics/$topic"
    curl -fsS -o /dev/null -X PUT -H 'Content-Type: application/json' "$broker/subscriptions/$subscription" \
      -d "{\"topic\":\"projects/check/topics/$topic\",\"ackDeadlineSeconds\":10}"
  done
done
secret=only-for-this-check-$RANDOM$RANDOM$RANDOM$RANDOM
cat >"$work/env" <<EOF
ENVIRONMENT=dev
GOOGLE_CLOUD_PROJECT=check
PUBSUB_EMULATOR_HOST=127.0.0.1:$PUBSUB_PORT
DATABASE_URL=postgresql://postgres:any@127.0.0.1:$POSTGRES_PORT/postgres
SECRET_KEY=$secret
CRON_SECRET=$secret
SCHEDULER_DRIVER=http
EOF
limits+=(--env-file "$work/env")
port() { case $1 in agents-api) echo 28180 ;; content-worker) echo 28181 ;; scheduler-service) echo 28182 ;; esac; }

# Not the time of day, which may be set meanwhile.
uptime_ms() { awk '{ printf "%d", $1 * 1000 }' /proc/uptime; }
# start SERVICE COMMAND…: sets took to the milliseconds until it first says that it is healthy
start() {
  local service=$1 begun end=$((SECONDS + 120))
  shift
  "$engine" rm -f "$name-$service" >/dev/null 2>&1 || true
  begun=$(uptime_ms)
  "$engine" run -d --name "$name-$service" "${limits[@]}" -e "PORT=$(port "$service")" "$@" >/dev/null
  until health=$(curl -sS --max-time 2 "http://127.0.0.1:$(port "$service")/health" 2>&1) && [[ $health = *'"status":"healthy"'* ]]; do
    [ $SECONDS -lt $end ] || { "$engine" logs "$name-$service"; wrong "$service did not become healthy: $health"; }
    sleep 0.05
  done
  took=$(($(uptime_ms) - begun))
}
# stop SERVICE: it must end by itself within ten seconds
stop() {
  "$engine" stop -t 10 "$name-$1" >/dev/null 2>&1
  status=$("$engine" inspect --format '{{.State.ExitCode}}' "$name-$1")
  [ "$status" = 0 ] || { "$engine" logs "$name-$1" | tail -5; wrong "$1 ended with $status on SIGTERM"; }
}
middle() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
options=$(sed -n 's/^ENTRYPOINT \["java", \(.*\), "-XX:AOTCache.*/\1/p' k8s-free-deploy/Dockerfile | tr -d '",')
read -r -a options <<<"$options"

for service in "${services[@]}"; do
  echo "== $service"
  [ "$service" != agents-api ] || start agents-api localhost/agents-api:check # makes the schema
  cached=()
  plain=()
  for _ in 1 2 3; do
    start "$service" --entrypoint java "localhost/$service:check" "${options[@]}" -jar /app/app.jar
    plain+=("$took")
    stop "$service"
    start "$service" "localhost/$service:check"
    cached+=("$took")
    [ "${#cached[@]}" = 3 ] || stop "$service"
  done
  with=$(middle "${cached[@]}")
  without=$(middle "${plain[@]}")
  echo "   healthy after $with ms, without the cache after $without ms: $((100 * with / without)) % (rounds: ${cached[*]}; ${plain[*]})"
  [ $((2 * with)) -le "$without" ] || wrong "the cache of $service saves less than half of a start"
  user=$("$engine" inspect --format '{{.Config.User}}' "$name-$service")
  [ "$user" = 65532:65532 ] || wrong "$service runs as $user"
  echo "   largest resident set since: $("$engine" exec "$name-$service" sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' /proc/1/status | awk '{ printf "%d MB", $1 * 1.024 / 1000 }')"
  stop "$service"
  # By itself the JVM goes on without a cache that does not fit; with this it ends.
  start "$service" -e JDK_JAVA_OPTIONS=-XX:AOTMode=on "localhost/$service:check"
done

echo "== the main job"
auth=$work/authorization
SECRET=$secret python3 - >"$auth" <<'EOF'
import base64, hashlib, hmac, json, os, time
encode = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=")
claims = {"sub": "check", "organization_id": "check", "scope": "requests:read requests:write", "iat": int(time.time()), "exp": int(time.time()) + 900}
text = b".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
signature = encode(hmac.new(os.environ["SECRET"].encode(), text, hashlib.sha256).digest())
print("Authorization: Bearer " + (text + b"." + signature).decode())
EOF
stop content-worker
api=http://127.0.0.1:$(port agents-api)
location=$(curl -fsS -D - -o /dev/null -H "@$auth" -H 'Content-Type: application/json' "$api/v1/content-requests" \
  -d '{"student_id":"check","topic":"Python Basics","grade_level":"9th Grade"}' | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
"$engine" run --name "$name-drain" "${limits[@]}" -e PORT=28183 localhost/content-worker:check drain --idle 3s --max-duration 2m >"$work/drain.log" 2>&1 ||
  { cat "$work/drain.log"; wrong "the drain job failed"; }
curl -fsS -H "@$auth" "$api${location#"$api"}" | grep -q '"status":"completed"' || { cat "$work/drain.log"; wrong "the request was not completed"; }
printf 'Authorization: Bearer %s\n' "$secret" >"$work/cron"
curl -fsS -X POST -H "@$work/cron" "http://127.0.0.1:$(port scheduler-service)/cron/tick" | grep -q 'Scheduler tick completed' || wrong "there was no tick"
"$engine" run --rm "${limits[@]}" localhost/content-worker:check migrate >"$work/migrate.log" 2>&1 || { cat "$work/migrate.log"; wrong "the migration job failed"; }
for service in "${services[@]}"; do
  contents=$("$engine" run --rm --entrypoint cat "localhost/$service:check" /app/sbom.json) || wrong "there is no list of what is in $service"
  [[ $contents = *'"bomFormat"'*'"CycloneDX"'* ]] || wrong "the list of what is in $service is not CycloneDX"
done
stop agents-api
stop scheduler-service
echo "make check-images: passed; a request was accepted, drained and completed, a tick made, and all ended on SIGTERM"
