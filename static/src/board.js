/* The timetable board: asks for the week, draws it, and turns what the reader does into requests. */
import { drawCalendar } from "./board/calendar.js";
import { Carry } from "./board/carry.js";
import { drawDayList, drawTargets } from "./board/daylist.js";
import { listenToKeys } from "./board/keys.js";
import { drawCarry, drawEffects, drawLesson, drawTip, drawWhy } from "./board/side.js";
import { dayOf, halfOf, laneId, laneParts } from "./board/mapping.js";
import { wordsOf } from "./board/words.js";
import { drawIcon, element } from "./page/icons.js";
import { Refusal, askJson } from "./page/requests.js";
import { toast } from "./page/toasts.js";
import "./board.css";

const part = (root, name) => root.querySelector(`[data-board-${name}]`);

class Board {
  constructor(root) {
    this.root = root;
    this.urls = root.dataset;
    this.words = wordsOf(root);
    this.carry = null;
    this.elements = new Map();
    this.place = part(root, "calendar");
    this.tip = part(root, "tip");
    this.side = part(root, "side");
    this.live = part(root, "live");
    this.wait = part(root, "wait");
    this.trouble = part(root, "trouble");
  }

  async start() {
    this.data = this.movable(await askJson(this.urls.board));
    part(this.root, "loading")?.remove();
    if (!this.data.days.length || !this.data.rows.length) return;
    this.calendar = drawCalendar(this.place, this.data, this.words, {
      choose: (lesson) => this.choose(lesson),
      drawn: (lesson, el) => this.drawn(lesson, el),
      lift: (lesson) => this.lift(lesson),
      release: () => this.release(),
      drop: (lesson, place, revert) => this.dropped(place, revert),
    });
    listenToKeys(this.root, this);
    this.root.addEventListener("pointermove", (event) => this.hover(event));
    this.place.addEventListener("click", (event) => this.tap(event));
    this.undoButton = document.querySelector("[data-board-undo]");
    this.undoButton?.addEventListener("click", () => this.undo());
    this.drawRest();
  }

  movable(data) {
    for (const lesson of data.lessons) lesson.movable = Boolean(this.urls.move) && !lesson.locked && lesson.movable !== false;
    return data;
  }

  drawRest() {
    drawDayList(part(this.root, "days"), this.data, this.words, { move: this.urls.move ? (lesson) => this.pickUp(lesson) : null });
    const lines = (this.data.conflicts ?? []).map((conflict) => {
      const line = element("div", "board-conflict", drawIcon("alert-circle", "", "bad"), element("span", "grow name", conflict.text));
      if (conflict.url) {
        const link = element("a", "btn btn-sm", conflict.action);
        link.href = conflict.url;
        line.append(link);
      }
      return line;
    });
    part(this.root, "conflicts").replaceChildren(...lines);
    if (this.undoButton) this.undoButton.disabled = !this.data.undoable;
  }

  drawn(lesson, el) {
    if (!lesson) return;
    this.elements.set(String(lesson.id), el);
    el.dataset.lesson = lesson.id;
    const day = this.data.days.find((one) => one.date === lesson.day);
    const row = this.data.rows.find((one) => one.id === lesson.row);
    const half = halfOf(lesson.first_period, this.data.halves);
    el.setAttribute("aria-label", [lesson.title, day?.label, half.label, row?.title, lesson.detail, lesson.locked ? this.words.locked : "", lesson.conflict].filter(Boolean).join(", "));
  }

  say(text) {
    this.live.textContent = text;
  }

  where({ row, half, day }) {
    const names = [this.data.days.find((one) => one.date === day)?.label, this.data.halves.find((one) => one.key === half)?.label, this.data.rows.find((one) => one.id === row)?.title];
    return names.filter(Boolean).join(" ");
  }

  choose(lesson) {
    if (this.carry) return;
    this.chosen = lesson;
    const acts = { move: this.urls.move ? () => this.pickUp(lesson) : null, lock: this.urls.lock ? () => this.lock(lesson) : null, why: () => this.why(lesson) };
    drawLesson(this.side, lesson, this.words, acts);
  }

  focused() {
    const el = document.activeElement?.closest?.("[data-lesson]");
    return el ? this.data.lessons.find((lesson) => String(lesson.id) === el.dataset.lesson) : null;
  }

  /** Asks the server once where the lesson may go, and shows it. */
  lift(lesson) {
    if (!lesson || !this.urls.verdicts) return Promise.resolve();
    this.lifting = lesson.id;
    this.lifted = this.mark(lesson);
    return this.lifted;
  }

  async mark(lesson) {
    this.wait.textContent = this.words.looking;
    const address = `${this.urls.verdicts}${this.urls.verdicts.includes("?") ? "&" : "?"}lesson=${encodeURIComponent(lesson.id)}`;
    const answer = await this.ask(() => askJson(address)).finally(() => this.waited(lesson));
    if (!answer || this.lifting !== lesson.id) return;
    this.trouble.hidden = true;
    this.carry = new Carry(lesson, answer, this.data);
    for (const event of this.carry.events()) this.calendar.addEvent(event);
    this.fade(new Set(this.carry.unfitRows()));
    const acts = { cancel: () => this.cancel(), drop: (place) => this.drop(place) };
    drawCarry(this.side, this.carry, this.words, acts);
    drawEffects(this.side, null, this.words, "");
    drawTargets(part(this.root, "days"), this.carry, this.data, this.words, acts);
  }

  /** The answer for a lesson came or failed; what is said of a later one stays. */
  waited(lesson) {
    if (this.lifting === lesson.id) this.wait.textContent = "";
  }

  /** Says why a lesson stands where it does, in the strip; the page of the same is linked there. */
  async why(lesson) {
    if (!lesson?.why || this.carry) return;
    this.chosen = lesson;
    const answer = await this.ask(() => askJson(lesson.why));
    if (!answer || this.carry) return;
    drawWhy(this.side, lesson, answer, this.words, () => this.closeSide());
    if (!this.place.offsetParent) this.side.scrollIntoView();
  }

  async pickUp(lesson) {
    if (!lesson?.movable) return;
    await this.lift(lesson);
    if (!this.carry) return;
    this.elements.get(String(lesson.id))?.classList.add("picked");
    this.say(this.words.say("picked", { lesson: lesson.title }));
    if (!this.place.offsetParent) this.side.scrollIntoView();
  }

  /** Empties the strip and gives the focus back to the lesson that it spoke of. */
  closeSide() {
    this.side.replaceChildren();
    if (this.chosen) this.focusOn(this.chosen);
  }

  fade(rows) {
    for (const lesson of this.data.lessons) this.elements.get(String(lesson.id))?.classList.toggle("unfit", rows.has(lesson.row) && lesson.id !== this.carry?.lesson.id);
  }

  /** The hand is empty again; the board shows what the server last said. */
  clear() {
    this.lifting = null;
    this.carry = null;
    this.wait.textContent = "";
    this.tip.hidden = true;
    this.side.replaceChildren();
    for (const cell of this.place.querySelectorAll(".cursor")) cell.classList.remove("cursor");
    this.calendar.redraw(this.data);
    this.drawRest();
  }

  focusOn(lesson) {
    requestAnimationFrame(() => requestAnimationFrame(() => this.elements.get(String(lesson.id))?.focus()));
  }

  cancel() {
    const lesson = this.carry?.lesson;
    this.clear();
    this.say(this.words.cancelled);
    if (lesson) this.focusOn(lesson);
  }

  /** A drag that ends where it began calls no drop; then the hand must be emptied here. */
  release() {
    setTimeout(() => {
      if (!this.dropping && this.lifting) this.clear();
    }, 0);
  }

  /** A drop that comes before the marks waits for them. */
  async dropped(place, revert) {
    this.dropping = true;
    await this.lifted;
    const verdict = this.carry?.verdictOf(place);
    if (!verdict || verdict.verdict === "no") {
      revert();
      if (verdict) this.refuse(verdict.reason || this.words.no, place);
      this.clear();
    } else {
      await this.drop(place);
    }
    this.dropping = false;
  }

  refuse(text, place) {
    const line = place ? `${this.words.say("refused", { place: this.where(place) })} ${text}` : text;
    this.trouble.replaceChildren(drawIcon("ban"), element("span", "", line));
    this.trouble.hidden = false;
  }

  /** Moves the carried lesson; an answer that says no leaves everything as it was. */
  async drop(place) {
    const half = place.half ?? halfOf(place.first_period, this.data.halves).key;
    const { lesson } = this.carry;
    const target = this.carry.target({ ...place, half });
    const fresh = await this.ask(() => askJson(this.urls.move, target));
    this.take(fresh, fresh && this.words.say("moved", { place: this.where({ ...place, half }) }));
    this.focusOn(lesson);
  }

  dropBest(index) {
    const place = this.carry.best[index];
    if (place) this.drop(place);
  }

  dropHere() {
    const verdict = this.carry.verdictOf(this.carry.at);
    if (verdict.verdict === "no") this.refuse(verdict.reason, this.carry.at);
    else this.drop(this.carry.at);
  }

  async lock(lesson) {
    if (!lesson || !this.urls.lock) return;
    const fresh = await this.ask(() => askJson(this.urls.lock, { lesson: lesson.id, locked: !lesson.locked }));
    this.take(fresh, fresh && (lesson.locked ? this.words.unlocked : this.words.lockedNow));
    this.focusOn(lesson);
  }

  async undo() {
    if (!this.urls.undo || this.carry) return;
    if (!this.data.undoable) {
      this.say(this.words.nothingToUndo);
      return;
    }
    this.take(await this.ask(() => askJson(this.urls.undo, {})), this.words.undone);
  }

  take(fresh, text) {
    if (fresh) {
      this.data = this.movable(fresh);
      this.trouble.hidden = true;
      toast(text);
    }
    this.clear();
  }

  /** Runs a request; a refusal is written over the foot of the board with its way out, and so is a break in the line. */
  async ask(request) {
    try {
      return await request();
    } catch (error) {
      const isBreak = error instanceof TypeError;
      if (!isBreak && !(error instanceof Refusal)) throw error;
      this.refuse(isBreak ? this.words.noAnswer : [error.message || this.words.failed, error.wayOut].filter(Boolean).join(" "));
      return null;
    }
  }

  stepCarry(lanes, days) {
    const verdict = this.carry.step(lanes, days);
    const where = this.where(this.carry.at);
    this.showCursor(this.carry.at);
    this.point(verdict, where);
    this.say(`${where}${this.words.colon}${this.words[verdict.verdict]} ${verdict.reason ?? ""}`);
  }

  /** Shows what one place would mean: in the tip over it and in the strip. */
  point(verdict, where) {
    const nearest = verdict.verdict === "no" ? this.carry.nearest(verdict) : null;
    drawTip(this.tip, verdict, this.words, where, nearest && this.where(nearest));
    drawEffects(this.side, verdict, this.words, where);
  }

  /** With a lesson in the hand a tap on a cell puts it there. */
  tap(event) {
    if (!this.carry || this.dropping) return;
    const place = this.placeAt(event);
    if (!place || this.carry.isHome(place)) return;
    this.carry.at = place;
    this.point(this.carry.verdictOf(place), this.where(place));
    this.placeTip({ left: event.clientX, bottom: event.clientY + 28 });
    this.dropHere();
  }

  placeAt(event) {
    const point = this.calendar.dateFromPoint(event.clientX, event.clientY);
    return point?.resource ? { ...laneParts(point.resource.id), day: dayOf(point.date) } : null;
  }

  showCursor(at) {
    const days = this.data.days.length;
    const heads = [...this.data.rows.flatMap((row) => this.data.halves.filter((half) => row.halves.includes(half.key)).map((half) => laneId(row.id, half.key)))];
    const index = heads.indexOf(laneId(at.row, at.half)) * days + this.data.days.findIndex((day) => day.date === at.day);
    const cells = this.place.querySelectorAll(".ec-body .ec-grid .ec-day");
    for (const cell of cells) cell.classList.remove("cursor");
    const cell = cells[index];
    cell?.classList.add("cursor");
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (cell) this.placeTip(cell.getBoundingClientRect());
  }

  placeTip(box) {
    const frame = this.place.parentElement.getBoundingClientRect();
    this.tip.style.left = `${Math.min(Math.max(box.left - frame.left, 0), Math.max(frame.width - 300, 0))}px`;
    this.tip.style.top = `${box.bottom - frame.top + 6}px`;
  }

  hover(event) {
    if (!this.carry || event.pointerType === "touch" && event.buttons === 0) return;
    const place = this.placeAt(event);
    if (!place) {
      this.tip.hidden = true;
      return;
    }
    this.point(this.carry.verdictOf(place), this.where(place));
    this.placeTip({ left: event.clientX, bottom: event.clientY + 28 });
  }

  /** Moves the focus to the nearest lesson in a direction. */
  stepFocus(lanes, days) {
    const here = document.activeElement?.closest?.("[data-lesson]")?.getBoundingClientRect();
    const all = [...this.place.querySelectorAll("[data-lesson]")];
    if (!here) return all[0]?.focus();
    const gap = (el) => {
      const box = el.getBoundingClientRect();
      const along = lanes ? (box.top - here.top) * lanes : (box.left - here.left) * days;
      const aside = lanes ? Math.abs(box.left - here.left) : Math.abs(box.top - here.top);
      return along > 4 ? along + aside * 4 : Infinity;
    };
    const next = all.reduce((best, el) => (gap(el) < gap(best) ? el : best), all[0]);
    if (next && gap(next) < Infinity) next.focus();
    return undefined;
  }

  openTable() {
    location.assign(this.urls.table);
  }

  focusFilter() {
    document.querySelector("[data-board-filter]")?.focus();
  }
}

for (const root of document.querySelectorAll("[data-board]")) {
  new Board(root).start().catch((error) => {
    part(root, "loading")?.remove();
    part(root, "failed").hidden = false;
    throw error;
  });
}
