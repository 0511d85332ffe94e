#!/usr/bin/env bash
# Run while the images are built: lays each service out below /images, starts it once against the embedded database and
# broker, and keeps what its start needed as a cache. The class path must be the image's, so it is trained below /app.
set -Eeuo pipefail
cd "${1:-/build}"
options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MaxRAMPercentage=50 -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError
  --sun-misc-unsafe-memory-access=allow)

# ready PORT: waits until the service on it says so, two minutes at most
ready() {
  for _ in $(seq 240); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /health/readiness HTTP/1.0\r\n\r\n' >&3 && grep -q '200 OK' <&3) 2>/dev/null; then return 0; fi
    sleep 0.5
  done
  echo "Nothing answered on port $1 within two minutes." >&2
  return 1
}

AOT_TRAINING=off XDG_CACHE_HOME=/tmp/cache "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -jar local-stack/target/local-stack-*.jar >/tmp/stack.log 2>&1 &
stack=$!
trap 'kill $stack 2>/dev/null || true' EXIT
ready 8080 || { cat /tmp/stack.log >&2; exit 1; }
ready 8082

for service in agents-api content-worker scheduler-service; do
  rm -rf /app
  mkdir -p /app /images
  cp -p "$service/target/$service"-[0-9]*.jar /app/app.jar
  cp -rp "$service/target/lib" /app/lib
  PORT=18080 ENVIRONMENT=dev GOOGLE_CLOUD_PROJECT=millrace-local PUBSUB_EMULATOR_HOST=127.0.0.1:8085 SECRET_KEY=only-while-the-image-is-built-000000 \
    DATABASE_URL=postgresql://millrace:millrace@127.0.0.1:15432/millrace SCHEDULER_DRIVER=http CRON_SECRET=only-while-the-image-is-built \
    /opt/java/bin/java "${options[@]}" -XX:AOTCacheOutput=/app/app.aot -jar /app/app.jar >/tmp/train.log 2>&1 &
  trained=$!
  ready 18080 || { cat /tmp/train.log >&2; exit 1; }
  kill $trained
  wait $trained || true
  [ -s /app/app.aot ] || { cat /tmp/train.log >&2; echo "No cache of $service was made." >&2; exit 1; }
  cp -a /app "/images/$service"
done
