"""What a Python program does with Pub/Sub and Logging. Prints one line of JSON."""
import json, os, sys, threading, time
from datetime import datetime, timedelta, timezone

from google.auth.credentials import AnonymousCredentials
from google.cloud import logging, pubsub_v1

project = os.environ["PUBSUB_PROJECT_ID"]
publisher = pubsub_v1.PublisherClient(
    publisher_options=pubsub_v1.types.PublisherOptions(enable_message_ordering=True)
)
subscriber = pubsub_v1.SubscriberClient()
topic = publisher.topic_path(project, "python")
ordered = subscriber.subscription_path(project, "python-ordered")
pulled = subscriber.subscription_path(project, "python-pulled")
seen = {}

publisher.create_topic(request={"name": topic, "labels": {"by": "python"}})
subscriber.create_subscription(
    request={"name": ordered, "topic": topic, "enable_message_ordering": True}
)
subscriber.create_subscription(
    request={"name": pulled, "topic": topic, "retain_acked_messages": True}
)
began = datetime.now(timezone.utc) - timedelta(seconds=1)
futures = [publisher.publish(topic, str(i).encode(), ordering_key="k", i=str(i)) for i in range(500)]
for future in futures:
    future.result(timeout=30)

got, done = [], threading.Event()


def take(message):
    got.append(message.data.decode())
    message.ack()
    if len(got) == 500:
        done.set()


stream = subscriber.subscribe(ordered, callback=take)
started = time.time()
done.wait(30)
seen["orderedSeconds"] = time.time() - started
stream.cancel()
stream.result()
seen["ordered"] = got == [str(i) for i in range(500)]


def pull_all():
    messages = []
    while True:
        answer = subscriber.pull(
            request={"subscription": pulled, "max_messages": 1000, "return_immediately": True}
        )
        if not answer.received_messages:
            return len(messages)
        messages += answer.received_messages
        subscriber.acknowledge(
            request={
                "subscription": pulled,
                "ack_ids": [each.ack_id for each in answer.received_messages],
            }
        )


seen["pulled"] = pull_all()
subscriber.seek(request={"subscription": pulled, "time": began})
seen["afterSeek"] = pull_all()
snapshot = subscriber.snapshot_path(project, "python-snapshot")
subscriber.create_snapshot(request={"name": snapshot, "subscription": pulled})
publisher.publish(topic, b"last").result(timeout=30)
seen["beforeSnapshot"] = pull_all()
subscriber.seek(request={"subscription": pulled, "snapshot": snapshot})
seen["afterSnapshot"] = pull_all()
seen["snapshots"] = [
    each.name.split("/")[-1]
    for each in subscriber.list_snapshots(request={"project": f"projects/{project}"})
]
subscriber.delete_snapshot(request={"snapshot": snapshot})

client = logging.Client(
    project=project,
    credentials=AnonymousCredentials(),
    client_options={"api_endpoint": os.environ["LOCAL_CLOUD_URL"]},
    _use_grpc=False,
)
logger = client.logger("python")
logger.log_struct({"message": "it is done", "rows": 3}, severity="WARNING")
logger.log_text("all is well")
# Without a filter of its own the client asks for the last day, with an offset of +0000.
entries = [entry.payload for entry in client.list_entries(order_by="timestamp asc")]
# The client writes a word about itself.
seen["entries"] = [each for each in entries if "logging.googleapis.com/diagnostic" not in each]
seen["warnings"] = [entry.severity for entry in logger.list_entries(filter_="severity>=WARNING")]
seen["found"] = len(list(logger.list_entries(filter_='SEARCH("DONE is")')))
publisher.delete_topic(request={"topic": topic})
print(json.dumps(seen))
sys.stdout.flush()
os._exit(0)
