import { fileSize } from "./dates.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const OTHER = "other";
const splitAddresses = (text) =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
const joined = (value) => [value ?? []].flat().join(", ");

/** The address itself, without the name before it. */
export const bare = (address) => (address.match(/<([^<>]*)>\s*$/)?.[1] ?? address).trim();

/** Reads a chosen file as the control interface takes attachments. */
async function attachment(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  const content = url.slice(url.indexOf(",") + 1);
  return {
    name: file.name,
    type: file.type || "application/octet-stream",
    size: file.size,
    content_base64: content,
  };
}

const LABELS = {
  to: ["To", { placeholder: "pat@globex.example" }],
  cc: ["Cc", {}],
  bcc: ["Bcc", {}],
  subject: ["Subject", { spellcheck: "true" }],
  other: ["Address", { placeholder: "Name <someone@elsewhere.example>" }],
  domain: ["Signing domain", { placeholder: "the sender's" }],
  selector: ["Selector", { placeholder: "s1" }],
  mail_from: ["Envelope sender", { placeholder: "the sender's address; <> for none" }],
  helo: ["HELO", { placeholder: "client.sandbox.example" }],
  source_ip: ["Source IP", { placeholder: "127.0.0.1" }],
};
const SIGNATURES = {
  default: "DKIM, as the sender's domain",
  custom: "DKIM, as another domain or key",
  none: "Not signed",
};

function textField(name) {
  const [, props] = LABELS[name];
  return h("input", {
    type: "text",
    name,
    id: `mail-${name}`,
    dir: "auto",
    autocomplete: "off",
    spellcheck: "false",
    ...props,
  });
}

const row = (id, label, input) =>
  h("label", { class: "mail-row", for: id }, h("span", { class: "mail-label" }, label), input);

/** The form in which a mail is written, from its author to the address it comes from. */
export class MailForm {
  #extra = {}; // what a ready-made mail says beyond the fields of the form
  #attachments = [];
  #chosen = false; // whether the author was picked by hand or by a ready-made mail

  constructor({ workspace, onSubmit, onClear }) {
    this.workspace = workspace;
    this.field = Object.fromEntries(Object.keys(LABELS).map((name) => [name, textField(name)]));
    this.row = Object.fromEntries(
      Object.entries(LABELS).map(([name, [label]]) => [name, row(`mail-${name}`, label, this.field[name])]),
    );
    const { field } = this;
    field.from = h("select", { id: "mail-from", onchange: () => this.#authorChosen(true) });
    field.sign = h(
      "select",
      { id: "mail-sign", onchange: () => this.#signingChosen() },
      ...Object.entries(SIGNATURES).map(([value, label]) => h("option", { value }, label)),
    );
    field.text = h("textarea", {
      id: "mail-text",
      rows: 9,
      dir: "auto",
      "aria-label": "Message",
      placeholder: "Write your mail",
    });
    field.html = h("textarea", {
      id: "mail-html",
      rows: 4,
      dir: "auto",
      spellcheck: "false",
      placeholder: "<p>An HTML version of the same text</p>",
    });
    this.note = h("p", { class: "mail-note", hidden: true });
    this.files = h("div", { class: "file-shelf" });
    this.sendButton = h(
      "button",
      { type: "submit", class: "button primary", dataset: { testid: "mail-send" } },
      icon("send"),
      "Send",
    );
    this.node = this.#layout(onSubmit, onClear);
  }

  #layout(onSubmit, onClear) {
    const { field } = this;
    const pick = h("input", {
      type: "file",
      multiple: true,
      class: "sr-only",
      id: "mail-files",
      onchange: () => this.#attach(pick),
    });
    const submit = (event) => {
      event.preventDefault();
      onSubmit();
    };
    return h(
      "form",
      { id: "mail-form", class: "mail-form", novalidate: true, onsubmit: submit },
      row("mail-from", "From", field.from),
      ...["other", "to", "cc", "bcc", "subject"].map((name) => this.row[name]),
      this.note,
      field.text,
      this.files,
      h(
        "details",
        { class: "mail-more" },
        h("summary", {}, "HTML, signature and envelope"),
        h(
          "label",
          { class: "mail-block", for: "mail-html" },
          h("span", { class: "mail-label" }, "HTML"),
          field.html,
        ),
        row("mail-sign", "Signature", field.sign),
        ...["domain", "selector", "mail_from", "helo", "source_ip"].map((name) => this.row[name]),
      ),
      h(
        "div",
        { class: "mail-actions" },
        this.sendButton,
        h("label", { class: "button", title: "Attach files" }, icon("clip"), "Attach", pick),
        h("button", { type: "button", class: "button quiet push-end", onclick: onClear }, "Clear"),
      ),
    );
  }

  /** Offers the people of the workspace as authors, the viewer first in mind. */
  offerPeople() {
    const { from } = this.field;
    const { viewer } = this.workspace;
    const keep = from.value;
    const own = (user) => `${user.name} <${user.email}>`;
    fill(
      from,
      ...this.workspace.users().map((user) => h("option", { value: own(user) }, own(user))),
      h("option", { value: OTHER }, "Someone else…"),
    );
    from.value = this.#chosen && keep ? keep : viewer ? own(viewer) : OTHER;
    this.row.other.hidden = from.value !== OTHER;
  }

  #authorChosen(byHand) {
    this.#chosen = true;
    const { other } = this.row;
    other.hidden = this.field.from.value !== OTHER;
    if (byHand && !other.hidden) this.field.other.focus();
  }

  #signingChosen() {
    for (const name of ["domain", "selector"]) this.row[name].hidden = this.field.sign.value !== "custom";
  }

  #setAuthor(address) {
    const { from, other } = this.field;
    const isKnown = [...from.options].some((option) => option.value === address);
    from.value = isKnown ? address : OTHER;
    other.value = isKnown ? "" : address;
    this.#authorChosen(false);
  }

  /** Shows a mail in the shape of the control interface; what has no field is kept and sent along. */
  show(mail, note = "") {
    const {
      from,
      rcpt,
      to,
      cc,
      subject,
      text,
      html,
      sign,
      mail_from,
      helo,
      source_ip,
      attachments,
      ...extra
    } = mail;
    this.#extra = extra;
    this.#attachments = [...(attachments ?? [])];
    this.#chosen = false;
    const visible = new Set(splitAddresses(`${joined(to)},${joined(cc)}`).map(bare));
    const values = {
      to: joined(to),
      cc: joined(cc),
      bcc: joined((rcpt ?? []).filter((address) => !visible.has(bare(address)))),
      subject,
      text: text ?? extra.raw,
      html,
      domain: sign?.domain,
      selector: sign?.selector,
      mail_from,
      helo,
      source_ip,
      sign: sign === false ? "none" : sign?.domain ? "custom" : "default",
    };
    for (const [name, value] of Object.entries(values)) this.field[name].value = value ?? "";
    this.field.text.readOnly = extra.raw !== undefined;
    this.note.hidden = !note;
    this.note.textContent = note;
    if (from) this.#setAuthor(from);
    this.#signingChosen();
    this.#paintFiles();
  }

  async #attach(pick) {
    this.#attachments.push(...(await Promise.all([...pick.files].map(attachment))));
    pick.value = "";
    this.#paintFiles();
  }

  #paintFiles() {
    const drop = (at) => {
      this.#attachments.splice(at, 1);
      this.#paintFiles();
    };
    const chip = (file, at) =>
      h(
        "span",
        { class: "chip" },
        icon("clip"),
        file.size ? `${file.name} · ${fileSize(file.size)}` : file.name,
        h(
          "button",
          { type: "button", class: "chip-x", "aria-label": `Remove ${file.name}`, onclick: () => drop(at) },
          "×",
        ),
      );
    fill(this.files, ...this.#attachments.map(chip));
  }

  get author() {
    const { from, other } = this.field;
    return from.value === OTHER ? other.value.trim() : from.value;
  }

  /** The mail as the control interface takes it. A Bcc stands in the envelope only; `ownDomain` is ours. */
  mail(ownDomain) {
    const { field } = this;
    const entered = (name) => field[name].value.trim();
    const [to, cc, bcc] = ["to", "cc", "bcc"].map((name) => splitAddresses(field[name].value));
    // Mail to customers would leave for their own servers; what is addressed to us openly comes here too.
    const open = [...to, ...cc]
      .map(bare)
      .filter((address) => address.toLowerCase().endsWith(`@${ownDomain}`));
    const mail = {
      ...this.#extra,
      from: this.author,
      rcpt: [...new Set([...bcc.map(bare), ...open])],
      to,
      cc,
      subject: field.subject.value,
      text: field.text.value,
    };
    if (entered("html")) mail.html = field.html.value;
    if (this.#attachments.length) mail.attachments = this.#attachments.map(({ size, ...file }) => file);
    if (entered("mail_from")) mail.mail_from = entered("mail_from") === "<>" ? "" : entered("mail_from");
    for (const name of ["helo", "source_ip"]) if (entered(name)) mail[name] = entered(name);
    if (field.sign.value === "none") mail.sign = false;
    if (field.sign.value === "custom")
      mail.sign = {
        domain: entered("domain") || bare(this.author).split("@")[1],
        selector: entered("selector") || "s1",
      };
    return mail;
  }
}
