"""Prints each result and each failure as it comes: pip install google-cloud-pubsub; python pull.py PROJECT SUBSCRIPTION"""

import json
import sys

from google.cloud import pubsub_v1

subscriber = pubsub_v1.SubscriberClient()
seen = set()


def receive(message):
    # The same outcome may be told more than once, always with the same id.
    if message.attributes["ce-id"] not in seen:
        seen.add(message.attributes["ce-id"])
        event = json.loads(message.data)
        what = event["error"]["message"] if "error" in event else event["output"]["name"]
        print(message.attributes["ce-type"], message.attributes["ce-subject"], what, flush=True)
    message.ack()


subscriber.subscribe(subscriber.subscription_path(*sys.argv[1:3]), receive).result()
