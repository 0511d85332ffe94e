"""Stands in for Google's REST APIs on loopback: keeps what is put there, answers what is asked, and writes every call down.

usage: google_apis.py PORT LOG REFUSED WORLD
LOG gets a JSON line for each call. While the file REFUSED has a line, calls whose method and path match that regular
expression are refused with 403. It knows no more of the APIs than the scripts need. Services that were deployed answer,
too: by the JSON of the file WORLD, whose "health", "events" and "warnings" stand for what they say and log. Of
every image the registry has the tags one and two.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT, LOG, REFUSED, WORLD = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
TAGS = ("one", "two")
SECRET = b"the-secret-of-the-stand-in"
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
        status.update(url="http://127.0.0.1:%d/serving/%s" % (PORT, meta["name"]), latestCreatedRevisionName=newest, latestReadyRevisionName=newest,
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


def others(method, path, body):
    """Of the registry, the logs, Secret Manager and Cloud SQL, what the scripts ask; what they do not is not there."""
    if "/repositories/millrace/" in path or path.endswith("/repositories/millrace"):
        package = path[4:].removesuffix("/tags")
        digests = {tag: "sha256:" + hashlib.sha256((package + tag).encode()).hexdigest() for tag in TAGS}
        return {"name": package, "format": "DOCKER",
                "tags": [{"name": package + "/tags/" + tag, "version": package + "/versions/" + digest} for tag, digest in digests.items()]}
    if path == "/v2/entries:list":
        said = world().get("warnings", []) if "severity>=WARNING" in body["filter"] else world()["events"]
        return {"entries": [{"insertId": str(n), "jsonPayload": {"event": event}} for n, event in enumerate(said)]}
    if path.endswith("/secrets/secret-key/versions/latest:access"):
        return {"name": path, "payload": {"data": base64.b64encode(SECRET).decode()}}
    if path.endswith("/secrets/secret-key/versions"):
        return {"versions": [{"name": path[4:] + "/3", "state": "ENABLED"}]}
    if path.startswith("/sql/"):
        return {"name": "one", "status": "DONE"} if method == "POST" or "/operations/" in path else {"name": "millrace", "state": "RUNNABLE"}
    return None


def serving_service(method, path, headers):
    """What a deployed service answers; a request is completed once a drain job was started."""
    if path.endswith("/health"):
        return 200, world()["health"], {}
    head, _, signature = headers.get("authorization", "").removeprefix("Bearer ").rpartition(".")
    wanted = base64.urlsafe_b64encode(hmac.new(SECRET, head.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    if signature != wanted:
        return 401, {"status": 401}, {}
    if method == "POST":
        return 202, {"status": "pending"}, {"Location": "/v1/content-requests/one"}
    is_drained = any("/executions/content-worker-drain" in key for key in kept)
    return 200, {"status": "completed" if is_drained else "pending"}, {}


def world():
    with open(WORLD, encoding="utf8") as file:
        return json.load(file)


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
        if url.path.startswith("/serving/"):
            return self.send(*serving_service(self.command, url.path, self.headers))
        found = knative(self.command, url.path, body) if url.path.startswith("/apis/") else None
        if found is None:
            found = others(self.command, url.path, body)
        if found is None:
            found = plain(self.command, url.path, body, parse_qs(url.query))
        if found is None:
            return self.send(404, {"error": {"code": 404, "message": "there is no " + url.path, "status": "NOT_FOUND"}})
        return self.send(200, found)

    def send(self, code, body, headers=None):
        raw = json.dumps(body, separators=(",", ":")).encode()
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer


ThreadingHTTPServer(("127.0.0.1", PORT), Stand).serve_forever()
