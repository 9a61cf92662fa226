import { attachmentText, interactions } from "./actions.js";
import { blockNode } from "./blocks.js";
import { clock, dayLabel, exact, momentOf } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { fileNode, reactionsNode } from "./files.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { textNode } from "./mrkdwn.js";
import { menu } from "./overlay.js";

const GROUP_SECONDS = 300; // a second message within five minutes goes without name and picture
const WINDOW = 120; // messages drawn at first, and more with each click

/** Shows messages of one conversation and keeps what people picked in them. */
export class MessageList {
  #forms = new Map();
  #hidden = new Set(); // ephemeral messages the viewer dismissed
  #window = WINDOW;

  constructor({ workspace, openThread, runShortcut, inThread = false }) {
    this.workspace = workspace;
    this.openThread = openThread;
    this.runShortcut = runShortcut;
    this.inThread = inThread;
    this.node = h("div", {
      class: "messages",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": inThread ? "Thread" : "Messages",
    });
  }

  /** Renders the list, keeping every message that is unchanged. */
  show(channelId, messages) {
    if (this.channelId !== channelId) this.#window = WINDOW;
    this.channelId = channelId;
    const zone = this.workspace.zone;
    const items = [];
    let previous = null;
    const visible = messages.filter((message) => !this.#hidden.has(message.ts));
    const earlier = Math.max(0, visible.length - this.#window);
    if (earlier) items.push({ key: "earlier", signature: String(earlier), value: { earlier } });
    for (const message of visible.slice(earlier)) {
      const day = dayLabel(momentOf(message.ts), zone);
      const newDay = !this.inThread && (!previous || dayLabel(momentOf(previous.ts), zone) !== day);
      if (newDay) items.push({ key: `day-${day}`, signature: day, value: { day } });
      const compact = !newDay && this.#continues(previous, message);
      items.push({
        key: `${channelId}/${message.ts}`,
        signature: signatureOf(message, compact, this.workspace),
        value: { message, compact },
      });
      previous = message;
    }
    reconcile(this.node, items, (value) => {
      if (value.earlier) return this.#earlier(value.earlier);
      return value.day ? divider(value.day) : this.#message(value.message, value.compact);
    });
  }

  #earlier(count) {
    const more = () => {
      this.#window += WINDOW;
      this.show(this.channelId, this.workspace.messages(this.channelId));
    };
    return h(
      "button",
      { type: "button", class: "button earlier", onclick: more },
      `Show earlier messages (${count})`,
    );
  }

  #continues(previous, message) {
    return (
      Boolean(previous) &&
      previous.user === message.user &&
      !previous.is_ephemeral &&
      !message.is_ephemeral &&
      !previous.reply_count &&
      !(message.bot_id && message.blocks) &&
      Number(message.ts) - Number(previous.ts) < GROUP_SECONDS
    );
  }

  #form(ts) {
    const key = `${this.channelId}/${ts}`;
    if (!this.#forms.has(key)) this.#forms.set(key, new Form());
    return this.#forms.get(key);
  }

  #message(message, compact) {
    const { workspace, channelId } = this;
    const isApp = message.user === workspace.app.bot_user_id || Boolean(message.bot_id);
    const author = message.username ?? workspace.userName(message.user) ?? message.user ?? workspace.appName;
    const moment = momentOf(message.ts);
    const time = h(
      "time",
      { class: "time", title: exact(moment, workspace.zone), datetime: moment.toISOString() },
      clock(moment, workspace.zone),
    );
    const head = compact
      ? null
      : h(
          "div",
          { class: "message-head" },
          h("span", { class: "author", dir: "auto" }, author),
          isApp ? h("span", { class: "badge" }, "APP") : null,
          time,
        );
    const gutter = h(
      "div",
      { class: "gutter" },
      compact
        ? time
        : h("img", {
            class: "avatar",
            src: workspace.avatar(message.user ?? workspace.app.bot_user_id),
            alt: "",
            width: 36,
            height: 36,
          }),
    );
    const ctx = interactions({
      workspace,
      surface: "message",
      form: this.#form(message.ts),
      target: () => ({ channel: channelId, ts: message.ts }),
      after: () => workspace.loadMessages(channelId),
    });
    return h(
      "article",
      {
        class: `message${compact ? " compact" : ""}${message.is_ephemeral ? " ephemeral" : ""}`,
        dataset: { ts: message.ts, testid: "message" },
        "aria-label": `${author}, ${clock(moment, workspace.zone)}`,
      },
      gutter,
      h(
        "div",
        { class: "message-main" },
        message.is_ephemeral ? ephemeralNote() : null,
        head,
        ...this.#content(message, ctx),
        this.#threadSummary(message),
        message.is_ephemeral ? this.#dismiss(message) : null,
      ),
      message.is_ephemeral ? null : this.#tools(message),
    );
  }

  #content(message, ctx) {
    const edited = message.edited
      ? h(
          "span",
          { class: "edited", title: exact(momentOf(message.edited.ts), this.workspace.zone) },
          " (edited)",
        )
      : null;
    const body = message.blocks?.length
      ? h("div", { class: "blocks" }, ...message.blocks.map((block) => blockNode(block, ctx)))
      : message.text
        ? textNode({ type: "mrkdwn", text: message.text }, this.workspace, "div", "message-text")
        : null;
    if (edited) (message.blocks?.length ? body : (body ?? h("div"))).append(edited);
    const attachments = (message.attachments ?? []).map((attachment) => {
      const node = h(
        "div",
        { class: "attachment" },
        ...attachmentText(attachment, this.workspace),
        ...(attachment.blocks ?? []).map((block) => blockNode(block, ctx)),
      );
      if (attachment.color)
        node.style.borderInlineStartColor = attachment.color.startsWith("#")
          ? attachment.color
          : `#${attachment.color}`;
      return node;
    });
    return [body, ...attachments, ...(message.files ?? []).map(fileNode), reactionsNode(message.reactions)];
  }

  #threadSummary(message) {
    if (this.inThread || !message.reply_count) return null;
    const people = (message.reply_users ?? []).slice(0, 4).map((id) =>
      h("img", {
        class: "avatar avatar-small",
        src: this.workspace.avatar(id),
        alt: "",
        width: 22,
        height: 22,
      }),
    );
    const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
    return h(
      "button",
      {
        type: "button",
        class: "thread-summary",
        dataset: { testid: "thread-summary" },
        onclick: () => this.openThread(message.ts),
      },
      ...people,
      h("span", { class: "thread-count" }, count),
      h(
        "span",
        { class: "muted" },
        `Last reply ${clock(momentOf(message.latest_reply ?? message.ts), this.workspace.zone)}`,
      ),
    );
  }

  #dismiss(message) {
    const dismiss = () => {
      this.#hidden.add(message.ts);
      this.show(this.channelId, this.workspace.messages(this.channelId));
    };
    return h(
      "button",
      { type: "button", class: "link-button", dataset: { testid: "dismiss" }, onclick: dismiss },
      "Dismiss message",
    );
  }

  /** What can be done with a message; asked for when the menu opens, as the app may have changed since. */
  #deeds(message) {
    const thread = { label: "Reply in thread", icon: "reply", run: () => this.openThread(message.ts) };
    const copy = {
      label: "Copy text",
      icon: "file",
      run: () => navigator.clipboard?.writeText(message.text ?? ""),
    };
    const shortcuts = this.workspace.shortcuts("message").map((shortcut) => ({
      label: shortcut.name,
      detail: this.workspace.appName,
      icon: "bolt",
      value: shortcut.callback_id,
      run: () => this.runShortcut(shortcut.callback_id, { channel: this.channelId, ts: message.ts }),
    }));
    return [...(this.inThread ? [] : [thread]), ...shortcuts, copy];
  }

  #tools(message) {
    const more = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "More actions",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => menu(more, this.#deeds(message)),
      },
      icon("dots"),
    );
    const reply = this.inThread
      ? null
      : h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Reply in thread",
            title: "Reply in thread",
            onclick: () => this.openThread(message.ts),
          },
          icon("reply"),
        );
    return h("div", { class: "message-tools" }, reply, more);
  }
}

/** What, once changed, makes a message be drawn again; its replies are drawn elsewhere. */
function signatureOf({ replies, ...message }, compact, workspace) {
  return JSON.stringify([message, compact, workspace.me, workspace.zone]);
}

const divider = (day) => h("div", { class: "day", role: "separator" }, h("span", {}, day));

const ephemeralNote = () => h("div", { class: "ephemeral-note" }, icon("eye"), "Only visible to you");
