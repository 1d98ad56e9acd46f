// The stack as a drawing with what happens in it right now: from the schedules and the input bucket to the forecasts.
import type { ComponentChildren } from "preact";
import type { Overview } from "../../../../console/contract/overview.ts";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { count, duration, plural } from "../../parts/words.ts";

export function Drawing({ overview }: { overview: Overview }) {
  const { names, service, backlog, oldestMessageMs, instances, deadLetters, schedules, executions } =
    overview;
  const waits = backlog !== undefined && backlog > 0;
  const works = (instances ?? 0) > 0 && waits;
  const isUp = service !== undefined;
  return (
    <ul
      class={isUp ? "drawing" : "drawing off"}
      aria-label="Parts of the stack, in the order that a file passes them"
    >
      <Node
        place="input"
        icon="bucket"
        kind="Input bucket"
        name={names.inputBucket}
        arrow="right"
        isMoving={waits}
      >
        files are uploaded here
      </Node>
      <Node
        place="queue"
        icon="topic"
        kind="Topic and subscription"
        name={names.subscription}
        arrow="right"
        isMoving={waits}
        isWarm={waits}
      >
        {backlog === undefined ? (
          "backlog not known"
        ) : backlog === 0 ? (
          "nothing waits"
        ) : (
          <>
            <b>{count(backlog)}</b> wait
            {oldestMessageMs !== undefined && <>, the oldest {duration(oldestMessageMs)}</>}
          </>
        )}
      </Node>
      <Node
        place="service"
        icon="service"
        kind="Service"
        name={names.service}
        arrow="right"
        isMoving={works}
        isWarm={works}
      >
        {service === undefined ? (
          "not deployed"
        ) : (
          <>
            {instances === undefined ? "idle, or no sample yet" : plural(instances, "instance")}
            {service.condition !== "ready" && <span class="bad"> · {service.condition}</span>}
            <br />
            <span class="dim">{service.traffic}</span>
          </>
        )}
      </Node>
      <Node place="output" icon="bucket" kind="Output bucket" name={names.outputBucket}>
        forecasts and reports
      </Node>
      <Node place="schedules" icon="schedules" kind="Schedules" href="#/schedules" arrow="up">
        {schedules === undefined ? "not known" : schedules.length === 0 ? "none" : nextOf(schedules)}
      </Node>
      <Node
        place="dead"
        icon="dead"
        kind="Dead letters"
        name={names.deadLetterSubscription}
        href="#/dead-letters"
        arrow="down"
        isBad={(deadLetters ?? 0) > 0}
      >
        {deadLetters === undefined ? (
          "not known"
        ) : deadLetters === 0 ? (
          "none"
        ) : (
          <>
            <b>{count(deadLetters)}</b> given up
          </>
        )}
      </Node>
      {names.job !== undefined && (
        <Node
          place="job"
          icon="job"
          kind="Job"
          name={names.job}
          arrow="down"
          isWarm={(executions ?? []).length > 0}
        >
          {executions === undefined ? (
            "not known"
          ) : executions.length === 0 ? (
            "for what takes long; nothing now"
          ) : (
            <>
              <b>{plural(executions.length, "execution")}</b>
              {executions[0]?.series && (
                <>
                  , {count(executions[0].series.done)} of{" "}
                  {plural(executions[0].series.series, "series", "series")}
                </>
              )}
            </>
          )}
        </Node>
      )}
    </ul>
  );
}

const nextOf = (schedules: NonNullable<Overview["schedules"]>): string => {
  const next = schedules.flatMap(({ nextRun }) => nextRun ?? []).toSorted()[0];
  const number = plural(schedules.length, "schedule");
  return next === undefined
    ? `${number}, none due`
    : `${number}, next ${next.slice(0, 16).replace("T", " ")} UTC`;
};

const Node = ({
  place,
  icon,
  kind,
  name,
  href,
  arrow,
  isMoving = false,
  isWarm = false,
  isBad = false,
  children,
}: {
  place: string;
  icon: IconName;
  kind: string;
  name?: string;
  href?: string;
  arrow?: "right" | "up" | "down";
  isMoving?: boolean;
  isWarm?: boolean;
  isBad?: boolean;
  children: ComponentChildren;
}) => (
  <li class={["node", place, isWarm && "warm", isBad && "alarm"].filter(Boolean).join(" ")}>
    <div class="node-box">
      <div class="node-kind">
        <Icon name={icon} /> {href === undefined ? kind : <a href={href}>{kind}</a>}
      </div>
      {name !== undefined && (
        <div class="node-name" title={name}>
          {name}
        </div>
      )}
      <div class="node-state">{children}</div>
    </div>
    {arrow !== undefined && <span class={`arrow ${arrow}${isMoving ? " moving" : ""}`} aria-hidden="true" />}
  </li>
);
