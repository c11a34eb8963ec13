/* Draws the board with the resource timeline of EventCalendar. */
import { Interaction, ResourceTimeline, createCalendar } from "@event-calendar/core";
import "@event-calendar/core/index.css";

import { drawIcon, element } from "../page/icons.js";
import { columnsPerDay, fromEvent, hiddenDays, toEvent, toLanes } from "./mapping.js";

const VERDICT_ICONS = { ok: "check", cost: "alert-triangle", no: "ban" };
const NARROWEST = 26;

function laneLabel({ resource }) {
  const { row, half, first } = resource.extendedProps;
  const room = element("span", "lane-room");
  if (first) {
    const name = row.url ? element("a", "name", row.title) : element("span", "name", row.title);
    if (row.url) name.href = row.url;
    room.append(element("span", "lane-text", name, row.detail ? element("span", "detail", row.detail) : null, row.note ? element("span", "detail", row.note) : null));
  }
  return { domNodes: [room, element("span", "lane-half", half.label)] };
}

function lessonContent(lesson, words) {
  const first = element("span", "line-1");
  if (lesson.conflict) first.append(drawIcon("alert-circle", lesson.conflict, "icon-conflict"));
  if (lesson.locked) first.append(drawIcon("lock", words.locked));
  first.append(lesson.title);
  return { domNodes: [first, element("span", "line-2", lesson.detail)] };
}

function eventContent(words) {
  return ({ event }) => {
    const { lesson, verdict } = event.extendedProps;
    if (verdict) return { domNodes: [drawIcon(VERDICT_ICONS[verdict])] };
    return lesson ? lessonContent(lesson, words) : { domNodes: [] };
  };
}

/** The library calls itself a table but lacks its rows; as plain buttons with full names the lessons can be read. */
function dropRoles(root) {
  for (const part of root.querySelectorAll("[role]:not([role=button], svg)")) part.removeAttribute("role");
  for (const part of root.querySelectorAll("[aria-colindex], [aria-colspan], [aria-rowindex]")) for (const name of ["aria-colindex", "aria-colspan", "aria-rowindex"]) part.removeAttribute(name);
}

function markLanes(root, lanes) {
  dropRoles(root);
  root.querySelectorAll(".ec-row-head").forEach((head, index) => {
    head.classList.toggle("lane-first", lanes[index]?.extendedProps.first ?? false);
    head.classList.toggle("lane-last", lanes[index]?.extendedProps.last ?? false);
    head.dataset.lanes = lanes[index]?.extendedProps.lanes ?? "";
  });
  root.querySelectorAll(".ec-body .ec-grid .ec-day").forEach((cell, index) => {
    const perLane = root.querySelectorAll(".ec-header .ec-col-head:not([aria-hidden])").length || 1;
    cell.classList.toggle("lane-last", lanes[Math.floor(index / perLane)]?.extendedProps.last ?? false);
  });
}

/** Column width that fills the place without falling under what can be read. */
function columnWidth(place, data) {
  const room = place.clientWidth - (document.documentElement.lang.startsWith("zh") ? 146 : 170);
  return Math.max(NARROWEST, Math.floor((room / (data.days.length * columnsPerDay(data.halves))) * 10) / 10);
}

function options(place, data, words, acts) {
  const labels = new Map(data.days.map((day) => [day.date, `${day.label} ${day.date.slice(5).replace("-", "/")}`]));
  const dayKey = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  return {
    view: "resourceTimelineWeek",
    date: data.days[0].date,
    firstDay: 1,
    hiddenDays: hiddenDays(data.days),
    headerToolbar: { start: "", center: "", end: "" },
    height: "auto",
    slotMinTime: "00:00",
    slotMaxTime: `${String(columnsPerDay(data.halves)).padStart(2, "0")}:00`,
    slotDuration: "01:00",
    slotLabelInterval: "01:00",
    slotWidth: columnWidth(place, data),
    slotLabelFormat: (time) => String(time.getHours() + 1),
    dayHeaderFormat: (date) => labels.get(dayKey(date)) ?? "",
    dayHeaderAriaLabelFormat: (date) => labels.get(dayKey(date)) ?? "",
    resources: toLanes(data.rows, data.halves),
    resourceLabelContent: laneLabel,
    events: data.lessons.map((lesson) => toEvent(lesson, data.halves)),
    eventContent: eventContent(words),
    eventDurationEditable: false,
    eventLongPressDelay: 400,
    nowIndicator: false,
    pointer: false,
    eventClick: ({ event, el }) => acts.choose(event.extendedProps.lesson, el),
    eventDidMount: ({ event, el }) => acts.drawn(event.extendedProps.lesson, el),
    eventDragStart: ({ event }) => acts.lift(event.extendedProps.lesson),
    eventDragStop: () => acts.release(),
    eventDrop: ({ event, revert }) => acts.drop(event.extendedProps.lesson, fromEvent(event.resourceIds[0], event.start, data.halves), revert),
  };
}

/** Builds the calendar in `place`; `acts` are what it may call: choose, drawn, lift, release, drop. Returns it with a `redraw(data)`. */
export function drawCalendar(place, data, words, acts) {
  const calendar = createCalendar(place, [ResourceTimeline, Interaction], options(place, data, words, acts));
  const settle = (fresh) => requestAnimationFrame(() => markLanes(place, toLanes(fresh.rows, fresh.halves)));
  settle(data);
  new ResizeObserver(() => calendar.setOption("slotWidth", columnWidth(place, data))).observe(place.parentElement);
  return Object.assign(calendar, {
    redraw(fresh) {
      calendar.setOption("resources", toLanes(fresh.rows, fresh.halves));
      calendar.setOption("events", fresh.lessons.map((lesson) => toEvent(lesson, fresh.halves)));
      settle(fresh);
    },
  });
}
