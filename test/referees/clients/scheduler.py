"""What a Python program does with Cloud Scheduler. Prints one line of JSON: "ok" for each step that did what it should."""
import json, os, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer

import grpc
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import scheduler_v1
from google.cloud.scheduler_v1.services.cloud_scheduler import transports
from google.protobuf import duration_pb2, field_mask_pb2

project = os.environ["GOOGLE_CLOUD_PROJECT"]
rest_host = os.environ["REST_HOST"]
owner = [("authorization", "Bearer " + os.environ["CLOUDSDK_AUTH_ACCESS_TOKEN"])]
parent = f"projects/{project}/locations/europe-west1"
seen, calls = {}, []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        calls.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200 if len(calls) > 1 else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/tick"


def step(name, check):
    try:
        seen[name] = "ok" if check() else "no"
    except Exception as error:
        seen[name] = repr(error)


def refused(kind, call):
    try:
        call()
    except kind:
        return True
    return False


def answered(client, name, count):
    end = time.time() + 10
    while time.time() < end:
        job = client.get_job(name=name, metadata=owner)
        if len(calls) >= count and job.status.code == (14 if count == 1 else 0):
            return job
        time.sleep(0.02)
    raise TimeoutError(f"{len(calls)} calls")


def life(kind, client):
    name = f"{parent}/jobs/{kind}"
    job = scheduler_v1.Job(
        name=name,
        description=kind,
        schedule="0 5 * * 1-5",
        time_zone="Europe/Berlin",
        http_target=scheduler_v1.HttpTarget(
            uri=url, body=b'{"a":1}', headers={"Content-Type": "application/json"}
        ),
        retry_config=scheduler_v1.RetryConfig(
            retry_count=3, min_backoff_duration=duration_pb2.Duration(seconds=10)
        ),
        attempt_deadline=duration_pb2.Duration(seconds=30),
    )
    created = {}

    def create():
        created["job"] = client.create_job(parent=parent, job=job, metadata=owner)
        made = created["job"]
        return (
            made.state == scheduler_v1.Job.State.ENABLED
            and made.retry_config.max_doublings == 5
            and made.http_target.http_method == scheduler_v1.HttpMethod.POST
            and made.http_target.body == b'{"a":1}'
            and made.schedule_time.weekday() < 5
            and made.schedule_time.minute == 0
        )

    step(f"{kind} create", create)
    step(f"{kind} twice", lambda: refused(exceptions.Conflict, lambda: client.create_job(parent=parent, job=job, metadata=owner)))
    step(f"{kind} get", lambda: client.get_job(name=name, metadata=owner).description == kind)
    step(f"{kind} list", lambda: name in [each.name for each in client.list_jobs(parent=parent, metadata=owner)])

    def update():
        changed = client.update_job(
            job=scheduler_v1.Job(name=name, schedule="0 6 1 1 *", time_zone="Asia/Kolkata"),
            update_mask=field_mask_pb2.FieldMask(paths=["schedule", "time_zone"]),
            metadata=owner,
        )
        at = changed.schedule_time
        return changed.description == kind and (at.month, at.day, at.hour, at.minute) == (1, 1, 0, 30)

    step(f"{kind} update", update)
    wrong = scheduler_v1.Job(schedule="0 5 L * *", http_target=scheduler_v1.HttpTarget(uri=url))
    step(f"{kind} wrong", lambda: refused(exceptions.BadRequest, lambda: client.create_job(parent=parent, job=wrong, metadata=owner)))
    step(f"{kind} pause", lambda: client.pause_job(name=name, metadata=owner).state == scheduler_v1.Job.State.PAUSED)
    step(f"{kind} pause again", lambda: refused(exceptions.BadRequest, lambda: client.pause_job(name=name, metadata=owner)))
    step(f"{kind} resume", lambda: client.resume_job(name=name, metadata=owner).state == scheduler_v1.Job.State.ENABLED)

    def run():
        calls.clear()
        client.run_job(name=name, metadata=owner)
        refusedOnce = answered(client, name, 1)
        client.run_job(name=name, metadata=owner)
        answered(client, name, 2)
        headers, body = calls[-1]
        headers = {key.lower(): value for key, value in headers.items()}
        return (
            refusedOnce.status.code == 14
            and body == b'{"a":1}'
            and headers["user-agent"] == "Google-Cloud-Scheduler"
            and headers["x-cloudscheduler"] == "true"
            and headers["x-cloudscheduler-jobname"] == kind
            and headers["x-cloudscheduler-scheduletime"].endswith("Z")
        )

    step(f"{kind} run", run)
    step(f"{kind} delete", lambda: client.delete_job(name=name, metadata=owner) is None)
    step(f"{kind} gone", lambda: refused(exceptions.NotFound, lambda: client.get_job(name=name, metadata=owner)))


channel = grpc.insecure_channel(os.environ["PUBSUB_EMULATOR_HOST"])
life("grpc", scheduler_v1.CloudSchedulerClient(transport=transports.CloudSchedulerGrpcTransport(channel=channel)))
rest = transports.CloudSchedulerRestTransport(host=rest_host, credentials=AnonymousCredentials(), url_scheme="http")
life("rest", scheduler_v1.CloudSchedulerClient(transport=rest))
print(json.dumps(seen))
