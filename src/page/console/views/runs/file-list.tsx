// The files of a run: hundreds of them scroll as ten do.
import type { RunFile } from "../../../../console/contract/runs.ts";
import { useMemo, useState } from "preact/hooks";
import { Badge, Search } from "../../parts/bits.tsx";
import { VirtualList } from "../../parts/virtual-list.tsx";
import { bytes, plural } from "../../parts/words.ts";
import { stateOfFile } from "./states.ts";

const rowHeight = 44;
const mostSeen = 6;

export function FileList({
  files,
  chosen,
  onChoose,
}: {
  files: readonly RunFile[];
  chosen: number;
  onChoose: (index: number) => void;
}) {
  const [wanted, setWanted] = useState("");
  const [state, setState] = useState("");
  const found = useMemo(() => {
    const words = wanted.toLowerCase();
    return files.filter(
      (file) => file.input.toLowerCase().includes(words) && (state === "" || file.state === state),
    );
  }, [files, wanted, state]);
  const at = found.findIndex(({ index }) => index === chosen);
  return (
    <>
      {files.length > mostSeen && (
        <div class="filters">
          <Search label="Search files" value={wanted} onInput={setWanted} />
          <select aria-label="State" value={state} onChange={(event) => setState(event.currentTarget.value)}>
            <option value="">all</option>
            <option value="failed">failed</option>
            <option value="waiting">waiting</option>
            <option value="done">done</option>
            <option value="missing">not sent</option>
          </select>
          <span class="dim tabular">{plural(found.length, "file")}</span>
        </div>
      )}
      <div
        class="list-box"
        style={{ height: `${Math.min(Math.max(found.length, 1), mostSeen) * rowHeight + 2}px` }}
      >
        <VirtualList
          label="Files of this run"
          total={found.length}
          rowHeight={rowHeight}
          chosen={at === -1 ? undefined : at}
          onChoose={(index) => onChoose(found[index]!.index)}
          row={(index) => <FileRow file={found[index]!} />}
        />
      </div>
    </>
  );
}

const FileRow = ({ file }: { file: RunFile }) => {
  const { tone, words } = stateOfFile(file);
  return (
    <>
      <span class="grow shorten">{file.input}</span>
      {file.model !== undefined && <span class="dim wide-only">{file.model}</span>}
      {file.rows !== undefined && <span class="dim tabular wide-only">{plural(file.rows, "row")}</span>}
      {file.bytes !== undefined && <span class="dim tabular wide-only">{bytes(file.bytes)}</span>}
      <Badge tone={tone}>{words}</Badge>
    </>
  );
};
