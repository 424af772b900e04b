import type { Task } from "@counterfoil/services/home/task";
import { CircleAlert, Clock, TriangleAlert } from "lucide-react";
import { Card, CardHeader } from "../card.tsx";
import { noticeWords } from "../notice-words.ts";
import { viewOf } from "./task-view.tsx";

/** What needs a person: what one act releases is one line, with the act. */
export function TaskList({ tasks, severalBindings }: { tasks: Task[]; severalBindings: boolean }) {
  return (
    <Card id="needs-you" className="scroll-mt-6">
      <CardHeader
        title="Needs you"
        description="Each line is one act; the documents behind it go by themselves after."
      />
      <ul className="mt-3 divide-y border-t">
        {tasks.map((task) => {
          const view = viewOf(task);
          const Icon = icons[view.look].icon;
          return (
            <li key={keyOf(task)} className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4 sm:px-6">
              <Icon
                className={`mt-0.5 size-4.5 shrink-0 ${icons[view.look].style}`}
                aria-hidden="true"
                strokeWidth={2}
              />
              <div className="min-w-0 flex-1 basis-64 space-y-0.5">
                <p className="text-[15px] font-medium text-balance">{view.title}</p>
                <p className="text-sm leading-relaxed text-pretty text-muted">
                  {view.text}
                  {severalBindings && "bindingId" in task && "store" in task && task.kind === "decide" && (
                    <span className="text-[13px]">
                      {" "}
                      ({task.store} ↔ {task.organisation})
                    </span>
                  )}
                </p>
              </div>
              <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:pl-8.5">{view.acts}</div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

const icons = {
  red: { icon: CircleAlert, style: "text-red" },
  amber: { icon: TriangleAlert, style: "text-amber" },
  calm: { icon: Clock, style: "text-muted" },
};

function keyOf(task: Task): string {
  switch (task.kind) {
    case "reconnect":
      return `reconnect ${task.organisationId}`;
    case "pair_again":
    case "silent":
    case "unbound_store":
      return `${task.kind} ${task.storeId}`;
    case "unclaimed_view":
      return `view ${task.store.id} ${task.storeViewId}`;
    case "decide":
      return `decide ${task.bindingId} ${task.reason} ${task.sentence}`;
    case "setting":
      return `setting ${task.bindingId} ${noticeWords(task.notice)}`;
    default:
      return `${task.kind} ${task.bindingId}`;
  }
}
