import { explain, interactions } from "./actions.js";
import { post } from "./api.js";
import { blockItems, blockNode, setFieldError } from "./blocks.js";
import { coalesce, debounce, h, reconcile } from "./dom.js";
import { Form, submittedValues } from "./form.js";
import { emptyState, toast } from "./overlay.js";

/** The app's Home tab as the viewer sees it. */
export class HomeTab {
  #forms = new Map();

  constructor(workspace, afterward) {
    this.workspace = workspace;
    this.afterward = afterward;
    this.node = h("div", {
      class: "home-tab",
      role: "tabpanel",
      "aria-label": "Home",
      dataset: { testid: "home" },
    });
  }

  /** Tells the app that the tab was opened, as Slack does, and shows what it publishes. */
  async open() {
    await this.refresh();
    try {
      await post("open_home", { user: this.workspace.me });
    } catch (error) {
      toast(explain(error), { error: true });
    }
    await this.refresh();
  }

  refresh = coalesce(async () => {
    const { me } = this.workspace;
    const view = await this.workspace.home();
    if (!view) {
      return emptyState(this.node, {
        glyph: "🏠",
        title: "Nothing here yet",
        text: `${this.workspace.appName} has not published a Home tab for you.`,
      });
    }
    this.view = view;
    if (this.shownFor !== me || this.node.querySelector(".empty")) this.node.replaceChildren();
    this.shownFor = me;
    reconcile(this.node, blockItems(view.blocks), (block) => blockNode(block, this.#ctx(me)));
  });

  #ctx(me) {
    if (!this.#forms.has(me)) this.#forms.set(me, this.#makeCtx(new Form(this.view.state?.values)));
    return this.#forms.get(me);
  }

  #makeCtx(form) {
    const keep = async () => {
      const values = submittedValues(this.view.blocks, form);
      if (Object.keys(values).length)
        await post("input", { user: this.workspace.me, view_id: this.view.id, values });
    };
    const keepSoon = debounce(() => keep().catch((error) => toast(explain(error), { error: true })), 250);
    return interactions({
      workspace: this.workspace,
      surface: "home",
      form,
      target: () => ({ view_id: this.view.id }),
      after: () => Promise.all([this.refresh(), this.afterward()]),
      onEntry: (blockId) => {
        setFieldError(this.node, blockId, null);
        keepSoon();
      },
    });
  }
}

const STEPS = [
  [
    "✉️",
    "Put one address in Bcc",
    "Write to a customer as always and add your workspace's address to Bcc, or forward a mail to it.",
  ],
  [
    "🔐",
    "It proves who you are",
    "DKIM or SPF must vouch for your address. A forged sender is refused while the mail is still being handed over.",
  ],
  [
    "🗂️",
    "It files the mail",
    "The people in the mail are found among your contacts, and the mail is linked to the one open deal, lead or project they have.",
  ],
  [
    "💬",
    "A card appears here",
    "With buttons to link it elsewhere, read it in full, undo, or share it with the company or a channel. It stays private until you share it.",
  ],
];

/** What the app is, for someone who has a minute. */
export function aboutTab(workspace, address, { onCompose }) {
  return h(
    "div",
    { class: "about", role: "tabpanel", "aria-label": "About" },
    h(
      "div",
      { class: "about-hero" },
      h("img", {
        class: "avatar",
        src: workspace.avatar(workspace.app.bot_user_id),
        alt: "",
        width: 64,
        height: 64,
      }),
      h(
        "div",
        {},
        h("h2", {}, workspace.appName),
        h(
          "p",
          {},
          "One Bcc address; every mail a card in Slack, linked to its deal, lead, project or person.",
        ),
      ),
    ),
    h(
      "ol",
      { class: "steps" },
      ...STEPS.map(([glyph, title, text]) =>
        h(
          "li",
          {},
          h("span", { class: "step-glyph", "aria-hidden": "true" }, glyph),
          h("div", {}, h("h3", {}, title), h("p", {}, text)),
        ),
      ),
    ),
    h(
      "div",
      { class: "about-address" },
      h("span", { class: "muted" }, "This workspace's address"),
      h("code", {}, address),
      h("button", { type: "button", class: "button primary", onclick: onCompose }, "Send a mail"),
    ),
    h("h3", {}, "Try also"),
    h(
      "ul",
      { class: "about-list" },
      h("li", {}, h("code", {}, "/bcc help"), " in the box below any conversation"),
      h("li", {}, "switch the person at the top left: everyone sees only their own mail, until it is shared"),
      h("li", {}, "“Forged sender” among the ready-made mails: the SMTP answer says why it was refused"),
      h(
        "li",
        {},
        "“App calls” at the bottom left: everything the app asked of Slack, and what Slack refused",
      ),
    ),
  );
}
