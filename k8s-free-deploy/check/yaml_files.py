"""Holds the YAML of jobs, services and builds to what was promised of them, and scripts and Terraform to each other."""
import glob
import json
import re
import sys

import yaml

LIMITS = {"content-worker-drain": 3600, "catalog-worker": 10800, "catalog-review": 14400, "catalog-cleanup": 3600,
          "catalog-watchdog": 1800, "catalog-backup": 3600, "migrate": 3600}
ARGS = {"catalog-worker": ["run-worker", "--apply"], "catalog-review": ["run-review", "--apply", "--max-exercises", "1000"],
        "catalog-cleanup": ["run-cleanup"], "catalog-watchdog": ["run-watchdog"], "catalog-backup": ["backup-catalog"],
        "migrate": ["migrate"], "content-worker-drain": ["drain", "--idle", "20s", "--max-duration", "50m"]}
wrong = []


def hold(condition, sentence):
    if not condition:
        wrong.append(sentence)


seen = set()
for path in ["cloud-run-job.yaml", "services/migrate.yaml"]:
    for job in yaml.safe_load_all(open(path, encoding="utf8")):
        name, spec = job["metadata"]["name"], job["spec"]["template"]["spec"]["template"]["spec"]
        seen.add(name)
        hold(spec["timeoutSeconds"] == LIMITS.get(name), f"{name}: the time limit is {spec['timeoutSeconds']}")
        hold(spec["containers"][0]["args"] == ARGS.get(name), f"{name}: the arguments are {spec['containers'][0]['args']}")
        hold("gserviceaccount" in spec["serviceAccountName"], f"{name}: no account of its own")
hold(seen == set(LIMITS), f"jobs: {sorted(seen)}")

with open("terraform/jobs.tf", encoding="utf8") as file:
    declared = re.findall(r'^ +(catalog-\w+) += \{ args = (\[.*?\]), timeout = "(\d+)s", schedule = "(.*?)"', file.read(), re.M)
with open("setup-scheduler.sh", encoding="utf8") as file:
    triggers = dict(re.findall(r"^catalog (catalog-\w+) '(.*)'$", file.read(), re.M))
hold({name: schedule for name, _, _, schedule in declared} == triggers, f"triggers: the scripts have {triggers}, Terraform {declared}")
for name, args, limit, _ in declared:
    hold((json.loads(args), int(limit)) == (ARGS.get(name), LIMITS.get(name)), f"{name}: Terraform has {args} and {limit} s")

for path in ["services/agents-api.yaml", "services/scheduler-service.yaml"]:
    service = yaml.safe_load(open(path, encoding="utf8"))
    template = service["spec"]["template"]
    container = template["spec"]["containers"][0]
    notes = template["metadata"]["annotations"]
    env = {entry["name"]: entry for entry in container["env"]}
    probe = container["startupProbe"]
    hold(notes["autoscaling.knative.dev/minScale"] == "0" and notes["autoscaling.knative.dev/maxScale"] == "10", f"{path}: instances")
    hold(notes["run.googleapis.com/startup-cpu-boost"] == "true", f"{path}: no CPU boost")
    hold(probe["periodSeconds"] * probe["failureThreshold"] <= 240, f"{path}: Cloud Run allows a start 240 s")
    hold(probe["httpGet"]["path"] == "/health/readiness", f"{path}: readiness")
    hold(container["livenessProbe"]["httpGet"]["path"] == "/health/liveness", f"{path}: liveness")
    hold(env["SECRET_KEY"]["valueFrom"]["secretKeyRef"]["key"] == "${SECRET_VERSION}", f"{path}: SECRET_KEY is of no pinned version")
    hold(container["image"] == "${IMAGE}", f"{path}: the image is not the one that was found by its digest")
    hold(env["SCHEMA_MODE"]["value"] == "verify", f"{path}: a service must not migrate")
    for name, entry in env.items():
        hold("KEY" not in name and "SECRET" not in name or "value" not in entry, f"{path}: {name} is written down")

for path in ["cloudbuild.yaml", "cloudbuild-promote.yaml"]:
    build = yaml.safe_load(open(path, encoding="utf8"))
    hold(build["steps"] and build["images"], f"{path}: no steps or images")
for path in glob.glob("../.github/workflows/*.yml"):
    hold("jobs" in yaml.safe_load(open(path, encoding="utf8")), f"{path}: no jobs")

print("\n".join(wrong) if wrong else "   7 jobs, 2 services, 2 builds, the workflow")
sys.exit(1 if wrong else 0)
