/** What the sandbox refused, with its own name for the reason. */
class SandboxError extends Error {
  constructor(status, answer) {
    super(answer.error ?? `HTTP ${status}`);
    this.status = status;
    this.answer = answer;
  }

  /** Whether the app gave no answer within Slack's three seconds. */
  get isTimeout() {
    return this.message === "operation_timeout" || this.message === "dispatch_failed";
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || (answer && answer.error)) throw new SandboxError(response.status, answer ?? {});
  return answer;
}

/** GET of the control interface. */
export async function get(path, query = {}) {
  const search = new URLSearchParams(query).toString();
  return answerOf(await fetch(`/sandbox/${path}${search ? `?${search}` : ""}`));
}

/** POST of the control interface. */
export async function post(path, body) {
  return answerOf(
    await fetch(`/sandbox/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** A list that may come bare or under a name. */
export function listOf(answer, name) {
  return Array.isArray(answer) ? answer : (answer?.[name] ?? []);
}

/**
 * Follows the sandbox's events. `onOpen` also runs after a lost connection came back, when anything
 * may have been missed; `onLost` when it goes.
 */
export function follow(onEvent, onOpen, onLost) {
  const source = new EventSource("/sandbox/stream");
  source.addEventListener("open", onOpen);
  source.addEventListener("error", onLost);
  source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  return source;
}
