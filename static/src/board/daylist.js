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
