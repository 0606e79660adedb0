// The moving picture: one room or two, the scoreboard, and the controls.

import { clamp, html, known, nameOf, plural, put, say, still, written } from "./marks.js";
import { accountOf, captionOf, clockOf, meetingOf, stateAt, sumsOf, wordsOf } from "./meeting.js";
import { Board } from "./board.js";
import { RoomPicture } from "./room.js";

const SPEEDS = { slow: 0.7, normal: 2.2, fast: 24 };
const AFTERWARDS = 8; // units a second between the meetings at most
const FIRST_TURNS = 5;
const FIRST_SPEED = 0.9;
const LONGEST_STEP = 0.1;
const NARROWEST = 0.09; // part of the scrub below which a phase has a tick and no word
const MARKS = [["tables", "tables"], ["break", "break"], ["plenary", "all together"], ["after", "after"]];

/** One or two rooms of the same roster in step; see `mount` for what it offers. */
export class WatchPicture {
  constructor(element, data, options = {}) {
    this.element = element;
    this.listeners = new Map();
    this.speed = "normal";
    this.t = 0;
    this.index = 0;
    this.follow = -1;
    this.hovered = -1;
    this.playing = false;
    this.keys = (event) => this.#key(event);
    this.tick = (now) => this.#frame(now);
    this.#take(data, options);
    if (options.keys !== false) document.addEventListener("keydown", this.keys);
  }

  on(name, listener) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    return () => this.listeners.set(name, this.listeners.get(name).filter((each) => each !== listener));
  }

  #tell(name, detail) {
    for (const listener of this.listeners.get(name) ?? []) listener(detail);
  }

  /** Takes other data or another place in time: any of `data`, `meeting` (from 1), `t`, `playing`, `speed`, `follow`, `guesses`. */
  update({ data, meeting, t, playing, speed, follow, guesses } = {}) {
    if (data) this.#take(data, this.options);
    if (guesses !== undefined) this.guesses = guesses;
    if (speed in SPEEDS) this.#setSpeed(speed);
    if (meeting !== undefined) this.#meet(clamp(Math.round(meeting) - 1, 0, this.last));
    if (t !== undefined) this.t = clamp(t, 0, this.clock.total);
    if (follow !== undefined) this.#setFollow(follow);
    this.#draw({ jump: true });
    if (playing !== undefined) (playing ? this.play() : this.pause());
  }

  destroy() {
    this.pause();
    cancelAnimationFrame(this.request);
    document.removeEventListener("keydown", this.keys);
    this.element.replaceChildren();
  }

  #take(data, options) {
    this.options = options;
    this.data = data;
    this.guesses = options.guesses ?? null;
    this.last = Math.max(...data.rooms.map(({ replay }) => replay.cycles.length)) - 1;
    this.decoded = data.rooms.map(() => new Map());
    this.#build();
    this.#meet(Math.min(this.index, this.last), this.t);
    this.#draw({ jump: true });
  }

  #meetingOf(room, index) {
    const known = this.decoded[room];
    const { replay } = this.data.rooms[room];
    if (!known.has(index)) known.set(index, meetingOf(replay, Math.min(index, replay.cycles.length - 1)));
    return known.get(index);
  }

  #build() {
    const { rooms, measures = {}, came = [] } = this.data;
    const members = rooms[0].replay.members;
    this.members = members;
    this.rooms = rooms.map(({ name, replay }) => {
      const most = Math.max(1, ...replay.cycles.map(({ tables }) => tables.length));
      return new RoomPicture(replay.members, most, `${name}: members round a table`);
    });
    this.board = new Board(rooms.length, measures, came);
    this.captions = rooms.map(() => [html("span"), html("span")]);
    this.words = rooms.map(() => html("span", { class: "state" }));
    const figure = (room) => html("figure", { class: "room-frame" },
      html("h3", {}, rooms[room].name), this.rooms[room].root,
      html("figcaption", {}, ...this.captions[room]));
    const middle = html("div", { class: "middle" }, this.#legend(), this.board.root, this.#followed(members));
    const stage = html("div", { class: `stage rooms-${rooms.length}` },
      figure(0), ...(rooms.length > 1 ? [middle, figure(1)] : [middle]));
    this.root = html("div", { class: "watch" }, stage, this.#controls(), this.#account());
    this.element.replaceChildren(this.root);
    this.rooms.forEach((room, index) => this.#point(room, index));
  }

  #legend() {
    const key = (shape, words) => html("span", { class: "key" }, html("i", { class: shape, "aria-hidden": "true" }), words);
    this.legends = [
      html("p", { class: "legend" }, key("k-equal", "outline: an equal share"), key("k-floor", "has the floor"),
        key("k-arrives", "said → taken in"), key("k-facilitator", "Facilitator")),
      html("p", { class: "legend" }, key("k-sure", "ring: confidence"), key("k-tie", "line: trust"),
        key("k-facilitator", "Facilitator")),
    ];
    return html("div", { class: "legends" }, ...this.legends);
  }

  #followed(members) {
    const options = members.map((_, row) => html("option", { value: row }, nameOf(members, row)));
    this.select = html("select", { onchange: () => this.#setFollow(Number(this.select.value)) },
      html("option", { value: -1 }, "nobody"), ...options);
    return html("div", { class: "follow" }, html("label", {}, "Follow one person: ", this.select),
      html("p", { class: "states" }, ...this.words));
  }

  #button(words, label, action, kind = "") {
    return html("button", { type: "button", class: kind, "aria-label": label, onclick: action }, words);
  }

  #controls() {
    this.button = html("button", { type: "button", class: "play", onclick: () => this.#press() }, "▶ Play");
    this.scrub = html("input", { type: "range", min: 0, step: 0.1, "aria-label": "Time in the meeting", class: "scrub" });
    this.scrub.addEventListener("input", () => this.#seek(Number(this.scrub.value)));
    this.marks = html("div", { class: "marks", "aria-hidden": "true" });
    this.meetings = html("input", { type: "range", min: 1, max: this.last + 1, step: 1, "aria-label": "Meeting" });
    this.meetings.addEventListener("input", () => this.#go(Number(this.meetings.value) - 1));
    this.number = html("span", { class: "number" });
    this.speeds = Object.keys(SPEEDS).map((name) => html("button",
      { type: "button", "aria-pressed": String(name === this.speed), onclick: () => this.#setSpeed(name) }, capital(name)));
    return html("div", { class: "controls", role: "group", "aria-label": "Playing" },
      this.button,
      html("span", { class: "pair" }, this.#button("‹", "One turn back", () => this.#step(-1), "round"),
        this.#button("›", "One turn on", () => this.#step(1), "round")),
      html("span", { class: "scrubber" }, this.scrub, this.marks),
      html("span", { class: "segmented", role: "group", "aria-label": "Speed" }, ...this.speeds),
      html("span", { class: "meetings" }, this.#button("‹", "Meeting before", () => this.#go(this.index - 1), "round"),
        this.number, this.meetings, this.#button("›", "Next meeting", () => this.#go(this.index + 1), "round")));
  }

  #account() {
    this.text = html("div", { class: "account-text" });
    this.details = html("details", { class: "account" }, html("summary", {}, "Read this meeting as text"), this.text);
    this.details.addEventListener("toggle", () => this.#write());
    return this.details;
  }

  #write() {
    if (!this.details.open || this.written === this.clock) return;
    this.written = this.clock;
    this.text.replaceChildren(...this.data.rooms.map(({ name }, room) => {
      const { lines, turns } = accountOf(this.now[room], this.clock, this.sums[room]);
      return html("section", {}, html("h4", {}, `${name}, meeting ${this.index + 1}`),
        html("ul", {}, ...lines.map((line) => html("li", {}, line))),
        ...(turns.length ? [html("p", {}, `All together, ${plural(turns.length, "turn")}:`), html("ol", {}, ...turns.map((line) => html("li", {}, line)))] : []));
    }));
  }

  #point(room, index) {
    const at = (event) => {
      const box = room.root.getBoundingClientRect();
      return room.near((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    };
    room.root.addEventListener("click", (event) => this.#setFollow(at(event)));
    room.root.addEventListener("pointermove", (event) => this.#hover(event.pointerType === "mouse" ? at(event) : -1, index));
    room.root.addEventListener("pointerleave", () => this.#hover(-1, index));
  }

  #hover(row, index) {
    if (this.hovered === row) return;
    this.hovered = row;
    this.rooms[index].root.style.cursor = row >= 0 ? "pointer" : "";
    this.#draw();
  }

  #setFollow(row) {
    this.follow = row;
    this.select.value = String(row);
    this.rooms.forEach((room) => { room.follow = row; });
    this.#tell("follow", row);
    this.#draw();
  }

  #setSpeed(name) {
    this.speed = name;
    this.speeds.forEach((button, index) => button.setAttribute("aria-pressed", String(Object.keys(SPEEDS)[index] === name)));
  }

  #meet(index, t = 0) {
    this.index = index;
    this.now = this.data.rooms.map((_, room) => this.#meetingOf(room, index));
    this.clock = clockOf(this.now);
    this.sums = this.now.map((meeting) => sumsOf(meeting, this.clock));
    this.t = Math.min(t, this.clock.total);
    this.rooms.forEach((room, at) => room.meet(this.now[at]));
    this.scrub.max = this.clock.total;
    this.marks.replaceChildren(...MARKS.filter(([phase]) => this.clock.lengths[phase]).map(([phase, words]) =>
      html("span", { style: `left:${((this.clock[phase] / this.clock.total) * 100).toFixed(1)}%` },
        this.clock.lengths[phase] / this.clock.total > NARROWEST ? words : "")));
    this.meetings.value = index + 1;
    this.number.replaceChildren(html("span", { class: "word" }, "Meeting "), `${index + 1} of ${this.last + 1}`);
    this.#write();
    this.#tell("meeting", index + 1);
  }

  #go(index) {
    if (index < 0 || index > this.last) return;
    this.#meet(index);
    this.#draw();
  }

  #seek(t) {
    this.pause();
    this.t = t;
    this.#draw();
  }

  #step(by) {
    this.pause();
    const to = Math.floor(this.t) + by;
    this.t = clamp(to + 0.5, 0, this.clock.total);
    this.#draw();
  }

  get #over() {
    return this.t >= this.clock.total;
  }

  #press() {
    if (this.playing) return this.pause();
    if (this.#over && this.index < this.last) this.#meet(this.index + 1);
    else if (this.#over) this.t = 0;
    return this.play();
  }

  play() {
    this.playing = true;
    this.before = null;
    this.#ask();
    this.#label();
  }

  pause() {
    this.playing = false;
    this.#label();
  }

  #label() {
    const next = this.#over && this.index < this.last ? "Next ›" : this.#over ? "↺ Again" : "▶ Play";
    say(this.button, this.playing ? "❚❚ Pause" : next);
  }

  #ask() {
    this.request ??= requestAnimationFrame(this.tick);
  }

  #rate() {
    const speed = SPEEDS[this.speed];
    if (this.t >= this.clock.after) return Math.min(speed, AFTERWARDS);
    return this.index === 0 && this.t < FIRST_TURNS ? Math.min(speed, FIRST_SPEED) : speed;
  }

  #frame(now) {
    this.request = null;
    // A frame's stamp may precede the click that asked for it.
    const passed = Math.max(0, now - (this.before ?? now)) / 1000;
    this.before = now;
    if (this.playing) this.#pass(Math.min(passed, LONGEST_STEP));
    const resting = this.#draw({ frames: Math.max(1, passed * 60) });
    if (this.playing || !resting) this.#ask();
    else this.before = null;
  }

  #pass(seconds) {
    this.t = Math.min(this.clock.total, this.t + seconds * this.#rate());
    if (!this.#over) return;
    this.#tell("end", this.index + 1);
    if (this.speed === "fast" && this.index < this.last) this.#meet(this.index + 1);
    else this.pause();
  }

  #guessed() {
    const { guesses } = this;
    if (!guesses) return null;
    return { ...guesses, values: guesses.lines.map((line) => line?.[this.index] ?? null) };
  }

  #draw({ jump = false, frames = 1 } = {}) {
    const states = this.now.map((meeting, room) => stateAt(meeting, this.clock, this.sums[room], this.t));
    const rate = this.playing ? SPEEDS[this.speed] : 0;
    const resting = this.rooms.map((room, index) => room.draw(states[index], { speed: rate, jump, frames }));
    const after = states.every(({ phase }) => phase === "after");
    this.legends.forEach((legend, index) => put(legend, "hidden", after !== Boolean(index)));
    const courses = this.data.rooms.map(({ replay }) => (name) => replay.courses[name]?.[this.index]);
    this.board.draw(this.now, states, this.#guessed(), courses);
    const row = this.hovered >= 0 ? this.hovered : this.follow;
    this.now.forEach((meeting, room) => {
      captionOf(meeting, this.clock, states[room]).forEach((line, index) => say(this.captions[room][index], line));
      say(this.words[room], row >= 0 ? this.#stateOf(meeting, states[room], row) : "");
    });
    this.scrub.value = this.t;
    put(this.scrub, "aria-valuetext", this.#spoken(states[0]));
    put(this.scrub, "style", `--part:${((this.t / this.clock.total) * 100).toFixed(1)}%`);
    if (!this.playing) this.#label();
    const all = resting.every(Boolean);
    if (!all && !this.playing && !still()) this.#ask();
    return all;
  }

  #stateOf(meeting, state, row) {
    const name = this.hovered >= 0 && this.hovered !== this.follow ? `${nameOf(this.members, row)}: ` : "";
    const sure = state.phase === "after" && known(meeting.confidence[row]) ? `, confidence **${written(meeting.confidence[row], {})}**` : "";
    return name + wordsOf(meeting, state, row) + sure;
  }

  #spoken({ phase, into }) {
    const turn = Math.floor(into) + 1;
    return { tables: `turn ${turn} at the tables`, break: "break", plenary: `turn ${turn}, all together`, after: "after the meeting" }[phase];
  }

  #key(event) {
    const busy = event.target.closest?.("input, select, textarea, button, summary, a, [contenteditable]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !this.root.offsetParent) return;
    const actions = {
      " ": () => this.#press(),
      ArrowLeft: () => (event.shiftKey ? this.#go(this.index - 1) : this.#step(-1)),
      ArrowRight: () => (event.shiftKey ? this.#go(this.index + 1) : this.#step(1)),
      1: () => this.#setSpeed("slow"),
      2: () => this.#setSpeed("normal"),
      3: () => this.#setSpeed("fast"),
      Escape: () => this.#setFollow(-1),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
