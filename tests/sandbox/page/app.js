import { follow } from "./api.js";
import { Calls } from "./calls.js";
import { Conversation } from "./conversation.js";
import { debounce, h } from "./dom.js";
import { MailWindow } from "./mail.js";
import { Mailbox } from "./mailbox.js";
import { Modals } from "./modal.js";
import { toast } from "./overlay.js";
import { Sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { Workspace } from "./workspace.js";

const MESSAGE_EVENTS = new Set(["message", "message_changed", "message_deleted", "ephemeral"]);

/** The page: knows what is open, writes it into the address, and wires the parts together. */
class Page {
  workspace = new Workspace();
  place = { kind: "channel", channel: "dm", tab: "messages", thread: null, composing: false, calls: false };

  constructor(root) {
    const { workspace } = this;
    const actions = this.#actions();
    this.modals = new Modals(workspace, () => this.afterward());
    this.sidebar = new Sidebar({ workspace, actions });
    this.conversation = new Conversation({ workspace, actions });
    this.thread = new Thread({ workspace, actions });
    this.mailbox = new Mailbox({
      workspace,
      actions,
      onCount: (count) => this.#sideNote({ mailCount: count }),
    });
    this.calls = new Calls({
      onErrors: (count) => this.#sideNote({ callErrors: count }),
      onClose: () => this.go({ calls: false }),
    });
    this.mail = new MailWindow({
      workspace,
      onClose: () => this.go({ composing: false }),
      onOpenMessages: () => this.#showCard(),
    });
    this.veil = h("button", {
      type: "button",
      class: "veil",
      "aria-label": "Close the sidebar",
      onclick: () => this.#sidebarOpen(false),
    });
    root.append(
      this.sidebar.node,
      this.veil,
      h("main", { class: "main" }, this.conversation.node, this.mailbox.node, this.calls.node),
      this.thread.node,
      this.mail.node,
    );
    this.root = root;
    this.#listen();
  }

  #actions() {
    return {
      openChannel: (channel, tab = "messages") => this.go({ kind: "channel", channel, tab, thread: null }),
      openTab: (tab) => this.go({ tab, thread: null }),
      openMailbox: () => this.go({ kind: "mailbox", thread: null }),
      openThread: (thread) => this.go({ thread }),
      closeThread: () => this.go({ thread: null }),
      compose: () => this.go({ composing: true }),
      composeExample: (at) => {
        this.mail.take(at);
        this.go({ composing: true });
      },
      examples: () => this.mail.titles,
      toggleCalls: () => this.go({ calls: !this.place.calls }),
      toggleSidebar: () => this.#sidebarOpen(!this.root.classList.contains("sidebar-open")),
      becomeUser: (id) => this.becomeUser(id),
      address: () => this.mail.address ?? "",
      afterward: () => this.afterward(),
    };
  }

  #listen() {
    const { workspace } = this;
    const sideSoon = debounce(() => this.sidebar.refresh(), 30);
    workspace.openChannel = (channel) => this.go({ kind: "channel", channel, thread: null });
    workspace.addEventListener("messages", ({ detail }) => {
      if (detail === this.conversation.channel?.id) this.conversation.update();
      if (detail === this.thread.channelId) this.thread.update();
      sideSoon();
    });
    workspace.addEventListener("read", sideSoon);
    window.addEventListener("hashchange", () => this.#fromHash());
    document.addEventListener("visibilitychange", () => document.hidden || this.conversation.update());
  }

  async start() {
    await this.workspace.loadState();
    await this.mail.load();
    this.#readHash();
    await this.workspace.loadAllMessages();
    this.go({});
    await Promise.all([this.modals.refresh(), this.mailbox.refresh(), this.calls.refresh()]);
    let opened = false;
    follow(
      (event) => this.#onEvent(event),
      () => {
        this.#sideNote({ live: true });
        if (opened) this.#reload().catch(report);
        opened = true;
      },
      () => this.#sideNote({ live: false }),
    );
  }

  async #reload() {
    await this.workspace.loadState();
    await this.workspace.loadAllMessages();
    await Promise.all([this.modals.refresh(), this.mailbox.refresh(), this.calls.refresh()]);
    this.go({});
  }

  /** What may have changed after somebody did something; the stream says the rest. */
  async afterward() {
    const { channel } = this.conversation;
    await Promise.all([this.modals.refresh(), channel ? this.workspace.loadMessages(channel.id) : null]);
  }

  #onEvent(event) {
    this.#handle(event).catch(report);
  }

  async #handle(event) {
    const { workspace } = this;
    if (MESSAGE_EVENTS.has(event.type)) {
      if (event.channel && !workspace.channel(event.channel)) await this.#newChannel();
      const isShown =
        !event.channel ||
        workspace.channels().some((channel) => channel.id === event.channel) ||
        event.channel === workspace.dm().id;
      if (isShown)
        await (event.channel ? workspace.loadMessages(event.channel) : workspace.loadAllMessages());
    } else if (event.type === "view") await (event.user === workspace.me && this.modals.refresh());
    else if (event.type === "home")
      await (event.user === workspace.me && this.place.tab === "home" && this.conversation.home.refresh());
    else if (event.type === "users" || event.type === "channels") await this.#newChannel();
    else if (event.type === "mail") await this.mailbox.refresh();
    else if (event.type === "call") this.callsSoon();
  }

  callsSoon = debounce(() => this.calls.refresh().catch(report), 250);

  /** A conversation or person appeared; the app's direct message gets its real id the first time. */
  async #newChannel() {
    await this.workspace.loadState();
    if (this.place.kind === "channel" && this.place.channel === "dm")
      this.place.channel = this.workspace.dm().id;
    if (this.conversation.channel?.id === "dm" && this.workspace.dm().id !== "dm")
      this.conversation.channel = this.workspace.dm();
    this.sidebar.refresh();
  }

  async becomeUser(id) {
    const wasApp = this.conversation.isApp;
    this.workspace.setViewer(id);
    const channel = this.workspace.channel(this.place.channel);
    const stays = !wasApp && channel && this.workspace.channels().includes(channel);
    this.mail.reset();
    await this.workspace.loadAllMessages();
    this.go({ channel: stays ? channel.id : this.workspace.dm().id, thread: null });
    await this.modals.refresh();
  }

  #sideNote(note) {
    Object.assign(this.sidebar, note);
    this.sidebar.refresh();
  }

  #sidebarOpen(open) {
    this.root.classList.toggle("sidebar-open", open);
  }

  #showCard() {
    const sender = this.mail.sender();
    if (sender && sender.id !== this.workspace.me) this.becomeUser(sender.id).catch(report);
    this.go({ kind: "channel", channel: this.workspace.dm().id, tab: "messages" });
  }

  /** Goes somewhere: changes the place, the address and what is on screen. */
  go(change) {
    Object.assign(this.place, change);
    const { place, workspace } = this;
    if (place.channel === "dm" || !workspace.channel(place.channel)) place.channel = workspace.dm().id;
    if (workspace.channel(place.channel)?.is_im && workspace.channel(place.channel).user !== workspace.me)
      place.channel = workspace.dm().id;
    const inMailbox = place.kind === "mailbox";
    this.conversation.node.hidden = inMailbox;
    this.mailbox.node.hidden = !inMailbox;
    const key = JSON.stringify([place.kind, place.channel, place.tab, workspace.me]);
    if (!inMailbox && key !== this.shown) this.conversation.open(place.channel, place.tab);
    this.shown = key;
    this.#openThread(place);
    if (place.composing !== !this.mail.node.hidden)
      place.composing ? this.mail.open() : (this.mail.node.hidden = true);
    this.calls.toggle(place.calls);
    this.root.classList.toggle("with-thread", Boolean(place.thread));
    if ("channel" in change || "kind" in change || change.composing) this.#sidebarOpen(false);
    this.sidebar.show(place);
    this.#writeHash();
  }

  #openThread({ thread, channel }) {
    if (!thread) this.thread.close();
    else if (this.thread.ts !== thread || this.thread.channelId !== channel)
      this.thread.open(channel, thread);
  }

  #writeHash() {
    const { kind, channel, tab, thread, composing, calls } = this.place;
    const hash = new URLSearchParams({ user: this.workspace.me ?? "", channel });
    if (kind === "mailbox") hash.set("view", "mailbox");
    if (tab !== "messages") hash.set("tab", tab);
    if (thread) hash.set("thread", thread);
    if (composing) hash.set("compose", "1");
    if (calls) hash.set("calls", "1");
    if (location.hash.slice(1) !== hash.toString()) history.replaceState(null, "", `#${hash}`);
  }

  #readHash() {
    const hash = new URLSearchParams(location.hash.slice(1));
    if (hash.get("user")) this.workspace.setViewer(hash.get("user"));
    const tab = ["home", "about"].includes(hash.get("tab")) ? hash.get("tab") : "messages";
    Object.assign(this.place, {
      kind: hash.get("view") === "mailbox" ? "mailbox" : "channel",
      channel: hash.get("channel") || "dm",
      tab,
      thread: hash.get("thread"),
      composing: hash.has("compose"),
      calls: hash.has("calls"),
    });
  }

  async #fromHash() {
    const before = this.workspace.me;
    this.#readHash();
    if (this.workspace.me !== before) await this.workspace.loadAllMessages();
    this.go({});
    await this.modals.refresh();
  }
}

function report(error) {
  toast(`The sandbox could not be read: ${error.message}`, { error: true });
}

new Page(document.getElementById("app")).start().catch(report);
