// Checks of service accounts, on one that is made for them.
import type { Check } from "../row.ts";

const inARow = 3;
const tries = 60;

/** Three good reads in a row, then a rest of 10 s, then no other answer: what `up` takes for known. */
export const freshAccountSettles: Check = {
  async run({ ask, names, pause }) {
    const accounts = `/v1/projects/${names.project}/serviceAccounts`;
    const account = `${accounts}/live-probe@${names.project}.iam.gserviceaccount.com`;
    const made = await ask("iam", "POST", accounts, { body: { accountId: "live-probe" } });
    if (made.status !== 200) return false;
    const read = async () => (await ask("iam", "GET", account)).status;
    try {
      let good = 0;
      for (let tried = 0; good < inARow && tried < tries; tried += 1) {
        const status = await read();
        if (![200, 403, 404].includes(status)) return false;
        good = status === 200 ? good + 1 : 0;
        await pause(1000);
      }
      await pause(10_000);
      const later = [await read(), await read(), await read()];
      return good === inARow && later.every((status) => status === 200);
    } finally {
      await ask("iam", "DELETE", account);
    }
  },
};
