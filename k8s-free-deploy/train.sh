#!/usr/bin/env bash
# Run while the images are built: lays each service out below /images, starts it once against the embedded database and
# broker, and keeps what its start needed as a cache. A cache fits one class path and its files' times: it is trained in
# /app, where the image has them, and they keep their times.
set -Eeuo pipefail
cd "${1:-/build}"
options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MaxRAMPercentage=50 -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError
  -Dio.netty.jfr.enabled=false --sun-misc-unsafe-memory-access=allow)
export HOME=/tmp/trainer
# Not the usual ones: some builders share the machine's network, where a local stack may be running.
export AGENTS_API_PORT=38080 CONTENT_WORKER_PORT=38081 SCHEDULER_SERVICE_PORT=38082 PUBSUB_PORT=38085 POSTGRES_PORT=35432
mkdir -p "$HOME/stack"

# healthy PORT PROCESS: waits until the service on it says so, four minutes at most, while the process lives. Not until it is
# ready: a worker opens its subscriptions after that.
healthy() {
  for _ in $(seq 480); do
    kill -0 "$2" 2>/dev/null || break
    if (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /health HTTP/1.0\r\n\r\n' >&3 && grep -q '"status":"healthy"' <&3) 2>/dev/null; then return 0; fi
    sleep 0.5
  done
  echo "Nothing is healthy on port $1." >&2
  return 1
}

# The stack looks for the services below where it runs, and writes there.
for module in agents-api content-worker scheduler-service; do ln -sfn "$PWD/$module" "$HOME/stack/$module"; done
jar=$(echo "$PWD"/local-stack/target/local-stack-*.jar)
(cd "$HOME/stack" && AOT_TRAINING=off exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -jar "$jar" >"$HOME/stack.log" 2>&1) &
stack=$!
trap 'kill $stack 2>/dev/null || true' EXIT
healthy 38080 "$stack" || { cat "$HOME/stack.log" >&2; exit 1; }
healthy 38082 "$stack" || { cat "$HOME/stack.log" >&2; exit 1; }

for service in agents-api content-worker scheduler-service; do
  find /app -mindepth 1 -delete
  cp -p "$service/target/$service"-[0-9]*.jar /app/app.jar
  cp -rp "$service/target/lib" /app/lib
  PORT=38083 ENVIRONMENT=dev GOOGLE_CLOUD_PROJECT=millrace-local PUBSUB_EMULATOR_HOST=127.0.0.1:$PUBSUB_PORT SECRET_KEY=only-while-the-image-is-built-000000 \
    DATABASE_URL=postgresql://millrace:millrace@127.0.0.1:$POSTGRES_PORT/millrace SCHEDULER_DRIVER=http CRON_SECRET=only-while-the-image-is-built \
    /opt/runtime/bin/java "${options[@]}" -XX:AOTCacheOutput=/app/app.aot -jar /app/app.jar >"$HOME/train.log" 2>&1 &
  trained=$!
  healthy 38083 "$trained" || { cat "$HOME/train.log" >&2; exit 1; }
  kill $trained
  wait $trained || true
  [ -s /app/app.aot ] || { cat "$HOME/train.log" >&2; echo "No cache of $service was made." >&2; exit 1; }
  [ ! -f "$service/target/sbom.json" ] || cp "$service/target/sbom.json" /app/sbom.json
  cp -a /app "/images/$service"
done
