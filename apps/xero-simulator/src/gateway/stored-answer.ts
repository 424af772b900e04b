import type { StoredAnswer } from "../state/simulator-state.ts";
import type { Answer } from "../wire/answer.ts";
import { writeJson } from "../wire/json.ts";
import { writeXml } from "../wire/xml.ts";

export const JSON_TYPE = "application/json; charset=utf-8";

/** An answer as it goes out and as an Idempotency-Key remembers it: XML unless JSON was asked for. */
export function storedAnswer(answer: Answer, wantsJson: boolean, nowMs: number): StoredAnswer {
  const { status, body } = answer;
  const counts = answer.counts ?? null;
  switch (body.kind) {
    case "empty":
      return { status, contentType: null, body: "", counts };
    case "html":
      return { status, contentType: "text/html; charset=utf-8", body: body.text, counts };
    case "bytes":
      return { status, contentType: body.contentType, body: "", counts, bytes: body.bytes };
    case "json": {
      const documents = documentsIn(answer);
      return wantsJson
        ? { status, contentType: JSON_TYPE, body: writeJson(body.value), counts, documents }
        : {
            status,
            contentType: "text/xml; charset=utf-8",
            body: writeXml(answer, nowMs),
            counts,
            documents,
          };
    }
  }
}

/** How many elements an answer carries, which is what the latency model counts. */
function documentsIn(answer: Answer): number {
  if (answer.counts) return answer.counts.elements;
  const value = answer.body.kind === "json" ? answer.body.value : null;
  if (typeof value !== "object" || value === null) return 0;
  const list = Object.values(value).find((member) => Array.isArray(member));
  return Array.isArray(list) ? list.length : 0;
}
