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

/** Shows what a place does to cost, wishes and line presence; nothing for a place that is refused. */
export function drawEffects(side, verdict, words, where) {
  const card = side.querySelector("[data-effects]");
  if (!card) return;
  const list = element("dl", "kv kv-wide");
  for (const { label, text, kind } of verdict?.effects ?? []) list.append(element("dt", "", label), element("dd", kind, text));
  const note = element("p", "text-2 mb-0", words[verdict?.verdict === "no" ? "no" : "pointing"]);
  const body = element("div", "card-body", list.children.length ? list : note);
  card.replaceChildren(head(list.children.length ? words.say("effects", { place: where }) : words.effectsHead), body);
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
  const effects = element("section", "card");
  effects.dataset.effects = "";
  side.replaceChildren(
    element("section", "card", head(words.moving, cancel), body),
    effects,
    element("section", "card", head(words.places, note), carry.best.length ? places : element("p", "card-body text-2", words.nowhere)),
  );
}

const VERDICT_WORDS = { ok: "ok", cost: "cost", no: "no" };

/** Draws why a lesson stands where it does: the reasons, then each day of its week. */
export function drawWhy(side, lesson, answer, words, close) {
  const button = element("button", "btn btn-sm", words.close);
  button.type = "button";
  button.addEventListener("click", close);
  const reasons = element("ol", "rows");
  for (const { icon, title, text } of answer.reasons) reasons.append(element("li", "", drawIcon(icon), element("span", "grow", element("span", "title", title), element("span", "detail", text))));
  const days = element("ul", "rows");
  for (const { day, verdict, lines } of answer.days) {
    const [icon, kind] = ICONS[verdict];
    const said = lines.map((line) => element("span", "detail", line));
    const title = element("span", "title", day, " ", element("span", kind, words[VERDICT_WORDS[verdict]]));
    days.append(element("li", "", drawIcon(icon, "", kind), element("span", "grow", title, ...said)));
  }
  const title = element("h2", "", words.why);
  title.tabIndex = -1;
  const page = element("a", "btn btn-sm", words.whyPage);
  page.href = answer.url;
  side.replaceChildren(
    element("section", "card", element("div", "card-head", title, button), element("div", "card-body", element("p", `pt pt-${lesson.kind} name mb-1`, lesson.title), element("p", "text-2 mb-0", answer.place)), reasons),
    element("section", "card", head(words.eachDay), days, element("div", "card-body", page)),
  );
  title.focus();
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
  add(acts.why && lesson.why, words.why, "help-circle", acts.why);
  if (lesson.url) {
    const open = element("a", "btn btn-sm", words.open);
    open.href = lesson.url;
    buttons.append(open);
  }
  const parts = [element("p", `pt pt-${lesson.kind} name mb-2`, lesson.title), element("p", "text-2 mb-2", lesson.detail), facts(lesson)];
  if (lesson.conflict) parts.push(element("p", "field-error", drawIcon("alert-circle"), lesson.conflict));
  side.replaceChildren(element("section", "card", head(words.lesson), element("div", "card-body", ...parts, buttons)));
}

/** Says in words what a cell would mean, and the nearest good place where it is refused; null hides the tip. */
export function drawTip(tip, verdict, words, where, nearest) {
  tip.hidden = !verdict || verdict.verdict === "ok";
  if (tip.hidden) return;
  const [icon, kind] = ICONS[verdict.verdict];
  const title = verdict.verdict === "no" ? words.no : words.cost;
  tip.className = `board-tip board-tip-${kind}`;
  const near = verdict.verdict === "no" && nearest ? element("p", "text-2 mb-0", words.say("nearest", { place: nearest })) : null;
  tip.replaceChildren(...[element("p", `name ${kind}`, drawIcon(icon), ` ${title}${words.colon}${where}`), element("p", "", verdict.reason ?? ""), near].filter(Boolean));
}
