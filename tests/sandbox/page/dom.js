/**
 * Builds a DOM node. Strings become text nodes: nothing that a stranger wrote is ever parsed as HTML.
 * Properties: `class`, `dataset`, `onEVENT` listeners, everything else an attribute (false, null: left out).
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProperty(node, name, value);
  append(node, children);
  return node;
}

function setProperty(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "value") node.value = value;
  else if (name === "dataset") assignDataset(node, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

function assignDataset(node, entries) {
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined && value !== null) node.dataset[key] = value;
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces all children of a node. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/**
 * Makes a container show `items` in order, keeping the node of every item whose key and signature are
 * unchanged, so that focus, scroll, typed text and open menus survive a refresh.
 */
export function reconcile(container, items, render) {
  const wanted = new Set(items.map(({ key }) => key));
  const old = new Map();
  // What goes, goes first: a node that is moved in the document loses its focus and its caret.
  for (const node of [...container.children]) {
    if (wanted.has(node.keyOf)) old.set(node.keyOf, node);
    else node.remove();
  }
  let cursor = container.firstChild;
  for (const { key, signature, value } of items) {
    let node = old.get(key);
    if (!node || node.signatureOf !== signature) {
      const fresh = render(value, key);
      fresh.keyOf = key;
      fresh.signatureOf = signature;
      if (node) {
        if (cursor === node) cursor = node.nextSibling;
        node.remove();
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextSibling;
    else container.insertBefore(node, cursor);
  }
}

// A link from a mail or an app may only lead where a browser cannot be made to run it.
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "slack:"]);

/** The address if it is safe to follow, else null. */
export function safeUrl(url) {
  try {
    return SAFE_SCHEMES.has(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the page, or plain text where the address is not safe to follow. */
export function link(url, ...label) {
  const safe = safeUrl(url);
  const text = label.length ? label : [url];
  if (!safe) return h("span", {}, ...text);
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer", title: safe }, ...text);
}

/** Whether something the page itself would have to fetch comes from this sandbox. */
function isLocal(url) {
  try {
    return new URL(url, location.href).origin === location.origin || url.startsWith("data:image/");
  } catch {
    return false;
  }
}

/**
 * A picture by its address. Pictures of the outside are not fetched (an image in a mail would tell its
 * sender that it was read): their description stands in for them.
 */
export function picture(url, alt, className = "") {
  if (!isLocal(url)) {
    return h(
      "span",
      { class: `picture-outside ${className}`, role: "img", "aria-label": alt, title: url },
      h("span", { class: "picture-glyph", "aria-hidden": "true" }, "🖼"),
      h("span", { dir: "auto" }, alt),
    );
  }
  return h("img", { src: url, alt, title: alt, class: className, loading: "lazy" });
}

/** Runs `work` at most once per `ms`, after the last call. */
export function debounce(work, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
}

/** A function that runs `work` one at a time: calls made meanwhile are folded into one more run. */
export function coalesce(work) {
  let running = null;
  let again = null;
  const run = async () => {
    try {
      await work();
    } finally {
      running = null;
    }
  };
  return () => {
    if (!running) return (running = run());
    again ??= running
      .catch(() => {})
      .then(() => {
        again = null;
        return (running = run());
      });
    return again;
  };
}
