// The scoreboard between the rooms: per role who spoke and who was heard; between the meetings what came of it.

import { COUNTED, ROLES, glyph, html, known, put, say, written } from "./marks.js";
import { roleMean } from "./meeting.js";

const LONGEST = 3.2; // shares that fit on a side
const INSIDE = 2.3; // from here on the figure stands in the bar
const PEG = 3; // part of a side that half a peg takes
const SHARE = { format: "share" };

/** A butterfly: left room to the left, right room to the right, words in the middle. */
export class Board {
  constructor(count, measures, came) {
    this.count = count;
    this.came = came.map((name) => ({ name, measure: measures[name] })).filter(({ measure }) => measure);
    this.talk = html("div", { class: "talk" });
    this.outcomes = html("div", { class: "outcomes", hidden: true });
    this.root = html("div", { class: `board rooms-${count}` }, this.talk, this.outcomes);
    this.rows = COUNTED.map((role) => this.#role(role));
    this.talk.prepend(this.#heads("equal share"));
    this.peg = html("p", { class: "peg-key", hidden: true }, html("i", { class: "peg" }), " your guess for this meeting");
    this.talk.append(this.peg);
    this.results = this.came.map(({ measure }) => this.#row(this.outcomes, measure.short, "came", measure));
    this.outcomes.prepend(html("h4", {}, "What came of it so far"));
  }

  #heads(words) {
    const head = () => html("span", { class: "side" }, html("span", { class: "line-label", style: `--at:${(100 / LONGEST).toFixed(2)}%` }, words));
    return html("div", { class: "heads", "aria-hidden": "true" }, ...this.#sides(head, () => html("span", { class: "word" })));
  }

  #sides(side, word) {
    return this.count === 2 ? [side(), word(), side()] : [word(), side()];
  }

  #role(role) {
    const section = html("section", { class: `role ${role}` });
    section.append(html("h4", {}, glyph(role), ` ${ROLES[role].many}`));
    this.talk.append(section);
    return { role, spoke: this.#row(section, "spoke", "spoke", SHARE), heard: this.#row(section, "heard", "heard", SHARE) };
  }

  #row(parent, word, kind, measure) {
    const sides = [];
    const side = () => {
      const bar = html("i", { class: "bar" });
      const figure = html("b", { class: "figure" });
      const peg = html("i", { class: "peg", hidden: true });
      sides.push({ bar, figure, peg, measure });
      const mark = measure === SHARE ? html("i", { class: "even", style: `--at:${(100 / LONGEST).toFixed(2)}%` }) : null;
      return html("span", { class: "side" }, bar, mark, peg, figure);
    };
    parent.append(html("div", { class: `row ${kind}` }, ...this.#sides(side, () => html("span", { class: "word" }, word))));
    return sides;
  }

  /** Draws the shares of each room's roles, or what came of it. */
  draw(meetings, states, guesses, courses) {
    const after = states.every(({ phase }) => phase === "after") && this.came.length > 0;
    put(this.talk, "hidden", after);
    put(this.outcomes, "hidden", !after);
    if (after) {
      this.came.forEach(({ name }, index) => this.results[index].forEach((side, room) => {
        shown(side, courses[room](name), side.measure.high || 1);
      }));
      return;
    }
    for (const { role, spoke, heard } of this.rows) {
      meetings.forEach((meeting, room) => {
        const held = meeting.held;
        const guess = guesses?.role === role && held ? guesses.values[room] : null;
        const at = (word) => (known(guess) && (guesses.of === word) ? guess : 0);
        shown(spoke[room], held ? roleMean(meeting, states[room].spoke, role) : null, LONGEST, at("spoke"));
        shown(heard[room], held ? roleMean(meeting, states[room].heard, role) : null, LONGEST, at("heard"));
        const peg = (guesses?.of === "spoke" ? spoke : heard)[room].peg;
        put(peg, "hidden", !known(guess));
        if (known(guess)) put(peg, "style", `--at:${Math.min(100, (guess / LONGEST) * 100).toFixed(1)}%`);
      });
    }
    put(this.peg, "hidden", !guesses || !guesses.values.some(known));
  }
}

/** A bar and its figure, which stands beyond the equal share and beyond the guess, unless the bar is long enough to hold it. */
function shown({ bar, figure, measure }, value, longest, guess = 0) {
  const width = known(value) ? Math.min(100, (Math.max(0, value) / longest) * 100) : 0;
  const inside = known(value) && value / longest > INSIDE / LONGEST;
  const beyond = measure === SHARE ? Math.max(width, 100 / LONGEST, guess ? (guess / LONGEST) * 100 + PEG : 0) : width;
  put(bar, "style", `width:${width.toFixed(1)}%`);
  put(figure, "style", `--at:${(inside ? width : beyond).toFixed(1)}%`);
  put(figure, "class", inside ? "figure inside" : "figure");
  say(figure, written(value, measure));
}
