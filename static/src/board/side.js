/* The strip beside the board and the tip over a cell: what is in the hand, where it can go, why it cannot. */
import { drawIcon, element } from "../page/icons.js";

const ICONS = { ok: ["circle-check", "ok"], cost: ["alert-triangle", "warn"], no: ["ban", "bad"] };

function head(title, note) {
  return element("div", "card-head", element("h2", "", title), note ?? null);
}

function facts(lesson) {
  const list = element("dl", "kv");
  for (const [label, value] of lesson.facts ?? []) list.append(element("dt", "", label), element("dd", "", value));
  return list;
}

function bestPlace(place, index, drop) {
  const [icon, kind] = ICONS[place.verdict ?? "ok"];
  const text = element("span", "grow", element("span", "title", place.label), place.note ? element("span", "detail", place.note) : null);
  const button = element("button", "row-link", drawIcon(icon, "", kind), text, element("kbd", "", String(index + 1)));
  button.type = "button";
  button.addEventListener("click", () => drop(place));
  return element("li", "", button);
}

/** Draws the strip for a lesson in the hand. */
export function drawCarry(side, carry, words, acts) {
  const cancel = element("button", "btn btn-sm", words.cancel);
  cancel.type = "button";
  cancel.addEventListener("click", acts.cancel);
  const body = element("div", "card-body", element("p", `pt pt-${carry.lesson.kind} name mb-2`, carry.lesson.title), facts(carry.lesson));
  const places = element("ol", "rows");
  carry.best.slice(0, 9).forEach((place, index) => places.append(bestPlace(place, index, acts.drop)));
  const note = element("span", "note", words.say("judged", { n: carry.cells.length }));
  side.replaceChildren(
    element("section", "card", head(words.moving, cancel), body),
    element("section", "card", head(words.places, note), carry.best.length ? places : element("p", "card-body text-2", words.nowhere)),
  );
}

/** Draws the strip for a lesson that is only looked at. */
export function drawLesson(side, lesson, words, acts) {
  const buttons = element("div", "cluster mt-3");
  const add = (shown, label, icon, act) => {
    if (!shown) return;
    const button = element("button", "btn btn-sm", drawIcon(icon), label);
    button.type = "button";
    button.addEventListener("click", act);
    buttons.append(button);
  };
  add(acts.move && lesson.movable && !lesson.locked, words.move, "switch", acts.move);
  add(acts.lock, lesson.locked ? words.unlock : words.lock, lesson.locked ? "lock-open" : "lock", acts.lock);
  if (lesson.url) {
    const open = element("a", "btn btn-sm", words.open);
    open.href = lesson.url;
    buttons.append(open);
  }
  const parts = [element("p", `pt pt-${lesson.kind} name mb-2`, lesson.title), element("p", "text-2 mb-2", lesson.detail), facts(lesson)];
  if (lesson.conflict) parts.push(element("p", "field-error", drawIcon("alert-circle"), lesson.conflict));
  side.replaceChildren(element("section", "card", head(words.lesson), element("div", "card-body", ...parts, buttons)));
}

/** Says in words what a cell would mean; null hides the tip. */
export function drawTip(tip, verdict, words, where) {
  tip.hidden = !verdict || verdict.verdict === "ok";
  if (tip.hidden) return;
  const [icon, kind] = ICONS[verdict.verdict];
  const title = verdict.verdict === "no" ? words.no : words.cost;
  tip.className = `board-tip board-tip-${kind}`;
  tip.replaceChildren(element("p", `name ${kind}`, drawIcon(icon), ` ${title}${words.colon}${where}`), element("p", "", verdict.reason ?? ""));
}
