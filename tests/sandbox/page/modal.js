import { post } from "./api.js";
import { explain, interactions } from "./actions.js";
import { blockItems, blockNode, setFieldError } from "./blocks.js";
import { coalesce, debounce, fill, h, reconcile } from "./dom.js";
import { Form, clientErrors, submittedValues } from "./form.js";
import { icon } from "./icons.js";
import { plainOf } from "./mrkdwn.js";
import { toast, trapFocus } from "./overlay.js";

/** Shows the viewer's stack of modals, last on top, and keeps what they typed in each. */
export class Modals {
  #open = new Map(); // view id -> what is on screen for it
  #opener = null;

  constructor(workspace, afterward) {
    this.workspace = workspace;
    this.afterward = afterward;
    this.layer = h("div", { class: "backdrop", hidden: true, dataset: { testid: "modals" } });
    document.addEventListener("keydown", (event) => this.#onKey(event));
    document.body.append(this.layer);
  }

  /** Reads the stack and shows it. */
  refresh = coalesce(async () => {
    const views = await this.workspace.views();
    const wasOpen = this.#open.size > 0;
    const ids = new Set(views.map((view) => view.id));
    for (const [id, pane] of this.#open) if (!ids.has(id)) this.#drop(id, pane);
    if (!wasOpen && views.length) this.#opener = document.activeElement;
    views.forEach((view) => this.#show(view));
    const top = views.at(-1);
    for (const [id, pane] of this.#open) pane.node.hidden = id !== top?.id;
    this.layer.hidden = !top;
    document.getElementById("app").toggleAttribute("inert", Boolean(top));
    if (top) this.#open.get(top.id).settle(views.length > 1);
    else if (wasOpen && this.#opener?.isConnected) this.#opener.focus({ preventScroll: true });
  });

  #drop(id, pane) {
    pane.node.remove();
    this.#open.delete(id);
  }

  #show(view) {
    if (!this.#open.has(view.id)) {
      const pane = new Pane(this, view);
      this.#open.set(view.id, pane);
      this.layer.append(pane.node);
    }
    this.#open.get(view.id).update(view);
  }

  #top() {
    return [...this.#open.values()].find((pane) => !pane.node.hidden);
  }

  #onKey(event) {
    const top = this.#top();
    if (!top) return;
    if (event.key === "Escape") top.close();
    trapFocus(event, top.node);
  }
}

/** One modal on screen. */
class Pane {
  #form;
  #focused = false;
  #pending = null;

  constructor(modals, view) {
    const viewId = view.id;
    this.#form = new Form(view.state?.values);
    this.modals = modals;
    this.viewId = viewId;
    this.body = h("div", { class: "dialog-body" });
    this.banner = h("div", { class: "dialog-banner", role: "alert", hidden: true });
    this.head = h("header", { class: "dialog-head" });
    this.foot = h("footer", { class: "dialog-foot" });
    this.node = h(
      "form",
      { class: "dialog", role: "dialog", "aria-modal": "true", novalidate: true, dataset: { viewId } },
      this.head,
      this.banner,
      this.body,
      this.foot,
    );
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    const workspace = modals.workspace;
    this.keepInput = debounce(() => this.#flush(), 250);
    const ctx = interactions({
      workspace,
      surface: "modal",
      form: this.#form,
      target: () => ({ view_id: viewId }),
      after: () => modals.afterward(),
      onEntry: (blockId) => {
        setFieldError(this.node, blockId, null);
        this.keepInput();
      },
    });
    // The app reads view.state in its block_actions: what was typed goes ahead of the click.
    this.ctx = {
      ...ctx,
      act: async (...args) => {
        await this.#flush();
        return ctx.act(...args);
      },
    };
  }

  async #flush() {
    if (!this.node.isConnected) return;
    const values = submittedValues(this.view.blocks, this.#form);
    const text = JSON.stringify(values);
    if (this.#pending === text || text === "{}") return;
    this.#pending = text;
    try {
      await post("input", { user: this.modals.workspace.me, view_id: this.viewId, values });
    } catch {
      this.#pending = null; // Half-typed values may be refused; the submission says what is wrong.
    }
  }

  update(view) {
    this.view = view;
    this.#form.keepOnly(view.blocks);
    reconcile(this.body, blockItems(view.blocks), (block) => blockNode(block, this.ctx));
    const title = plainOf(view.title);
    this.node.setAttribute("aria-label", title);
    this.title = title;
    this.submitButton = view.submit
      ? h(
          "button",
          {
            type: "submit",
            class: "button primary",
            dataset: { testid: "modal-submit" },
            disabled: view.submit_disabled,
          },
          plainOf(view.submit),
        )
      : null;
    fill(
      this.foot,
      h(
        "button",
        { type: "button", class: "button", dataset: { testid: "modal-cancel" }, onclick: () => this.close() },
        view.close ? plainOf(view.close) : view.submit ? "Cancel" : "Close",
      ),
      this.submitButton,
    );
  }

  /** Draws what depends on the stack, and gives a new modal the focus. */
  settle(pushed) {
    const back = pushed
      ? h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Back", onclick: () => this.close() },
          icon("back"),
        )
      : null;
    fill(
      this.head,
      back,
      h("img", {
        class: "avatar avatar-app",
        src: this.modals.workspace.avatar(this.modals.workspace.app.bot_user_id),
        alt: "",
        width: 28,
        height: 28,
      }),
      h("h2", { dir: "auto" }, this.title),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          dataset: { testid: "modal-close" },
          onclick: () => this.close(true),
        },
        icon("close"),
      ),
    );
    if (this.#focused) return;
    this.#focused = true;
    const wanted =
      this.body.querySelector("[autofocus]") ??
      this.body.querySelector(".block-input input, .block-input textarea");
    (wanted ?? this.submitButton ?? this.head.lastChild).focus({ preventScroll: true });
  }

  #busy(on) {
    this.node.classList.toggle("dialog-busy", on);
    this.submitButton?.classList.toggle("busy", on);
    this.submitButton?.toggleAttribute("aria-busy", on);
  }

  #fail(text) {
    this.banner.hidden = !text;
    fill(this.banner, text ? [icon("warn"), text] : []);
  }

  #showErrors(errors) {
    for (const block of this.view.blocks)
      setFieldError(this.node, block.block_id, errors[block.block_id] ?? null);
    const stray = Object.entries(errors).filter(
      ([id]) => !this.view.blocks.some((block) => block.block_id === id),
    );
    if (stray.length) this.#fail(stray.map(([, text]) => text).join(" "));
    const first = this.node.querySelector(".has-error");
    first?.scrollIntoView({ block: "nearest" });
    first?.querySelector("input, textarea, button")?.focus({ preventScroll: true });
  }

  async submit() {
    if (!this.view.submit || this.view.submit_disabled || this.node.classList.contains("dialog-busy")) return;
    this.#fail(null);
    const wrong = clientErrors(this.view.blocks, this.#form);
    if (Object.keys(wrong).length) return this.#showErrors(wrong);
    this.#busy(true);
    try {
      const answer = await post("submit", {
        user: this.modals.workspace.me,
        view_id: this.viewId,
        values: submittedValues(this.view.blocks, this.#form),
      });
      this.#showErrors(answer.response_action === "errors" || answer.errors ? (answer.errors ?? {}) : {});
    } catch (error) {
      if (error.answer?.errors) this.#showErrors(error.answer.errors);
      else {
        this.#fail(error.isTimeout ? "We had some trouble connecting. Try again?" : explain(error));
        toast(explain(error), { error: true });
      }
    } finally {
      this.#busy(false);
      await this.modals.afterward();
    }
  }

  /** Closes this view; `all` is the ×, which closes the whole stack. */
  async close(all = false) {
    try {
      await post("close", {
        user: this.modals.workspace.me,
        view_id: this.viewId,
        ...(all ? { all: true } : {}),
      });
    } catch (error) {
      toast(explain(error), { error: true });
    }
    await this.modals.refresh();
  }
}
