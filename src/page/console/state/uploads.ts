// The files in hand: put aside on the server, checked, and ready to be sent as one run.
import type { CheckedUpload, StagedFile } from "../../../console/contract/forecasts.ts";
import { Away, ask, faultOf, heard, lost, ours, Refused, type Fault } from "./api.ts";
import { later } from "./browser.ts";
import { createStore } from "./store.ts";
import { api, query } from "./paths.ts";

export interface FileInHand {
  key: number;
  name: string;
  bytes: number;
  /** Of the upload to this machine's console, from 0 to 1. */
  sent: number;
  /** On the server, once it is there. */
  upload?: string;
  /** Of the parameters that were last checked with. */
  checked?: CheckedUpload;
  isChecking: boolean;
  fault?: Fault | undefined;
}

export const hand = createStore<readonly FileInHand[]>([]);
/** Those that were given, as they travel. */
export const parameters = createStore<Readonly<Record<string, string>>>({});

/** Undefined, or an empty text, is as usual. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** Pure. */
export const withChanges = (before: Changes, changes: Changes): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter((pair): pair is [string, string] => !!pair[1]),
  );

const mostAtOnce = 4;
let keys = 0;
let underWay = 0;
const queue: (() => Promise<void>)[] = [];

function enqueue(work: () => Promise<void>): void {
  queue.push(work);
  pump();
}

function pump(): void {
  while (underWay < mostAtOnce && queue.length > 0) {
    underWay += 1;
    void queue.shift()!().finally(() => {
      underWay -= 1;
      pump();
    });
  }
}

function change(key: number, by: Partial<FileInHand>): void {
  hand.set(hand.get().map((each) => (each.key === key ? { ...each, ...by } : each)));
}

const isHeld = (key: number): boolean => hand.get().some((each) => each.key === key);

export function take(files: readonly { name: string; file: Blob }[]): void {
  const added = files.map(({ name, file }) => ({ name, file, key: (keys += 1) }));
  // A file of the same name takes the place of the former one, as on a disk.
  const names = new Set(files.map(({ name }) => name));
  hand.set([
    ...hand.get().filter(({ name }) => !names.has(name)),
    ...added.map(({ key, name, file }) => ({ key, name, bytes: file.size, sent: 0, isChecking: false })),
  ]);
  for (const { key, name, file } of added) {
    enqueue(async () => {
      if (!isHeld(key)) return;
      try {
        const staged = await stage(name, file, (sent) => change(key, { sent }));
        change(key, { upload: staged.upload, sent: 1 });
        await check(key);
      } catch (error) {
        change(key, { fault: faultOf(error) });
      }
    });
  }
}

export function drop(key: number): void {
  const found = hand.get().find((each) => each.key === key);
  hand.set(hand.get().filter((each) => each.key !== key));
  if (found?.upload !== undefined) forget(found.upload);
}

const forget = (upload: string): void =>
  void ask(api("uploads", upload), { method: "DELETE" }).catch(() => undefined);

/** After they were sent: the run has them. */
export function emptyHand(): void {
  hand.set([]);
  parameters.set({});
}

let endPause: () => void = () => undefined;

export function setParameters(changed: Changes): void {
  parameters.set(withChanges(parameters.get(), changed));
  endPause();
  // Who types shall not be checked at each letter.
  endPause = later(350, () => {
    for (const { key, upload } of hand.get()) if (upload !== undefined) enqueue(() => check(key));
  });
}

async function check(key: number): Promise<void> {
  const found = hand.get().find((each) => each.key === key);
  if (found?.upload === undefined) return;
  const asked = parameters.get();
  change(key, { isChecking: true });
  try {
    const checked = await ask<CheckedUpload>(api("uploads", found.upload, "check"), {
      body: { parameters: asked },
    });
    // Newer parameters have a check of their own under way.
    if (asked === parameters.get()) change(key, { checked, isChecking: false, fault: undefined });
  } catch (error) {
    change(key, { fault: faultOf(error), isChecking: false });
  }
}

/** @throws Refused, Away */
export const stage = (name: string, file: Blob, onSent: (share: number) => void): Promise<StagedFile> =>
  // fetch tells nothing of how far an upload is.
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `api/uploads${query({ name })}`);
    for (const [header, value] of Object.entries(ours)) request.setRequestHeader(header, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      heard();
      if (request.status >= 200 && request.status < 300) {
        resolve(request.response as StagedFile);
        return;
      }
      const said = request.response as { error?: Fault } | null;
      reject(
        new Refused(
          request.status,
          said?.error ?? { code: "console.no-answer", message: `${name} was not taken: ${request.status}.` },
        ),
      );
    };
    request.onerror = () => {
      lost();
      reject(new Away("The console does not answer."));
    };
    request.send(file);
  });
