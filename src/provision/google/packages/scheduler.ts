// What is used of Google's client for Cloud Scheduler.
export { CloudSchedulerClient } from "@google-cloud/scheduler/build/src/v1/cloud_scheduler_client.js";
