import { channelIcon } from "./conversation.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./overlay.js";

/** The left side: who you are, where you can go, and the world outside Slack. */
export class Sidebar {
  constructor({ workspace, actions }) {
    this.workspace = workspace;
    this.actions = actions;
    this.node = h("nav", { class: "sidebar", "aria-label": "Workspace" });
    this.mailCount = 0;
    this.callErrors = 0;
  }

  /** Draws everything again; it is small. `place` says what is open. */
  show(place) {
    this.place = place;
    const focused =
      document.activeElement?.id && this.node.contains(document.activeElement)
        ? document.activeElement.id
        : null;
    const { workspace } = this;
    const dm = workspace.dm();
    const joined = workspace.channels().filter((channel) => workspace.isMember(channel));
    const others = workspace.channels().filter((channel) => !workspace.isMember(channel));
    fill(
      this.node,
      h(
        "div",
        { class: "team" },
        h("span", { class: "team-mark", "aria-hidden": "true" }, workspace.team.name.slice(0, 1)),
        h(
          "div",
          { class: "team-name" },
          workspace.team.name,
          h("span", { class: "team-note" }, "Practice workspace"),
        ),
      ),
      this.#switcher(),
      h(
        "div",
        { class: "sidebar-scroll" },
        this.#group(
          "Apps",
          this.#row({
            id: `nav-${dm.id}`,
            glyph: h("img", {
              class: "avatar",
              src: workspace.avatar(workspace.app.bot_user_id),
              alt: "",
              width: 20,
              height: 20,
            }),
            label: workspace.appName,
            badge: "APP",
            count: this.#isOpen(dm.id, "messages") ? 0 : workspace.unread(dm.id),
            current: this.#isOpen(dm.id) && place.tab !== "home",
            channel: dm.id,
            run: () => this.actions.openChannel(dm.id, "messages"),
          }),
          this.#row({
            id: "nav-home",
            glyph: icon("home"),
            label: "App Home",
            current: this.#isOpen(dm.id, "home"),
            run: () => this.actions.openChannel(dm.id, "home"),
            indent: true,
          }),
        ),
        this.#group(
          "Channels",
          ...joined.map((channel) => this.#channel(channel)),
          ...others.map((channel) => this.#channel(channel, true)),
        ),
        this.#group(
          "Outside world",
          this.#row({
            id: "nav-compose",
            glyph: icon("mail"),
            label: "Send a mail",
            run: () => this.actions.compose(),
          }),
          this.#row({
            id: "nav-mailbox",
            glyph: icon("inbox"),
            label: "Mailbox",
            detail: "mail the app sent",
            count: this.mailCount,
            quiet: true,
            current: place.kind === "mailbox",
            run: () => this.actions.openMailbox(),
          }),
        ),
      ),
      h(
        "div",
        { class: "sidebar-foot" },
        h(
          "button",
          {
            type: "button",
            id: "calls-toggle",
            class: "row",
            "aria-expanded": String(place.calls),
            onclick: () => this.actions.toggleCalls(),
          },
          icon("code"),
          h("span", { class: "row-label" }, "App calls"),
          this.callErrors
            ? h("span", { class: "count count-error", title: "refused calls" }, String(this.callErrors))
            : null,
        ),
        h(
          "span",
          { class: `live${this.live ? " on" : ""}`, title: this.live ? "Live" : "Reconnecting" },
          this.live ? "Live" : "Reconnecting…",
        ),
      ),
    );
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  refresh() {
    if (this.place) this.show(this.place);
  }

  #isOpen(channelId, tab) {
    return (
      this.place.kind === "channel" && this.place.channel === channelId && (!tab || this.place.tab === tab)
    );
  }

  #switcher() {
    const { workspace } = this;
    const { viewer } = workspace;
    if (!viewer) return null;
    const button = h(
      "button",
      {
        type: "button",
        id: "user-switch",
        class: "user-switch",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-label": `You are ${viewer.name}. Switch person`,
        dataset: { user: viewer.id },
        onclick: () =>
          menu(
            button,
            workspace.users().map((user) => ({
              label: user.name,
              detail: `${user.email}${user.is_admin ? " · admin" : ""}`,
              value: user.id,
              icon: user.id === viewer.id ? "check" : null,
              run: () => this.actions.becomeUser(user.id),
            })),
            { align: "start", label: "People" },
          ),
      },
      h("img", { class: "avatar", src: workspace.avatar(viewer.id), alt: "", width: 32, height: 32 }),
      h(
        "span",
        { class: "user-who" },
        h("span", { class: "user-note" }, "You are"),
        h("strong", { dir: "auto" }, viewer.name),
      ),
      icon("down"),
    );
    return button;
  }

  #channel(channel, muted = false) {
    const { workspace } = this;
    return this.#row({
      id: `nav-${channel.id}`,
      glyph: channelIcon(channel),
      label: channel.name,
      count: this.#isOpen(channel.id) || muted ? 0 : workspace.unread(channel.id),
      current: this.#isOpen(channel.id),
      channel: channel.id,
      muted,
      run: () => this.actions.openChannel(channel.id),
    });
  }

  #group(label, ...rows) {
    return h("div", { class: "nav-group" }, h("h2", {}, label), ...rows);
  }

  #row({ id, glyph, label, badge, detail, count, quiet, current, channel, muted, indent, run }) {
    const unread = count > 0 && !quiet;
    return h(
      "button",
      {
        type: "button",
        id,
        class: `row${current ? " current" : ""}${unread ? " unread" : ""}${muted ? " row-muted" : ""}${indent ? " row-indent" : ""}`,
        "aria-current": current ? "page" : undefined,
        dataset: { channel },
        onclick: run,
      },
      h("span", { class: "row-glyph" }, glyph),
      h(
        "span",
        { class: "row-label", dir: "auto" },
        label,
        detail ? h("span", { class: "row-detail" }, detail) : null,
      ),
      badge ? h("span", { class: "badge" }, badge) : null,
      count
        ? h(
            "span",
            { class: quiet ? "count count-quiet" : "count", "aria-label": `${count} new` },
            String(count),
          )
        : null,
    );
  }
}
