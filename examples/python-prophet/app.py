"""A container with a model of one's own: forecasts with Prophet each file that Pub/Sub announces."""

import io
import json
import os

import pandas as pd
from flask import Flask, request
from google.cloud import storage
from prophet import Prophet

app = Flask(__name__)
client = storage.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


def forecast(table: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Put a model of yours here: dates and numbers in, dates and predictions out."""
    history = table.iloc[:, :2].set_axis(["ds", "y"], axis=1)
    history["ds"] = pd.to_datetime(history["ds"])
    model = Prophet().fit(history)
    future = model.make_future_dataframe(horizon, freq=pd.infer_freq(history["ds"]) or "D", include_history=False)
    names = {"ds": "date", "yhat": "prediction", "yhat_lower": "prediction_lower", "yhat_upper": "prediction_upper"}
    return model.predict(future)[list(names)].rename(columns=names)


def write(name: str, content: str, content_type: str, generation: str) -> None:
    result = client.bucket(os.environ["OUTPUT_BUCKET"]).blob(name)
    result.metadata = {"cloud-runner-input-generation": generation, "cloud-runner-model": "my-prophet"}
    result.upload_from_string(content, content_type)


@app.post("/")
def deliver():
    event = request.get_json()["message"]["attributes"]
    bucket, name, generation = event["bucketId"], event["objectId"], event["objectGeneration"]
    upload = client.bucket(bucket).get_blob(name, generation=int(generation))
    if upload is None:  # Replaced or deleted since then.
        return "", 204
    try:
        horizon = (upload.metadata or {}).get("forecast-horizon", 28)
        table = forecast(pd.read_csv(io.BytesIO(upload.download_as_bytes())), int(horizon))
        write(name, table.to_csv(index=False), "text/csv", generation)
    except ValueError as error:  # It can never work, so it is answered with a report and not tried again.
        report = {"schemaVersion": 1, "code": "prophet.refused", "message": str(error), "fix": "Send date,y."}
        report["input"] = {"bucket": bucket, "name": name, "generation": generation}
        write(f"{name}.error.json", json.dumps(report), "application/json", generation)
    return "", 204
