import { describe, expect, it } from "vitest";
import { pushFault, sendWithFault } from "../../../../src/local/chaos/push-fault.ts";
import { parseChaos } from "../../../../src/local/chaos/settings.ts";

const message = (id: number, failures = 0) => ({ id, failures, attributes: { objectId: `in/${id}.csv` } });
const calm = { delayMs: 0, isRefused: false, isAnswerLost: false };
const stormy = (seed: number) =>
  parseChaos({ seed, pushes: { duplicate: 0.2, delay: 0.2, refuse: 0.2, loseAnswer: 0.2 } });
const faults = (seed: number) => Array.from({ length: 500 }, (_, id) => pushFault(stormy(seed), message(id)));

describe("the faults of a push", () => {
  it("is calm without settings, and after three failures", () => {
    expect(pushFault(parseChaos({}), message(1))).toEqual(calm);
    const worst = parseChaos({ pushes: { duplicate: 1, delay: 1, refuse: 1, loseAnswer: 1 } });
    expect(pushFault(worst, message(1, 2))).toMatchObject({ isRefused: true, isAnswerLost: true });
    expect(pushFault(worst, message(1, 3))).toEqual(calm);
  });

  it("is the same for the same seed and file, whatever number the message has", () => {
    expect(faults(7)).toEqual(faults(7));
    expect(faults(7)).not.toEqual(faults(8));
    const { attributes } = message(3);
    expect(pushFault(stormy(7), { id: 99, failures: 0, attributes })).toEqual(faults(7)[3]);
  });

  it("is as bad as often as it was asked for, each trouble apart from the others", () => {
    const all = faults(1);
    const share = (has: (fault: (typeof all)[number]) => boolean) => all.filter(has).length / all.length;
    expect(share((fault) => fault.isRefused)).toBeCloseTo(0.2, 1);
    expect(share((fault) => fault.isAnswerLost)).toBeCloseTo(0.2, 1);
    expect(share((fault) => fault.twice !== undefined)).toBeCloseTo(0.2, 1);
    expect(share((fault) => fault.delayMs > 0)).toBeCloseTo(0.2, 1);
    expect(share((fault) => fault.isRefused && fault.isAnswerLost)).toBeLessThan(0.1);
  });
});

describe("a push that is sent with its faults", () => {
  async function sent(fault: object, answers: (boolean | Error)[]) {
    let sends = 0;
    const waited: number[] = [];
    const isAcknowledged = await sendWithFault(
      { ...calm, ...fault },
      async () => {
        const answer = answers[sends++]!;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async (ms) => void waited.push(ms),
    );
    return { isAcknowledged, sends, waited };
  }

  it.each([
    ["on a calm day", {}, [true], { isAcknowledged: true, sends: 1, waited: [] }],
    ["late", { delayMs: 70 }, [true], { isAcknowledged: true, sends: 1, waited: [70] }],
    ["not at all", { isRefused: true }, [], { isAcknowledged: false, sends: 0, waited: [] }],
    ["for nothing", { isAnswerLost: true }, [true], { isAcknowledged: false, sends: 1, waited: [] }],
    ["to nobody", {}, [new Error("gone")], { isAcknowledged: false, sends: 1, waited: [] }],
    ["twice", { twice: "at-once" }, [false, true], { isAcknowledged: true, sends: 2, waited: [] }],
    [
      "twice, to one that dies",
      { twice: "at-once" },
      [new Error("gone"), true],
      { isAcknowledged: true, sends: 2, waited: [] },
    ],
    [
      "again after its answer",
      { twice: "later" },
      [true, new Error("gone")],
      { isAcknowledged: true, sends: 2, waited: [] },
    ],
    ["once, as it was refused", { twice: "later" }, [false], { isAcknowledged: false, sends: 1, waited: [] }],
  ])("%s", async (_how, fault, answers, expected) => {
    expect(await sent(fault, answers)).toEqual(expected);
  });
});
