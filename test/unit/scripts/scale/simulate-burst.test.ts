// The simulated burst against what can be said of it without a simulation.
import { expect, test } from "vitest";
import { facts } from "../../../../scripts/scale/facts.ts";
import { simulateBurst } from "../../../../scripts/scale/simulate-burst.ts";

const service = {
  maxInstances: 10,
  concurrency: 1,
  minimumBackoffSeconds: 10,
  maximumBackoffSeconds: 600,
  maxDeliveryAttempts: 20,
};

test("one file takes the start of an instance and its own time", () => {
  const { seconds, instances, refused } = simulateBurst(1, 0.25, service);
  expect({ seconds, instances, refused }).toEqual({
    seconds: facts.coldStartSeconds.value + 0.25,
    instances: 1,
    refused: 0,
  });
});

test("instances that are all busy bound the rate, and no file is done twice", () => {
  const { seconds, busySeconds, instances } = simulateBurst(5000, 0.5, service);
  expect(instances).toBe(10);
  expect(busySeconds).toBe(2500);
  expect(seconds).toBeGreaterThan(250);
  expect(seconds).toBeLessThan(1.5 * 250);
});

test("files that wait too long are refused, come again, and are dead letters when that has been too often", () => {
  const slow = simulateBurst(200, 60, { ...service, maxInstances: 2 });
  expect(slow.refused).toBeGreaterThan(0);
  expect(slow.deadLetters).toBe(0);
  expect(slow.busySeconds).toBe(200 * 60);
  const impatient = simulateBurst(200, 60, { ...service, maxInstances: 2, maxDeliveryAttempts: 2 });
  expect(impatient.deadLetters).toBeGreaterThan(0);
  expect(impatient.busySeconds).toBe((200 - impatient.deadLetters) * 60);
});
