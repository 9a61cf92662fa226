import { get, listOf } from "./api.js";
import { exact } from "./dates.js";
import { coalesce, fill, h, link } from "./dom.js";
import { icon } from "./icons.js";
import { emptyState } from "./overlay.js";

const URL_IN_TEXT = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** Plain text with its web addresses made into links. */
function linked(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(URL_IN_TEXT)) {
    nodes.push(text.slice(at, found.index), link(found[0]));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

/** HTML of a mail in a frame that runs no script, belongs to no origin and fetches nothing of the outside. */
function frame(html) {
  const base =
    '<base target="_blank"><style>body{font:15px/1.5 system-ui,sans-serif;margin:16px;color:#1d1c1d;overflow-wrap:anywhere}</style>';
  return h("iframe", {
    class: "mail-frame",
    title: "HTML of the mail",
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    referrerpolicy: "no-referrer",
    srcdoc: base + html,
  });
}

/** Outbound mail that the relay took: what the app wrote to the outside world. */
export class Mailbox {
  #mails = [];
  #selected = null;
  #asHtml = false;

  constructor({ workspace, onCount, actions }) {
    this.workspace = workspace;
    this.onCount = onCount;
    this.list = h("div", { class: "mailbox-list", role: "listbox", "aria-label": "Mails" });
    this.reader = h("div", { class: "mailbox-reader" });
    this.filter = h("select", {
      "aria-label": "Whose mail",
      id: "mailbox-filter",
      onchange: () => this.#paint(),
    });
    this.node = h(
      "section",
      { class: "mailbox", hidden: true, dataset: { testid: "mailbox" } },
      h(
        "header",
        { class: "main-head" },
        h(
          "button",
          {
            type: "button",
            class: "icon-button only-narrow",
            "aria-label": "Open the sidebar",
            onclick: () => actions.toggleSidebar(),
          },
          icon("menu"),
        ),
        h("h1", {}, icon("inbox"), "Mailbox"),
        h("span", { class: "muted head-note" }, "mail that left the app, as its recipients see it"),
        this.filter,
      ),
      h("div", { class: "mailbox-panes" }, this.list, this.reader),
    );
  }

  refresh = coalesce(async () => {
    const taken = listOf(await get("mailbox"), "mails");
    this.#mails = taken.map((mail, at) => ({ ...mail, id: at })).reverse();
    const addresses = [...new Set(this.#mails.flatMap((mail) => mail.to))].sort();
    const keep = this.filter.value;
    fill(
      this.filter,
      h("option", { value: "" }, "Everyone"),
      ...addresses.map((address) => h("option", { value: address }, address)),
    );
    this.filter.value = addresses.includes(keep) ? keep : "";
    this.onCount(this.#mails.length);
    this.#paint();
  });

  #paint() {
    const shown = this.#mails.filter((mail) => !this.filter.value || mail.to.includes(this.filter.value));
    if (!shown.length) {
      fill(this.list);
      return emptyState(this.reader, {
        glyph: "📪",
        title: "No mail yet",
        text: "When the app writes to somebody, the mail lands here: add an alternate address with /bcc alias add ADDRESS, and its confirmation mail arrives.",
      });
    }
    const chosen = shown.find((mail) => mail.id === this.#selected) ?? shown[0];
    fill(
      this.list,
      ...shown.map((mail) =>
        h(
          "button",
          {
            type: "button",
            role: "option",
            class: `mailbox-item${mail === chosen ? " current" : ""}`,
            "aria-selected": String(mail === chosen),
            onclick: () => {
              this.#selected = mail.id;
              this.#paint();
            },
          },
          h("span", { class: "mailbox-to", dir: "auto" }, mail.to.join(", ")),
          h("strong", { dir: "auto" }, mail.subject || "(no subject)"),
          h("span", { class: "muted", dir: "auto" }, mail.text.slice(0, 90)),
        ),
      ),
    );
    this.#read(chosen);
  }

  #read(mail) {
    const html = mail.html && (this.#asHtml || !mail.text.trim());
    const toggle =
      mail.html && mail.text.trim()
        ? h(
            "button",
            {
              type: "button",
              class: "button",
              onclick: () => {
                this.#asHtml = !this.#asHtml;
                this.#paint();
              },
            },
            html ? "Show text" : "Show HTML",
          )
        : null;
    fill(
      this.reader,
      h("h2", { dir: "auto" }, mail.subject || "(no subject)"),
      h(
        "dl",
        { class: "mail-facts" },
        h("dt", {}, "From"),
        h("dd", { dir: "auto" }, mail.headers?.From ?? mail.from),
        h("dt", {}, "To"),
        h("dd", { dir: "auto" }, mail.to.join(", ")),
        h("dt", {}, "Date"),
        h("dd", {}, exact(new Date(mail.at * 1000), this.workspace.zone)),
      ),
      toggle,
      html ? frame(mail.html) : h("div", { class: "mail-text", dir: "auto" }, ...linked(mail.text)),
      h("details", { class: "mail-raw" }, h("summary", {}, "Original message"), h("pre", {}, mail.raw ?? "")),
    );
  }
}
