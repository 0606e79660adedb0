// Marks: elements, shapes of the roles, numbers in words, and the columns of the JSON forms.

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._";
const VALUE = new Map([...ALPHABET].map((letter, value) => [letter, value]));

export const ROLES = {
  lay: { one: "Lay member", many: "Lay members", short: "Lay" },
  clinical: { one: "Clinician", many: "Clinicians", short: "Clinicians" },
  commissioner: { one: "Commissioner", many: "Commissioners", short: "Commissioners" },
  facilitator: { one: "Facilitator", many: "Facilitators", short: "Facilitators" },
};
export const COUNTED = ["lay", "clinical", "commissioner"];

/** Members of a column, -1 for nobody. */
export function rows(column) {
  return typeof column === "string" ? [...column].map((letter) => VALUE.get(letter) ?? -1) : [...column];
}

/** Numbers from 0 to 1 of a column. */
export function levels(column) {
  return Float64Array.from(column, (letter) => VALUE.get(letter) / 63);
}

// Unit shapes of equal area, so that no role looks larger than another: pi for all of them.
const SIDE = Math.sqrt(Math.PI) / 2;
const TRIANGLE = Math.sqrt((4 * Math.PI) / Math.sqrt(3));
const DIAMOND = Math.sqrt(Math.PI / 2);
const PATHS = {
  lay: "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z",
  clinical: `M${-SIDE} ${-SIDE}H${SIDE}V${SIDE}H${-SIDE}Z`,
  commissioner: (() => {
    const height = (TRIANGLE * Math.sqrt(3)) / 2;
    return `M0 ${(-2 * height) / 3}L${TRIANGLE / 2} ${height / 3}H${-TRIANGLE / 2}Z`;
  })(),
  facilitator: `M0 ${-DIAMOND}L${DIAMOND} 0L0 ${DIAMOND}L${-DIAMOND} 0Z`,
};
export const shapeOf = (role) => PATHS[role];

const SVG_SPACE = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An SVG element; text children are never read as markup. */
export const svg = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG_SPACE, tag), attributes, children);

/** An HTML element; text children are never read as markup. */
export const html = (tag, attributes = {}, ...children) =>
  filled(document.createElement(tag), attributes, children);

/** A role's shape in the running text. */
export const glyph = (role, size = 1) =>
  svg("svg", { class: `glyph ${role}`, viewBox: "-1.35 -1.35 2.7 2.7", "aria-hidden": "true",
    style: `width:${size}em;height:${size}em` }, svg("path", { d: shapeOf(role) }));

/** Sets an attribute or a text only when it changes: a frame touches little. */
export function put(node, name, value) {
  const seen = (node.seen ??= {});
  if (seen[name] === value) return;
  seen[name] = value;
  if (name === "text") node.textContent = value;
  else if (name === "hidden") node.toggleAttribute("hidden", value);
  else node.setAttribute(name, value);
}

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** A figure as the measure wants it written: shares of an equal share and levels in per cent, counts as they are. */
export function written(value, measure = { format: "share" }) {
  if (!known(value)) return "–";
  if (measure.format !== "count") return `${Math.round(value * 100)}\u00a0%`;
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-GB");
  return Math.abs(value) >= 20 ? value.toFixed(0) : value.toFixed(1);
}

/** "Lay member 5": members are counted within their role unless the roster calls them otherwise. */
export function nameOf(members, row) {
  const { id, role, label } = members[row];
  const match = /^(?:lay|clinical|commissioner|facilitator)-(\d+)$/.exec(id);
  return (match ? `${ROLES[role].one} ${match[1]}` : id) + (label ? ` (${label})` : "");
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Text with **bold** parts as nodes; nothing else is read as markup. */
export const marked = (text) =>
  text.split("**").map((part, index) => (index % 2 ? html("b", {}, part) : document.createTextNode(part)));

/** Replaces what an element holds, only when the text differs. */
export function say(node, text) {
  if (node.said === text) return;
  node.said = text;
  node.replaceChildren(...marked(text));
}

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
