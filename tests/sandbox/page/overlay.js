import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

/** Puts a floating box beside its anchor, inside the window whatever the anchor's place. */
export function place(box, anchor, { width, align = "start" } = {}) {
  const rect = anchor.getBoundingClientRect();
  if (width) box.style.width = `${Math.max(rect.width, width)}px`;
  const { offsetWidth, offsetHeight } = box;
  const below = window.innerHeight - rect.bottom - 8;
  const top = below >= offsetHeight || below >= rect.top ? rect.bottom + 4 : rect.top - offsetHeight - 4;
  const left = align === "end" ? rect.right - offsetWidth : rect.left;
  box.style.top = `${Math.max(8, Math.min(top, window.innerHeight - offsetHeight - 8))}px`;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - offsetWidth - 8))}px`;
}

/**
 * A menu of buttons under its anchor, steered by arrows, Enter and Escape.
 * Items: {label, detail?, icon?, danger?, value?, run}.
 */
export function menu(anchor, items, { align = "end", label = "More actions" } = {}) {
  const opener = document.activeElement;
  const close = () => {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", close);
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };
  const outside = (event) => {
    if (!box.contains(event.target)) close();
  };
  const buttons = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: `menu-item${item.danger ? " danger" : ""}`,
        dataset: { value: item.value },
        onclick: () => {
          close();
          item.run();
        },
      },
      item.icon ? icon(item.icon) : null,
      h(
        "span",
        { class: "menu-label", dir: "auto" },
        item.label,
        item.detail ? h("span", { class: "menu-detail" }, item.detail) : null,
      ),
    ),
  );
  const box = h(
    "div",
    {
      class: "menu floating",
      role: "menu",
      "aria-label": label,
      onkeydown: (event) => steer(event, buttons, close),
    },
    ...buttons,
  );
  document.body.append(box);
  place(box, anchor, { align });
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", close);
  buttons[0]?.focus({ preventScroll: true });
}

function steer(event, buttons, close) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (step) {
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }
}

const FOCUSABLE = 'button:not([disabled]), [href], input:not([disabled]), select, textarea, [tabindex="0"]';

/** Keeps Tab inside a dialog (WAI-ARIA dialog pattern). */
export function trapFocus(event, dialog) {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((node) => node.offsetParent !== null);
  if (!stops.length) return;
  const [first, last] = [stops[0], stops.at(-1)];
  const inside = dialog.contains(document.activeElement);
  if (event.shiftKey && (document.activeElement === first || !inside)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (document.activeElement === last || !inside)) {
    event.preventDefault();
    first.focus();
  }
}

/** Asks before a deed; resolves to whether it may be done. */
export function confirmDialog({ title, text, confirm, deny, danger }) {
  const opener = document.activeElement;
  return new Promise((resolve) => {
    const finish = (answer) => {
      backdrop.remove();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
      resolve(answer);
    };
    const yes = h(
      "button",
      {
        type: "button",
        class: `button ${danger ? "danger-solid" : "primary"}`,
        dataset: { testid: "confirm-yes" },
        onclick: () => finish(true),
      },
      confirm,
    );
    const no = h(
      "button",
      { type: "button", class: "button", dataset: { testid: "confirm-no" }, onclick: () => finish(false) },
      deny,
    );
    const dialog = h(
      "div",
      { class: "dialog dialog-small", role: "alertdialog", "aria-modal": "true", "aria-label": title },
      h("header", { class: "dialog-head" }, h("h2", { dir: "auto" }, title)),
      h("div", { class: "dialog-body" }, text),
      h("footer", { class: "dialog-foot" }, no, yes),
    );
    const backdrop = h("div", { class: "backdrop backdrop-top" }, dialog);
    backdrop.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") finish(false);
      trapFocus(event, dialog);
    });
    document.body.append(backdrop);
    yes.focus();
  });
}

/** Tells the visitor something in passing; errors stay longer and are announced at once. */
export function toast(text, { error = false } = {}) {
  const shelf = document.getElementById("toasts");
  const node = h(
    "div",
    {
      class: `toast${error ? " toast-error" : ""}`,
      role: error ? "alert" : "status",
      dataset: { testid: "toast" },
    },
    icon(error ? "warn" : "check"),
    h("span", { dir: "auto" }, text),
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: () => node.remove() },
      icon("close"),
    ),
  );
  shelf.append(node);
  while (shelf.children.length > 4) shelf.firstChild.remove();
  setTimeout(() => node.remove(), error ? 9000 : 4500);
}

/** A friendly place where nothing is yet. */
export function emptyState(node, { glyph, title, text, actions = [] }) {
  return fill(
    node,
    h(
      "div",
      { class: "empty" },
      h("div", { class: "empty-glyph", "aria-hidden": "true" }, glyph),
      h("h3", {}, title),
      h("p", {}, text),
      h("div", { class: "empty-actions" }, ...actions),
    ),
  );
}
