import { get, listOf } from "./api.js";
import { coalesce, fill, h } from "./dom.js";
import { icon } from "./icons.js";

const KEPT = 400;

const failed = (call) => call.status >= 400 || call.response?.ok === false || Boolean(call.response?.error);

/** The developer's drawer: what the app asked of Slack, and what Slack said. */
export class Calls {
  #calls = [];
  #last = 0;
  #started = false;

  constructor({ onErrors, onClose }) {
    this.onErrors = onErrors;
    this.list = h("div", { class: "calls-list", role: "log" });
    this.onlyErrors = h("input", { type: "checkbox", onchange: () => this.#paint() });
    this.node = h(
      "section",
      { class: "calls", id: "calls", "aria-label": "App calls", hidden: true, dataset: { testid: "calls" } },
      h(
        "header",
        {},
        h("strong", {}, "App calls"),
        h("label", { class: "choice" }, this.onlyErrors, "refused only"),
        h(
          "button",
          {
            type: "button",
            class: "icon-button push-end",
            "aria-label": "Close app calls",
            onclick: onClose,
          },
          icon("close"),
        ),
      ),
      this.list,
    );
  }

  toggle(open) {
    this.node.hidden = !open;
    if (open) this.#paint();
  }

  refresh = coalesce(async () => {
    const fresh = listOf(await get("calls", this.#started ? { since: this.#last } : {}), "calls").filter(
      (call) => call.n > this.#last || !this.#started,
    );
    this.#started = true;
    if (!fresh.length) return;
    this.#last = Math.max(...fresh.map((call) => call.n));
    this.#calls = [...this.#calls, ...fresh].slice(-KEPT);
    this.onErrors(this.#calls.filter(failed).length);
    if (!this.node.hidden) this.#paint();
  });

  #paint() {
    const shown = this.#calls
      .filter((call) => !this.onlyErrors.checked || failed(call))
      .slice(-120)
      .reverse();
    const open = new Set([...this.list.querySelectorAll("details[open]")].map((node) => node.dataset.n));
    fill(
      this.list,
      shown.length
        ? shown.map((call) => row(call, open.has(String(call.n))))
        : h(
            "p",
            { class: "muted calls-none" },
            this.onlyErrors.checked ? "Slack refused nothing." : "The app has not called yet.",
          ),
    );
  }
}

function row(call, open) {
  const bad = failed(call);
  const { type, channel, action_id: action, callback_id: callback } = call.args ?? {};
  const detail = [type, action ?? callback, channel].filter((part) => typeof part === "string").join(" · ");
  const node = h(
    "details",
    { class: `call${bad ? " call-failed" : ""}`, open, dataset: { n: String(call.n) } },
    h(
      "summary",
      {},
      h("span", { class: "call-n" }, `#${call.n}`),
      h("code", {}, call.method),
      h("span", { class: "call-detail" }, detail),
      h("span", { class: "call-status" }, bad ? (call.response?.error ?? String(call.status)) : "ok"),
      h("time", {}, new Date(call.at * 1000).toLocaleTimeString()),
    ),
  );
  // The body of a call can be long: it is written out only when somebody looks.
  const write = () =>
    node.childElementCount < 2 &&
    node.append(h("pre", {}, JSON.stringify({ args: call.args, response: call.response }, null, 2)));
  node.addEventListener("toggle", write);
  if (open) write();
  return node;
}
