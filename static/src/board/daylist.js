/* On a phone the board is a list of days; each lesson can be opened and moved from there. */
import { drawIcon, element } from "../page/icons.js";
import { halfOf } from "./mapping.js";

function lessonRow(lesson, data, words, acts) {
  const row = data.rows.find((one) => one.id === lesson.row);
  const last = lesson.first_period + lesson.periods - 1;
  const time = element("span", "time", halfOf(lesson.first_period, data.halves).label, element("small", "", words.say("periods", { first: lesson.first_period, last })));
  const title = lesson.url ? element("a", "title", lesson.title) : element("span", "title", lesson.title);
  if (lesson.url) title.href = lesson.url;
  const text = element("span", "grow", title, element("span", "detail", [row?.title, lesson.detail].filter(Boolean).join(" · ")));
  const line = element("li", "", time, element("span", `lesson-bar pt-${lesson.kind}`), text);
  if (lesson.conflict) text.append(element("span", "field-error", drawIcon("alert-circle"), lesson.conflict));
  if (acts.move && lesson.movable && !lesson.locked) {
    const button = element("button", "btn btn-sm", words.move);
    button.type = "button";
    button.addEventListener("click", () => acts.move(lesson));
    line.append(button);
  }
  return line;
}

const MARKS = { ok: ["circle-check", "ok"], cost: ["alert-triangle", "warn"], no: ["ban", "bad"] };

function targetRow(cell, carry, data, words, acts) {
  const [icon, kind] = MARKS[cell.verdict];
  const half = data.halves.find((one) => one.key === cell.half);
  const row = data.rows.find((one) => one.id === cell.row);
  const word = carry.isHome(cell) ? words.home : words[cell.verdict];
  const isNo = cell.verdict === "no";
  const text = element("span", "grow", element("span", "title", isNo ? half.label : `${half.label} ${row?.title ?? ""}`));
  if (isNo) text.append(element("details", "detail", element("summary", kind, word), cell.reason));
  else text.append(element("span", "detail", element("span", kind, word), cell.reason && !carry.isHome(cell) ? ` · ${cell.reason}` : ""));
  const line = element("li", "", drawIcon(icon, "", kind), text);
  if (!isNo && !carry.isHome(cell)) {
    const button = element("button", "btn btn-sm", words.place);
    button.type = "button";
    button.setAttribute("aria-label", `${words.place} ${data.days.find((one) => one.date === cell.day)?.label} ${half.label} ${row?.title ?? ""}`);
    button.addEventListener("click", () => acts.drop(cell));
    line.append(button);
  }
  return line;
}

/** While a lesson is in the hand: one card per day with what each half-day would mean; a tap puts the lesson there. */
export function drawTargets(place, carry, data, words, acts) {
  const cards = data.days.map((day) => {
    const list = element("ul", "rows");
    for (const half of data.halves) {
      const cell = carry.bestOf(day.date, half.key);
      if (cell) list.append(targetRow(cell, carry, data, words, acts));
    }
    return element("section", "card", element("div", "card-head", element("h2", "", `${day.label} ${day.date.slice(5).replace("-", "/")}`)), list);
  });
  place.replaceChildren(...cards);
}

/** Fills `place` with one card per day. */
export function drawDayList(place, data, words, acts) {
  const cards = data.days.map((day) => {
    const lessons = data.lessons.filter((lesson) => lesson.day === day.date).sort((one, other) => one.first_period - other.first_period);
    const list = element("ul", "rows");
    for (const lesson of lessons) list.append(lessonRow(lesson, data, words, acts));
    const head = element("div", "card-head", element("h2", "", `${day.label} ${day.date.slice(5).replace("-", "/")}`), element("span", "note", words.say("lessons", { n: lessons.length })));
    return element("section", "card", head, lessons.length ? list : element("p", "card-body text-3", words.free));
  });
  place.replaceChildren(...cards);
}
