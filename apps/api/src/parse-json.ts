/** Parses a request's body: undefined when it is empty. Throws an error with a code that stands for an answer, without the body in it. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  return parse(decode(body));
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw Object.assign(new Error("not UTF-8"), { code: "BODY_NOT_UTF8" });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw Object.assign(new Error("not JSON"), { code: "BODY_NOT_JSON" });
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
