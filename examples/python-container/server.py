"""A container that keeps docs/container-contract.md with nothing but Python: forecasts the mean of each file."""

import csv
import datetime
import io
import json
import os
import signal
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INPUT, OUTPUT = os.environ["INPUT_BUCKET"], os.environ["OUTPUT_BUCKET"]
DEFAULTS = json.loads(os.environ.get("FORECAST_DEFAULTS") or "{}")
EMULATOR = os.environ.get("STORAGE_EMULATOR_HOST")
STORAGE = EMULATOR or "https://storage.googleapis.com"
TOKEN = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"


class Rejection(Exception):
    """An input that can never work."""

    def __init__(self, code, message, fix):
        super().__init__(message)
        self.report = {"schemaVersion": 1, "code": code, "message": message, "fix": fix}


def call(method, path, query, body=None, content_type=None):
    """One request to Cloud Storage; None for 404."""
    headers = {"content-type": content_type} if content_type else {}
    if not EMULATOR:
        request = urllib.request.Request(TOKEN, headers={"Metadata-Flavor": "Google"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            headers["authorization"] = f"Bearer {json.load(answer)['access_token']}"
    url = f"{STORAGE}{path}?{urllib.parse.urlencode(query)}"
    try:
        request = urllib.request.Request(url, data=body, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


def read(bucket, name, **query):
    path = f"/storage/v1/b/{bucket}/o/{urllib.parse.quote(name, safe='')}"
    return call("GET", path, query)


def write(name, content, content_type, metadata, replaces):
    """False when the object is not the one that was to be replaced."""
    resource = json.dumps({"name": name, "contentType": content_type, "metadata": metadata})
    edge = "cloud-runner-part"
    body = (
        f"--{edge}\r\ncontent-type: application/json\r\n\r\n{resource}\r\n"
        f"--{edge}\r\ncontent-type: {content_type}\r\n\r\n{content}\r\n--{edge}--\r\n"
    ).encode()
    query = {"uploadType": "multipart", "ifGenerationMatch": replaces}
    try:
        path = f"/upload/storage/v1/b/{OUTPUT}/o"
        call("POST", path, query, body, f"multipart/related; boundary={edge}")
        return True
    except urllib.error.HTTPError as error:
        if error.code == 412:
            return False
        raise


def forecast(text, parameters):
    """The mean of the last column, for the days after the last row."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    try:
        values = [float(row[-1]) for row in rows[1:]]
        last = datetime.date.fromisoformat(rows[-1][0])
        mean = sum(values) / len(values)
    except (ValueError, IndexError, ZeroDivisionError) as error:
        raise Rejection("csv.unreadable", f"The file cannot be read: {error}.", "Send date,y with rows of days.")
    try:
        horizon = int(parameters.get("horizon", 7))
    except ValueError:
        raise Rejection("parameter.horizon", "The horizon is not a whole number.", "For example horizon=28.")
    days = [last + datetime.timedelta(days=step + 1) for step in range(horizon)]
    return "date,prediction\n" + "".join(f"{day},{mean}\n" for day in days), horizon


def deliver(envelope):
    """Status of the answer: anything but 2xx brings the message again."""
    attributes = envelope["message"].get("attributes") or {}
    needed = ("eventType", "bucketId", "objectId", "objectGeneration")
    if any(key not in attributes for key in needed):
        return 204
    event, bucket, name, generation = (attributes[key] for key in needed)
    is_reserved = name.startswith((".cloud-runner/", "gcloud/tmp/parallel_composite_uploads/")) or "/job-data/" in f"/{name}"
    if event != "OBJECT_FINALIZE" or bucket != INPUT or is_reserved or name.endswith(("/", ".error.json")):
        return 204
    for _ in range(5):
        targets = {each: read(OUTPUT, each) for each in (name, f"{name}.error.json")}
        targets = {each: json.loads(found) if found else {} for each, found in targets.items()}
        for found in targets.values():
            metadata = found.get("metadata", {})
            answered = int(metadata.get("cloud-runner-input-generation", 0))
            if metadata.get("cloud-runner-input-bucket") == INPUT and answered >= int(generation):
                return 204
        resource = read(bucket, name, generation=generation)
        content = read(bucket, name, generation=generation, alt="media")
        if resource is None or content is None:
            return 204
        given = json.loads(resource).get("metadata", {})
        own = {key[9:]: value for key, value in given.items() if key.startswith("forecast-")}
        parameters = {**DEFAULTS, **own}
        metadata = {
            "cloud-runner-input-bucket": bucket,
            "cloud-runner-input-name": name,
            "cloud-runner-input-generation": generation,
            "cloud-runner-revision": os.environ.get("K_REVISION", "unknown"),
        }
        try:
            text, rows = forecast(content.decode("utf-8"), parameters)
            target, kind = name, "text/csv"
            metadata |= {
                "cloud-runner-model": "mean",
                "cloud-runner-model-version": "mean 1",
                "cloud-runner-parameters": json.dumps({**parameters, "model": "mean", "horizon": rows}),
                "cloud-runner-rows": str(rows),
                "cloud-runner-warnings": "[]",
            }
        except (Rejection, UnicodeDecodeError) as error:
            report = getattr(error, "report", None) or Rejection("csv.encoding", str(error), "Save it as UTF-8.").report
            report["input"] = {"bucket": bucket, "name": name, "generation": generation}
            target, kind, text = f"{name}.error.json", "application/json", json.dumps(report)
        if write(target, text, kind, metadata, targets[target].get("generation", "0")):
            print(json.dumps({"severity": "INFO", "message": f"Wrote {target}"}), flush=True)
            return 204
    return 503


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self):
        self.answer(200 if self.path in ("/ready", "/health") else 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            self.answer(deliver(json.loads(body)))
        except Exception as error:  # What nobody foresaw may pass: the message comes again.
            print(json.dumps({"severity": "ERROR", "message": repr(error)}), flush=True)
            self.answer(500)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("", int(os.environ.get("PORT", 8080))), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(json.dumps({"severity": "INFO", "message": f"Listening on {server.server_port}"}), flush=True)
    server.serve_forever()
