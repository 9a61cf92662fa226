import { explain } from "./actions.js";
import { get, post } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { bare, MailForm } from "./mailform.js";

const isTaken = (answer) => answer.code >= 200 && answer.code < 300;

/** The mail client: a window in which a mail is written, sent over SMTP, and its answer shown. */
export class MailWindow {
  #examples = [];

  constructor({ workspace, onClose, onOpenMessages }) {
    this.workspace = workspace;
    this.onClose = onClose;
    this.onOpenMessages = onOpenMessages;
    this.form = new MailForm({ workspace, onSubmit: () => this.send(), onClear: () => this.reset() });
    this.picker = h("select", {
      id: "mail-example",
      "aria-label": "Ready-made mails",
      onchange: () => this.#example(),
    });
    this.reply = h("div", {
      class: "mail-reply",
      role: "status",
      "aria-live": "polite",
      hidden: true,
      dataset: { testid: "mail-reply" },
    });
    const title = h(
      "button",
      { type: "button", class: "mail-title", onclick: () => this.#fold() },
      icon("mail"),
      "New mail",
    );
    const close = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Close the mail window",
        onclick: () => this.close(),
      },
      icon("close"),
    );
    this.node = h(
      "section",
      {
        class: "mail-window",
        "aria-label": "Send a mail",
        hidden: true,
        onkeydown: (event) => event.key === "Escape" && this.close(),
      },
      h("header", { class: "mail-bar" }, title, this.picker, close),
      this.reply,
      this.form.node,
    );
  }

  /** Fetches the ready-made mails; the first one also tells the workspace's own address. */
  async load() {
    this.#examples = await get("examples");
    this.address = this.#examples[0].mail.rcpt[0];
    fill(
      this.picker,
      h("option", { value: "" }, "Ready-made mails…"),
      ...this.titles.map((title, at) => h("option", { value: String(at) }, title)),
    );
    this.reset();
  }

  open() {
    this.node.hidden = false;
    this.#fold(false);
    this.form.offerPeople();
    const { field, sendButton } = this.form;
    (this.picker.value ? sendButton : field.to.value ? field.text : field.to).focus({ preventScroll: true });
  }

  close() {
    this.node.hidden = true;
    this.onClose();
  }

  /** The titles of the ready-made mails, in the order of the list. */
  get titles() {
    return this.#examples.map((example) => example.title);
  }

  /** Puts a ready-made mail into the form. */
  take(at) {
    this.picker.value = String(at);
    this.#example();
  }

  /** Empties the form and takes the viewer as the author. */
  reset() {
    this.form.show({ rcpt: [this.address] });
    this.form.offerPeople();
    this.picker.value = "";
    this.#result(null);
  }

  #example() {
    if (!this.picker.value) return;
    const { mail, note } = this.#examples[Number(this.picker.value)];
    this.#fold(false);
    this.#result(null);
    this.form.offerPeople();
    this.form.show(mail, note ?? (mail.raw ? "This one is sent as it stands, as a complete message." : ""));
  }

  /** The colleague in whose name the mail is written, if it is one. */
  sender() {
    const author = bare(this.form.author).toLowerCase();
    return this.workspace.users().find((user) => user.email.toLowerCase() === author);
  }

  async send() {
    const { sendButton } = this.form;
    if (sendButton.classList.contains("busy")) return;
    const mail = this.form.mail(this.address.split("@")[1]);
    if (!mail.from) return this.#result({ code: 0, reply: "Who is it from?" });
    if (!mail.rcpt.length)
      return this.#result({ code: 0, reply: `Nobody here would get it: put ${this.address} in Bcc.` });
    sendButton.classList.add("busy");
    try {
      this.#result(await post("mail", mail));
    } catch (error) {
      this.#result({ code: 0, reply: explain(error) });
    } finally {
      sendButton.classList.remove("busy");
    }
  }

  #result(answer) {
    this.reply.hidden = !answer;
    if (!answer) return;
    const taken = isTaken(answer);
    const refused = taken ? Object.entries(answer.refused ?? {}) : [];
    this.reply.className = `mail-reply ${taken ? "taken" : "refused"}`;
    fill(
      this.reply,
      h(
        "div",
        { class: "reply-line" },
        h("strong", { class: "reply-code" }, answer.code ? String(answer.code) : "not sent"),
        h(
          "span",
          { class: "reply-text", dir: "auto" },
          answer.reply.replace(new RegExp(`^${answer.code}[ -]?`), ""),
        ),
      ),
      ...refused.map(([address, reply]) =>
        h("div", { class: "reply-refused", dir: "auto" }, `${address}: ${reply}`),
      ),
      taken ? this.#nextSteps() : null,
    );
    this.#fold(taken);
  }

  #nextSteps() {
    const sender = this.sender();
    const isOther = sender && sender.id !== this.workspace.me;
    const step = (label, run) => h("button", { type: "button", class: "link-button", onclick: run }, label);
    const again = () => {
      this.reset();
      this.#fold(false);
    };
    return h(
      "div",
      { class: "reply-actions" },
      step(isOther ? `See the card as ${sender.name}` : "Show its card", () => this.onOpenMessages()),
      step("Write another", again),
      step("Edit and send again", () => this.#fold()),
    );
  }

  /** Folds the form away so that the card behind it can be seen. */
  #fold(folded = !this.node.classList.contains("collapsed")) {
    this.node.classList.toggle("collapsed", folded);
  }
}
