/* An icon from the sprite, for parts that scripts draw. */
const SVG = "http://www.w3.org/2000/svg";

/** Returns an <svg> that shows the named icon; `label` makes it readable for assistive technology. */
export function drawIcon(name, label, css = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${css}`.trim());
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.getElementById("toasts")?.dataset.icon ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** Returns a new element with class, text and children. */
export function element(tag, css = "", ...content) {
  const made = document.createElement(tag);
  if (css) made.className = css;
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}
