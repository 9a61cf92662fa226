import { explain } from "./actions.js";
import { composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { toast } from "./overlay.js";

/** The pane at the right: one message and its replies. */
export class Thread {
  constructor({ workspace, actions }) {
    this.workspace = workspace;
    this.actions = actions;
    this.parent = new MessageList({
      workspace,
      inThread: true,
      runShortcut: (id, place) => this.#shortcut(id, place),
    });
    this.replies = new MessageList({
      workspace,
      inThread: true,
      runShortcut: (id, place) => this.#shortcut(id, place),
    });
    this.count = h("div", { class: "thread-rule" });
    this.scroller = h("div", { class: "scroller" }, this.parent.node, this.count, this.replies.node);
    this.foot = h("div", { class: "main-foot" });
    this.where = h("span", { class: "muted head-note" });
    this.node = h(
      "aside",
      { class: "thread", "aria-label": "Thread", hidden: true, dataset: { testid: "thread" } },
      h(
        "header",
        { class: "main-head" },
        h("h1", {}, "Thread"),
        this.where,
        h(
          "button",
          {
            type: "button",
            class: "icon-button push-end",
            "aria-label": "Close thread",
            onclick: () => actions.closeThread(),
          },
          icon("close"),
        ),
      ),
      this.scroller,
      this.foot,
    );
  }

  open(channelId, ts) {
    Object.assign(this, { channelId, ts });
    this.node.hidden = false;
    const box = composer({
      workspace: this.workspace,
      channelId: () => channelId,
      placeholder: "Reply…",
      threadTs: () => ts,
      onSent: () => this.actions.afterward(),
    });
    fill(this.foot, box.node);
    this.update();
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (matchMedia("(hover: hover)").matches) box.focus();
  }

  close() {
    this.node.hidden = true;
    this.ts = null;
    for (const list of [this.parent, this.replies]) list.show(this.channelId, []);
  }

  update() {
    if (!this.ts) return;
    const message = this.workspace.message(this.channelId, this.ts);
    if (!message) return this.actions.closeThread();
    const end = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 60;
    const replies = message.replies ?? [];
    const channel = this.workspace.channel(this.channelId);
    this.where.textContent = channel?.is_im ? this.workspace.appName : `#${channel?.name ?? ""}`;
    this.parent.show(this.channelId, [message]);
    fill(
      this.count,
      replies.length ? `${replies.length} ${replies.length === 1 ? "reply" : "replies"}` : "No replies yet",
    );
    this.replies.show(this.channelId, replies);
    if (end) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  async #shortcut(callbackId, place) {
    try {
      await this.workspace.shortcut(callbackId, place);
    } catch (error) {
      toast(explain(error), { error: true });
    }
    await this.actions.afterward();
  }
}
