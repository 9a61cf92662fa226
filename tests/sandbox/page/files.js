import { fileSize } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { textNode } from "./mrkdwn.js";
import { localPath } from "./workspace.js";

/** A file that hangs on a message: pictures in place, everything else to download. */
export function fileNode(file) {
  const url = localPath(file.url_private ?? "");
  const name = file.title || file.name;
  // Only formats that cannot carry scripts are shown in place.
  if (/^image\/(png|jpe?g|gif|webp)$/.test(file.mimetype ?? "")) {
    const image = h("img", { src: url, alt: file.alt_txt || name, loading: "lazy" });
    return h(
      "figure",
      { class: "file-image" },
      h("figcaption", { dir: "auto" }, name),
      h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, image),
    );
  }
  const kind = `${file.pretty_type || file.mimetype || "File"} · ${fileSize(file.size)}`;
  return h(
    "a",
    {
      class: "file-card",
      href: localPath(file.url_private_download ?? url),
      download: file.name,
      dataset: { testid: "file" },
    },
    h("span", { class: "file-type" }, icon("file")),
    h(
      "span",
      { class: "file-name", dir: "auto" },
      h("strong", {}, name),
      h("span", { class: "muted" }, kind),
    ),
    icon("download"),
  );
}

/** The reactions under a message. */
export function reactionsNode(reactions) {
  if (!reactions?.length) return null;
  const glyph = (name) => textNode({ type: "plain_text", text: `:${name}:`, emoji: true }, null, "span");
  return h(
    "div",
    { class: "reactions" },
    ...reactions.map(({ name, count }) =>
      h("span", { class: "reaction", title: `:${name}:` }, glyph(name), String(count)),
    ),
  );
}
