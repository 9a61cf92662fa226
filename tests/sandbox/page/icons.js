const SVG = "http://www.w3.org/2000/svg";

// Strokes on a 20 × 20 grid, drawn for this page.
const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5 9.5h10v7H5zM7 9.5V6.5a3 3 0 0 1 6 0v3",
  shared:
    "M6.5 13.5 3.8 10.8a3 3 0 0 1 0-4.2 3 3 0 0 1 4.2 0l5 5M13.5 6.5l2.7 2.7a3 3 0 0 1 0 4.2 3 3 0 0 1-4.2 0l-5-5",
  home: "M3 9.5 10 3.5l7 6M5 8.5v8h10v-8M8.5 16.5v-5h3v5",
  mail: "M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5",
  inbox: "M3 11.5 5.2 4.5h9.6l2.2 7v4.5H3zM3 11.5h4l1 2h4l1-2h4",
  send: "M3 10 17 3.5 12.5 17 9.5 11.5zM9.5 11.5 17 3.5",
  dots: "M10 5.2v.1M10 10v.1M10 14.8v.1",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5M6.5 10H17",
  down: "M5 7.5 10 12.5l5-5",
  check: "M4 10.5 8 14.5 16 5.5",
  file: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5",
  download: "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13",
  reply: "M4 4.5h12v8.5H9l-3.5 3v-3H4z",
  bolt: "M11 2.5 4.5 11H9l-1 6.5L15 8.5h-4.5z",
  code: "M7 5.5 2.5 10 7 14.5M13 5.5 17.5 10 13 14.5",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  plus: "M10 4v12M4 10h12",
  eye: "M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  warn: "M10 3 18 16.5H2zM10 8v4M10 14.2v.1",
  info: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 9v4.5M10 6.4v.1",
  clip: "M14.5 9 9 14.5a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3.1 3.1l-6 6",
  calendar: "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3M13 3v3",
  clock: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 6v4.2l3 1.8",
  refresh:
    "M16 8A6.3 6.3 0 0 0 4.6 6.8L3 8.5M3 4v4.5h4.5M4 12a6.3 6.3 0 0 0 11.4 1.2L17 11.5M17 16v-4.5h-4.5",
};

/** A small line icon; it is decoration, so the button that holds it carries the name. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name} ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
