"""Stands in for Google's REST APIs on loopback: keeps what is put there, answers what is asked, and writes every call down.

usage: google_apis.py PORT LOG REFUSED
LOG gets a JSON line for each call. While the file REFUSED has a line, calls whose method and path match that regular
expression are refused with 403. It knows no more of the APIs than the scripts need.
"""
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT, LOG, REFUSED = int(sys.argv[1]), sys.argv[2], sys.argv[3]
kept = {}
NOW = "2026-01-01T00:00:00Z"


def serving(path, document):
    """Fills in what Cloud Run answers of a service, a job or an execution."""
    meta = document.setdefault("metadata", {})
    before = kept.get(path, {}).get("metadata", {}).get("generation", 0)
    changed = kept.get(path, {}).get("spec", {}).get("template") != document.get("spec", {}).get("template")
    meta.update(generation=before + (1 if changed else 0) or 1, uid="u", resourceVersion="1", creationTimestamp=NOW, selfLink=path)
    kinds = ("Ready", "ConfigurationsReady", "RoutesReady", "Completed")
    status = {"observedGeneration": meta["generation"],
              "conditions": [{"type": kind, "status": "True", "lastTransitionTime": NOW} for kind in kinds]}
    if document.get("kind") == "Service":
        newest = "%s-%05d" % (meta["name"], meta["generation"])
        traffic = document["spec"].setdefault("traffic", [{"percent": 100, "latestRevision": True}])
        status.update(url="https://%s.example" % meta["name"], latestCreatedRevisionName=newest, latestReadyRevisionName=newest,
                      traffic=[{**part, "revisionName": part.get("revisionName", newest)} for part in traffic])
    if document.get("kind") == "Execution":
        status.update(succeededCount=1, startTime=NOW, completionTime=NOW)
    document["status"] = status
    kept[path] = document
    return document


def knative(method, path, body):
    if method == "POST" and path.endswith(":run"):
        job = path[:-4]
        name = job.rsplit("/", 1)[1] + "-run"
        template = kept.get(job, {}).get("spec", {}).get("template", {}).get("spec", {}).get("template", {"spec": {"containers": []}})
        return serving(re.sub("/jobs/.*", "/executions/" + name, path),
                       {"apiVersion": "run.googleapis.com/v1", "kind": "Execution", "metadata": {"name": name, "namespace": "demo"},
                        "spec": {"taskCount": 1, "parallelism": 1, "template": template}})
    if method == "POST":
        return serving(path + "/" + body["metadata"]["name"], body)
    if method == "PUT":
        return serving(path, body)
    if method == "GET" and path in kept:
        return kept[path]
    if method == "GET" and re.search("/(services|jobs|executions|revisions)$", path):
        return {"items": [value for key, value in kept.items() if key.startswith(path + "/")], "metadata": {}}
    return None


def plain(method, path, body, query):
    base, _, verb = path.rpartition(":") if ":" in path.rsplit("/", 1)[-1] else (path, "", "")
    if verb == "getIamPolicy":
        return kept.get(base + "#policy", {"etag": "ACAB", "version": 1})
    if verb == "setIamPolicy":
        kept[base + "#policy"] = body["policy"]
        return body["policy"]
    if verb in ("pause", "resume", "run"):
        if base not in kept:
            return None
        kept[base]["state"] = {"pause": "PAUSED"}.get(verb, "ENABLED")
        return kept[base]
    if method == "POST":
        key = path + "/" + (body.get("name", "").rsplit("/", 1)[-1] or next((v[0] for k, v in query.items() if k.lower().endswith("id")), "one"))
        if path.endswith("/serviceAccounts"):
            key = path + "/%s@demo.iam.gserviceaccount.com" % body["accountId"]
            body = {"email": key.rsplit("/", 1)[1], **body}
        kept[key] = {"name": key.split("/", 2)[2], "state": "ENABLED", **{k: v for k, v in body.items() if k != "name"}}
        return kept[key]
    if method in ("PUT", "PATCH"):
        kept[path] = {**kept.get(path, {}), **body}
        return kept[path]
    if method == "DELETE":
        return kept.pop(path, None)
    if path in kept:
        return kept[path]
    collection = path.rsplit("/", 1)[-1]
    items = [value for key, value in kept.items() if key.startswith(path + "/") and "#" not in key]
    return {{"serviceAccounts": "accounts"}.get(collection, collection): items} if collection in ("jobs", "serviceAccounts") else None


class Stand(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        url = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        body = json.loads(raw) if raw else {}
        with open(LOG, "a", encoding="utf8") as log:
            log.write(json.dumps({"method": self.command, "path": url.path, "query": url.query, "body": body}) + "\n")
        refused = open(REFUSED, encoding="utf8").read().strip() if os.path.exists(REFUSED) else ""
        if refused and re.search(refused, self.command + " " + url.path + " " + json.dumps(body)):
            return self.send(403, {"error": {"code": 403, "message": "refused by the test", "status": "PERMISSION_DENIED"}})
        found = knative(self.command, url.path, body) if url.path.startswith("/apis/") else None
        if found is None:
            found = plain(self.command, url.path, body, parse_qs(url.query))
        if found is None:
            return self.send(404, {"error": {"code": 404, "message": "there is no " + url.path, "status": "NOT_FOUND"}})
        return self.send(200, found)

    def send(self, code, body):
        raw = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer


ThreadingHTTPServer(("127.0.0.1", PORT), Stand).serve_forever()
