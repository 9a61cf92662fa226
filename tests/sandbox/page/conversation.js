import { aboutTab, HomeTab } from "./apptabs.js";
import { explain } from "./actions.js";
import { composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { emptyState, toast } from "./overlay.js";

const AT_BOTTOM = 80; // pixels within which the reader counts as following along

/** The icon that tells the kind of channel. */
export const channelIcon = (channel) =>
  icon(channel.is_private ? "lock" : channel.is_ext_shared ? "shared" : "hash");

/** The middle of the page: a channel or the app's conversation with its three tabs. */
export class Conversation {
  constructor({ workspace, actions }) {
    this.workspace = workspace;
    this.actions = actions;
    this.list = new MessageList({
      workspace,
      openThread: (ts) => actions.openThread(ts),
      runShortcut: (id, place) => this.#shortcut(id, place),
    });
    this.home = new HomeTab(workspace, () => actions.afterward());
    this.scroller = h("div", { class: "scroller", tabindex: "-1" });
    this.head = h("header", { class: "main-head" });
    this.newer = h(
      "button",
      { type: "button", class: "newer", hidden: true, onclick: () => this.#toBottom() },
      "↓ New messages",
    );
    this.foot = h("div", { class: "main-foot" });
    this.node = h(
      "section",
      { class: "conversation" },
      this.head,
      h("div", { class: "scroll-wrap" }, this.scroller, this.newer),
      this.foot,
    );
    this.scroller.addEventListener("scroll", () => this.#atBottom() && this.#caughtUp());
    // Pictures that load late, and windows that change, must not push the last message out of sight.
    new ResizeObserver(() => this.follows && this.#toBottom()).observe(this.list.node);
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.follows = scrollHeight - scrollTop - clientHeight < AT_BOTTOM;
    return this.follows;
  }

  #toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.follows = true;
    this.#caughtUp();
  }

  #caughtUp() {
    this.newer.hidden = true;
    if (this.tab === "messages" && !document.hidden) this.workspace.markRead(this.channel.id);
  }

  /** Shows a channel; `tab` matters in the app's conversation only. */
  open(channelId, tab = "messages") {
    const { workspace } = this;
    const dm = workspace.dm();
    this.channel = channelId === dm.id || channelId === "dm" ? dm : (workspace.channel(channelId) ?? dm);
    this.isApp = Boolean(this.channel.is_im);
    this.tab = this.isApp ? tab : "messages";
    this.follows = true;
    this.#head();
    this.#foot();
    if (this.tab === "home") {
      fill(this.scroller, this.home.node);
      this.scroller.scrollTop = 0;
      this.home.open();
    } else if (this.tab === "about") {
      fill(
        this.scroller,
        aboutTab(workspace, this.actions.address(), { onCompose: () => this.actions.compose() }),
      );
      this.scroller.scrollTop = 0;
    } else this.update();
  }

  /** Renders the messages again; the reader's place is kept unless they follow the end. */
  update() {
    if (this.tab !== "messages") return;
    const messages = this.workspace.messages(this.channel.id);
    if (!messages.length) return this.#empty();
    const before = this.list.node.lastChild?.keyOf;
    if (this.list.node.parentNode !== this.scroller) fill(this.scroller, this.list.node);
    const followed = this.follows;
    this.list.show(this.channel.id, messages);
    if (followed) this.#toBottom();
    else if (before !== this.list.node.lastChild?.keyOf) this.newer.hidden = false;
  }

  #head() {
    const { workspace, channel } = this;
    const menuButton = h(
      "button",
      {
        type: "button",
        class: "icon-button only-narrow",
        "aria-label": "Open the sidebar",
        onclick: () => this.actions.toggleSidebar(),
      },
      icon("menu"),
    );
    if (!this.isApp) {
      const members = channel.members?.length ?? 0;
      fill(
        this.head,
        menuButton,
        h("h1", {}, channelIcon(channel), channel.name),
        h(
          "span",
          { class: "muted head-note" },
          `${members} ${members === 1 ? "member" : "members"}${channel.is_ext_shared ? " · shared with another organisation" : channel.is_private ? " · private" : ""}`,
        ),
      );
      return;
    }
    const tab = (name, label) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          class: "tab",
          "aria-selected": String(this.tab === name),
          dataset: { tab: name },
          onclick: () => this.actions.openTab(name),
        },
        label,
      );
    fill(
      this.head,
      menuButton,
      h(
        "h1",
        {},
        h("img", {
          class: "avatar",
          src: workspace.avatar(workspace.app.bot_user_id),
          alt: "",
          width: 28,
          height: 28,
        }),
        workspace.appName,
        h("span", { class: "badge" }, "APP"),
      ),
      h(
        "div",
        { class: "tabs", role: "tablist", "aria-label": workspace.appName },
        tab("home", "Home"),
        tab("messages", "Messages"),
        tab("about", "About"),
      ),
      h(
        "button",
        { type: "button", class: "button head-action", onclick: () => this.actions.compose() },
        icon("mail"),
        h("span", {}, "Send a mail"),
      ),
    );
  }

  #foot() {
    const where = this.isApp ? this.workspace.appName : `#${this.channel.name}`;
    this.foot.hidden = this.tab !== "messages";
    if (!this.workspace.isMember(this.channel))
      return void fill(
        this.foot,
        h("p", { class: "not-member" }, `${this.workspace.viewer?.name} is not in ${where}.`),
      );
    this.composer = composer({
      workspace: this.workspace,
      channelId: () => this.channel.id,
      placeholder: `Message ${where}, or type /bcc`,
      onSent: () => this.#sent(),
    });
    fill(this.foot, this.composer.node);
  }

  async #sent() {
    this.follows = true;
    await this.actions.afterward();
  }

  async #shortcut(callbackId, place) {
    try {
      await this.workspace.shortcut(callbackId, place);
    } catch (error) {
      toast(explain(error), { error: true });
    }
    await this.actions.afterward();
  }

  #empty() {
    const holder = h("div", { class: "empty-holder" });
    fill(this.scroller, holder);
    if (!this.isApp) {
      return emptyState(holder, {
        glyph: this.channel.is_private ? "🔒" : "💬",
        title: `This is the beginning of #${this.channel.name}`,
        text: "Mail that somebody shares with this channel shows up here, with its own thread. Say something, or type /bcc.",
      });
    }
    const button = (label, run, style = "") =>
      h("button", { type: "button", class: `button ${style}`, onclick: run }, label);
    emptyState(holder, {
      glyph: "📬",
      title: "Send a mail to see its card here",
      text: `Write to a customer with ${this.actions.address()} in Bcc. The mail is checked, filed under the customer's deal, and its card appears right here.`,
      actions: [
        button("Send a mail", () => this.actions.compose(), "primary"),
        button("Try /bcc help", () => this.composer?.prefill("/bcc help")),
        button("How it works", () => this.actions.openTab("about")),
      ],
    });
    const chip = (title, at) =>
      h(
        "button",
        { type: "button", class: "example", onclick: () => this.actions.composeExample(at) },
        icon("mail"),
        title,
      );
    holder.firstChild.append(
      h("p", { class: "examples-title" }, "Or take one that is written already:"),
      h("div", { class: "examples" }, ...this.actions.examples().map(chip)),
    );
  }
}
