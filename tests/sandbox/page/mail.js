import { get, post } from "./api.js";
import { explain } from "./actions.js";
import { fileSize } from "./dates.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const OTHER = "other";
const splitAddresses = (text) => text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
const bare = (address) => (address.match(/<([^<>]*)>\s*$/)?.[1] ?? address).trim();
const joined = (value) => [value ?? []].flat().join(", ");

/** Reads a chosen file as the control interface takes attachments. */
async function attachment(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return { name: file.name, type: file.type || "application/octet-stream", size: file.size, content_base64: url.slice(url.indexOf(",") + 1) };
}

/** The mail client: composes a mail and sends it over SMTP, and shows what the server answered. */
export class MailWindow {
  #examples = [];
  #extra = {}; // what an example says beyond the fields of the form
  #attachments = [];

  constructor({ workspace, onClose, onOpenMessages }) {
    this.workspace = workspace;
    this.onClose = onClose;
    this.onOpenMessages = onOpenMessages;
    this.#build();
  }

  /** Fetches the ready-made mails; the first one also tells the workspace's own address. */
  async load() {
    this.#examples = await get("examples");
    this.address = this.#examples[0]?.mail.rcpt[0] ?? `${this.workspace.team.domain ?? "northwind"}@bcc.localhost`;
    fill(this.picker, h("option", { value: "" }, "Ready-made mails…"), ...this.#examples.map((example, at) => h("option", { value: String(at) }, example.title)));
    this.reset();
  }

  open() {
    this.node.hidden = false;
    this.#collapse(false);
    this.#people();
    (this.field.to.value ? this.field.text : this.field.to).focus({ preventScroll: true });
  }

  close() {
    this.node.hidden = true;
    this.onClose();
  }

  /** Empties the form and takes the viewer as the author. */
  reset() {
    this.#fill({ rcpt: [this.address] });
    this.picker.value = "";
    this.#result(null);
    this.#people();
  }

  #build() {
    const input = (name, label, props = {}) => {
      const node = h("input", { type: "text", name, id: `mail-${name}`, dir: "auto", autocomplete: "off", spellcheck: "false", ...props });
      return [node, h("label", { class: "mail-row", for: `mail-${name}` }, h("span", { class: "mail-label" }, label), node)];
    };
    const [to, toRow] = input("to", "To", { placeholder: "pat@globex.example" });
    const [cc, ccRow] = input("cc", "Cc");
    const [bcc, bccRow] = input("bcc", "Bcc");
    const [subject, subjectRow] = input("subject", "Subject", { spellcheck: "true" });
    const [other, otherRow] = input("other", "Address", { placeholder: "Name <someone@elsewhere.example>" });
    const [selector, selectorRow] = input("selector", "Selector", { placeholder: "s1" });
    const [domain, domainRow] = input("domain", "Signing domain", { placeholder: "the sender's" });
    const [mailFrom, mailFromRow] = input("mail_from", "Envelope sender", { placeholder: "the sender's address" });
    const [helo, heloRow] = input("helo", "HELO", { placeholder: "client.sandbox.example" });
    const [sourceIp, sourceIpRow] = input("source_ip", "Source IP", { placeholder: "127.0.0.1" });
    const text = h("textarea", { name: "text", id: "mail-text", rows: 9, dir: "auto", "aria-label": "Message", placeholder: "Write your mail" });
    const html = h("textarea", { name: "html", id: "mail-html", rows: 4, dir: "auto", spellcheck: "false", placeholder: "<p>An HTML version of the same text</p>" });
    const sign = h("select", { name: "sign", id: "mail-sign" }, h("option", { value: "default" }, "DKIM, as the sender's domain"), h("option", { value: "custom" }, "DKIM, as another domain or key"), h("option", { value: "none" }, "Not signed"));
    const from = h("select", { name: "from", id: "mail-from", onchange: () => this.#whoChanged() });
    this.field = { from, other, to, cc, bcc, subject, text, html, sign, selector, domain, mailFrom, helo, sourceIp };
    this.otherRow = otherRow;
    this.customRows = [domainRow, selectorRow];
    sign.addEventListener("change", () => this.#signChanged());
    this.picker = h("select", { id: "mail-example", "aria-label": "Ready-made mails", onchange: () => this.#example() });
    this.files = h("div", { class: "file-shelf" });
    const pick = h("input", { type: "file", multiple: true, class: "sr-only", id: "mail-files", onchange: () => this.#attach(pick) });
    this.reply = h("div", { class: "mail-reply", role: "status", "aria-live": "polite", hidden: true, dataset: { testid: "mail-reply" } });
    this.sendButton = h("button", { type: "submit", class: "button primary", dataset: { testid: "mail-send" } }, icon("send"), "Send");
    this.note = h("p", { class: "mail-note", hidden: true });
    this.form = h("form", { id: "mail-form", class: "mail-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); this.send(); } },
      h("div", { class: "mail-fields" },
        h("label", { class: "mail-row", for: "mail-from" }, h("span", { class: "mail-label" }, "From"), from), otherRow, toRow, ccRow, bccRow, subjectRow),
      this.note, text, this.files,
      h("details", { class: "mail-more" }, h("summary", {}, "HTML, signature and envelope"),
        h("label", { class: "mail-block", for: "mail-html" }, h("span", { class: "mail-label" }, "HTML"), html),
        h("label", { class: "mail-row", for: "mail-sign" }, h("span", { class: "mail-label" }, "Signature"), sign), ...this.customRows, mailFromRow, heloRow, sourceIpRow),
      h("div", { class: "mail-actions" }, this.sendButton, h("label", { class: "button", title: "Attach files" }, icon("clip"), "Attach", pick), h("button", { type: "button", class: "button quiet push-end", onclick: () => this.reset() }, "Clear")));
    this.title = h("button", { type: "button", class: "mail-title", onclick: () => this.#collapse(!this.node.classList.contains("collapsed")) }, icon("mail"), "New mail");
    this.node = h("section", { class: "mail-window", "aria-label": "Send a mail", hidden: true, onkeydown: (event) => event.key === "Escape" && this.close() },
      h("header", { class: "mail-bar" }, this.title, this.picker, h("button", { type: "button", class: "icon-button", "aria-label": "Close the mail window", onclick: () => this.close() }, icon("close"))),
      this.reply, this.form);
  }

  #people() {
    const { from } = this.field;
    const keep = from.value;
    fill(from, ...this.workspace.users().map((user) => h("option", { value: `${user.name} <${user.email}>` }, `${user.name} <${user.email}>`)), h("option", { value: OTHER }, "Someone else…"));
    const viewer = this.workspace.viewer;
    const own = viewer ? `${viewer.name} <${viewer.email}>` : OTHER;
    from.value = this.#chosen && keep ? keep : own;
    this.otherRow.hidden = from.value !== OTHER;
  }

  #chosen = false; // whether the author was picked by hand or by an example

  #whoChanged() {
    this.#chosen = true;
    this.otherRow.hidden = this.field.from.value !== OTHER;
    if (!this.otherRow.hidden) this.field.other.focus();
  }

  #signChanged() {
    for (const row of this.customRows) row.hidden = this.field.sign.value !== "custom";
  }

  #setFrom(address) {
    const known = [...this.field.from.options].find((option) => bare(option.value) === bare(address));
    this.field.from.value = known && (known.value === address || bare(address) === address) ? known.value : OTHER;
    this.field.other.value = this.field.from.value === OTHER ? address : "";
    this.#whoChanged();
  }

  #example() {
    const example = this.#examples[Number(this.picker.value)];
    if (!this.picker.value || !example) return;
    this.#collapse(false);
    this.#result(null);
    this.#fill(example.mail);
    this.note.hidden = !example.note && !example.mail.raw;
    this.note.textContent = example.note ?? "This one is sent as it stands, as a complete message.";
  }

  #fill(mail) {
    const { from, rcpt, to, cc, subject, text, html, sign, mail_from, helo, source_ip, attachments, ...extra } = mail;
    const f = this.field;
    this.#extra = extra;
    this.#chosen = false;
    const visible = new Set([...splitAddresses(joined(to)), ...splitAddresses(joined(cc))].map(bare));
    f.to.value = joined(to);
    f.cc.value = joined(cc);
    f.bcc.value = joined((rcpt ?? []).filter((address) => !visible.has(bare(address))));
    f.subject.value = subject ?? "";
    f.text.value = text ?? extra.raw ?? "";
    f.text.readOnly = extra.raw !== undefined;
    f.html.value = html ?? "";
    f.sign.value = sign === false ? "none" : sign && sign !== true ? "custom" : "default";
    f.domain.value = sign?.domain ?? "";
    f.selector.value = sign?.selector ?? "";
    f.mailFrom.value = mail_from ?? "";
    f.helo.value = helo ?? "";
    f.sourceIp.value = source_ip ?? "";
    this.#attachments = [...(attachments ?? [])];
    this.note.hidden = true;
    if (from) this.#setFrom(from);
    this.#signChanged();
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
    fill(this.files, ...this.#attachments.map((file, at) =>
      h("span", { class: "chip" }, icon("clip"), file.size ? `${file.name} · ${fileSize(file.size)}` : file.name, h("button", { type: "button", class: "chip-x", "aria-label": `Remove ${file.name}`, onclick: () => drop(at) }, "×"))));
  }

  /** The mail as the control interface takes it; Bcc stands in the envelope only. */
  mail() {
    const f = this.field;
    const from = f.from.value === OTHER ? f.other.value.trim() : f.from.value;
    const [to, cc, bcc] = [f.to, f.cc, f.bcc].map((field) => splitAddresses(field.value));
    const domain = this.address.split("@")[1];
    const own = [...to, ...cc].map(bare).filter((address) => address.toLowerCase().endsWith(`@${domain}`));
    const mail = { ...this.#extra, from, rcpt: [...new Set([...bcc.map(bare), ...own])], to, cc, subject: f.subject.value, text: f.text.value };
    if (f.html.value.trim()) mail.html = f.html.value;
    if (this.#attachments.length) mail.attachments = this.#attachments.map(({ size, ...file }) => file);
    if (f.mailFrom.value.trim()) mail.mail_from = f.mailFrom.value.trim() === "<>" ? "" : f.mailFrom.value.trim();
    if (f.helo.value.trim()) mail.helo = f.helo.value.trim();
    if (f.sourceIp.value.trim()) mail.source_ip = f.sourceIp.value.trim();
    if (f.sign.value === "none") mail.sign = false;
    if (f.sign.value === "custom") mail.sign = { domain: f.domain.value.trim() || bare(from).split("@")[1], selector: f.selector.value.trim() || "s1" };
    return mail;
  }

  /** The colleague in whose name the mail is written, if it is one. */
  sender() {
    const author = bare(this.mail().from).toLowerCase();
    return this.workspace.users().find((user) => user.email.toLowerCase() === author);
  }

  async send() {
    if (this.sendButton.classList.contains("busy")) return;
    const mail = this.mail();
    if (!mail.from) return this.#result({ code: 0, reply: "Who is it from?" });
    if (!mail.rcpt.length) return this.#result({ code: 0, reply: `Nobody here would get it: put ${this.address} in Bcc.` });
    this.sendButton.classList.add("busy");
    try {
      this.#result(await post("mail", mail));
    } catch (error) {
      this.#result({ code: 0, reply: explain(error) });
    } finally {
      this.sendButton.classList.remove("busy");
    }
  }

  #result(answer) {
    this.reply.hidden = !answer;
    if (!answer) return;
    const taken = answer.code >= 200 && answer.code < 300;
    this.reply.className = `mail-reply ${taken ? "taken" : "refused"}`;
    const sender = this.sender();
    const isOther = sender && sender.id !== this.workspace.me;
    const refused = Object.entries(answer.refused ?? {});
    fill(this.reply,
      h("div", { class: "reply-line" }, h("strong", { class: "reply-code" }, answer.code ? String(answer.code) : "not sent"), h("span", { class: "reply-text", dir: "auto" }, answer.reply.replace(new RegExp(`^${answer.code}[ -]?`), ""))),
      ...(taken ? refused.map(([address, reply]) => h("div", { class: "reply-refused", dir: "auto" }, `${address}: ${reply}`)) : []),
      h("div", { class: "reply-actions" },
        taken ? h("button", { type: "button", class: "link-button", onclick: () => this.onOpenMessages() }, isOther ? `See the card as ${sender.name}` : "Show its card") : null,
        taken ? h("button", { type: "button", class: "link-button", onclick: () => { this.reset(); this.#collapse(false); } }, "Write another") : null,
        h("button", { type: "button", class: "link-button", onclick: () => this.#collapse(!this.node.classList.contains("collapsed")) }, taken ? "Edit and send again" : "")));
    if (taken) this.#collapse(true);
  }

  #collapse(on) {
    this.node.classList.toggle("collapsed", on);
  }
}
