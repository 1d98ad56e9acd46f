// What a stack on the local cloud gives, for tests of how it is put and shown.
export const localStack = {
  outputs: {
    project: "cloud-runner-local",
    region: "us-central1",
    inputBucket: "in",
    outputBucket: "out",
    topic: "t",
    subscription: "s",
    deadLetterTopic: "dt",
    deadLetterSubscription: "ds",
    service: "forecast",
    serviceUrl: "http://127.0.0.1:4000/run/us-central1/forecast",
    revision: "forecast-00001-abc",
    image: "image@sha256:1",
    runtimeAccount: "r@x",
    invokerAccount: "i@x",
  },
  cloud: { pid: 1, httpPort: 4000, grpcPort: 4001, secret: "s3cret", buildId: "b", startedAt: "" },
};
