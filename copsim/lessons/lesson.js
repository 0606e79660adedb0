// A lesson: find, predict, watch, compare, ask why, discuss, teach. Nothing after the guess is there before the guess.

import { CourseChart, ScaleChart, mount } from "../view/view.js";
import { clamp, html, known, marked, svg, written } from "../view/marks.js";

const SCENES = ["Finding", "Predict", "Watch", "Result", "Why", "Discuss", "Teach"];
const CONFIDENCE = ["guessing", "fairly sure", "certain"];
const GUESS_ROLES = { influence_parity: "heard", airtime_parity: "spoke" };

/**
 * Builds the whole lesson into an element. Alone, a kept guess reveals the rest. In a class (`hold`) a guess is only
 * told to `onGuess`, and `reveal(others)` shows the rest to everybody, with the class's lines behind one's own.
 */
export function lesson(element, data, options = {}) {
  const page = new LessonPage(element, data, options);
  return { destroy: () => page.destroy(), lock: (guess) => page.lock(guess), close: () => page.close(), reveal: (others, data) => page.reveal(others, data) };
}

/** The lesson as a widget of a page: traitlets `data`, `hold`, `phase` (open, locked, revealed), `others`, and `guess`. */
export function renderLesson({ model, el }) {
  const onGuess = (guess) => {
    model.set("guess", guess);
    model.save_changes();
  };
  const handle = lesson(el, model.get("data"), { hold: model.get("hold"), onGuess });
  const follow = () => {
    if (model.get("phase") === "locked") handle.close();
    if (model.get("phase") === "revealed") handle.reveal(model.get("others"), model.get("data"));
  };
  model.on("change:phase", follow);
  follow();
  return () => handle.destroy();
}

class LessonPage {
  constructor(element, data, options) {
    this.data = data;
    this.options = options;
    this.others = [];
    this.charts = [];
    this.off = null;
    element.classList.add("copsim", "lesson");
    this.nav = this.#navigation();
    this.scenes = SCENES.map((name, index) => html("section", { class: `scene scene-${name.toLowerCase()}`, id: `scene-${index + 1}`, hidden: index > 1, "aria-labelledby": `title-${index + 1}` }));
    this.status = html("p", { class: "status", role: "status" });
    element.replaceChildren(this.nav, html(options.hold ? "div" : "main", {}, ...this.scenes), this.status, sheetOf(data));
    this.element = element;
    this.#finding();
    this.#predict();
  }

  destroy() {
    this.watch?.destroy();
    this.charts.forEach((chart) => chart.destroy());
    this.element.replaceChildren();
  }

  #navigation() {
    this.links = SCENES.map((name, index) => html("a", { href: `#scene-${index + 1}`, "aria-disabled": index > 1 ? "true" : null, "aria-label": `${index + 1} ${name}` },
      html("span", { class: "digit" }, String(index + 1)), html("span", { class: "name" }, name)));
    this.links.forEach((link, index) => link.addEventListener("click", (event) => {
      event.preventDefault();
      if (link.getAttribute("aria-disabled") !== "true") this.#show(index);
    }));
    return html("nav", { class: "scene-bar", "aria-label": "Scenes" }, ...this.links);
  }

  #show(index) {
    this.scenes[index].scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  #title(index, words) {
    return html(index === 0 ? "h1" : "h2", { id: `title-${index + 1}` }, words);
  }

  #finding() {
    const { data } = this;
    this.scenes[0].append(
      html("p", { class: "kicker" }, "What a study found"),
      this.#title(0, data.title),
      ...data.finding.map((sentence) => html("p", { class: "statement" }, ...marked(sentence))),
      ...data.quotes.map(({ text, who, locator }) => html("figure", { class: "quote" },
        html("blockquote", {}, `“${text}”`), html("figcaption", {}, `${who}. Swaithes et al. 2023, ${locator}`))),
      html("div", { class: "communities" }, ...data.communities.map(({ name, sentence }, index) => html("div", { class: index ? "right" : "left" },
        html("h2", {}, name), html("p", {}, ...marked(sentence))))),
      html("p", {}, html("button", { type: "button", class: "primary", onclick: () => this.#show(1) }, "What do you expect? ↓")));
  }

  #predict() {
    const { data } = this;
    const scene = this.scenes[1];
    scene.append(this.#title(1, data.predict.question));
    if (data.predict.hint) scene.append(html("p", { class: "soft" }, ...marked(data.predict.hint)));
    const kinds = { line: drawing, slider: sliding, choose: choosing };
    this.guessing = kinds[data.predict.kind](scene, data, (guess) => this.lock(guess));
    scene.append(html("p", { class: "soft small" }, "Guess first: those who predict a demonstration before they see it understand it better (Crouch et al. 2004) and observe it more correctly, whether the prediction was right or not (Miller et al. 2013). ",
      this.options.hold ? "Your guess goes to your lecturer without a name and is forgotten when the class ends. " : "Nothing is sent or kept. ",
      html("button", { type: "button", class: "link", onclick: () => printed("sheet") }, "Print a sheet to draw on")));
  }

  /** Takes the guess, for good: builds and shows what comes after it. */
  lock(guess) {
    if (this.guess) return;
    this.guess = guess;
    this.guessing.close();
    this.options.onGuess?.(guess);
    if (this.options.hold) this.status.textContent = "Your guess is with the lecturer. The rest comes when it is revealed.";
    else this.reveal();
  }

  /** No more guesses are taken. */
  close() {
    this.guessing.close();
    if (!this.guess) this.status.textContent = "The guesses are locked.";
  }

  /** Shows everything that comes after the guess; `others` are lines of a class, `data` may only now hold the answer. */
  reveal(others = [], data = this.data) {
    if (this.revealed) return;
    this.data = data;
    this.revealed = true;
    this.guess ??= {};
    this.others = others;
    this.guessing.close();
    this.scenes.forEach((scene) => { scene.hidden = false; });
    this.links.forEach((link) => link.removeAttribute("aria-disabled"));
    this.#watch();
    this.#result();
    this.#why();
    this.#discuss();
    this.#teach();
    this.status.textContent = "Your guess is locked. The meeting begins.";
    this.#show(2);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.watch.play();
  }

  #pegs() {
    const { predict, communities } = this.data;
    const of = Object.entries(GUESS_ROLES).find(([name]) => predict.outcome?.startsWith(`${name}_`));
    if (!of || !this.guess.lines) return null;
    return { of: of[1], role: predict.outcome.slice(of[0].length + 1), lines: communities.map((_, index) => this.guess.lines[index] ?? []) };
  }

  #watch() {
    const { data } = this;
    const scene = this.scenes[2];
    const stage = html("div", { class: "stage-holder" });
    scene.append(this.#title(2, "Same people, same luck, two meetings"),
      html("p", { class: "soft lead" }, "Everybody sits down at an ", html("b", {}, "equal share"), ": each shape fills its outline. ",
        html("span", { class: "second" }, "Then watch what the meeting does to them. A shape grows when others take in what its owner says, and shrinks while others are being heard.")),
      stage);
    this.watch = mount(stage, data.watch, { guesses: this.#pegs() });
  }

  #result() {
    const { data } = this;
    const scene = this.scenes[3];
    const { predict, bands, meeting } = data;
    const measure = bands.measures[predict.outcome];
    const keys = data.communities.map(({ key }) => key);
    const holder = html("div", { class: "chart-holder" });
    scene.append(this.#title(3, `${bands.replicates} courses, not one`),
      html("p", { class: "soft lead" }, `Thick line: the middle of ${bands.replicates} runs with other chance events. Bands: half and nine tenths of them. Thin line: the run that you watched. A meeting that was suspended leaves a gap.`),
      html("div", { class: "figures" }, ...data.communities.map(({ key, name }, index) => this.#figure(key, name, index, measure, meeting))),
      holder);
    const watched = (index) => data.watch.rooms[index].replay.courses[predict.outcome];
    const series = keys.map((key, index) => ({ name: data.communities[index].name, dash: index === 0, bands: bands.scenarios[key][predict.outcome], run: watched(index) }));
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      this.charts.push(new CourseChart(holder, { cycles: bands.cycles, range: predict.range, measure, series, wipe: true,
        guesses: this.guess.lines ?? [], others: this.others, label: `${measure.label}: ${data.communities.map(({ name }) => name).join(" and ")}, with your guess` }));
    }, { threshold: 0.3 });
    holder.style.minHeight = "16rem";
    seen.observe(holder);
    this.#others(scene, keys);
  }

  #figure(key, name, index, measure, meeting) {
    const five = this.data.bands.scenarios[key][this.data.predict.outcome];
    const model = five.q50[meeting - 1];
    const mine = this.guess.lines?.[index]?.[meeting - 1];
    return html("p", { class: `figure-line ${index ? "right" : "left"}` }, html("span", { class: "who" }, name),
      known(mine) ? html("span", { class: "mine" }, `you: ${written(mine, measure)}`) : null,
      html("span", { class: "model" }, "model: ", html("b", {}, written(model, measure)), html("small", {}, ` meeting ${meeting}`)));
  }

  /** What else came of it: small charts, drawn when they come near. */
  #others(scene, keys) {
    const { bands, communities, predict } = this.data;
    if (this.guess.choice !== undefined) {
      scene.insertBefore(html("p", { class: "chosen" }, html("span", { class: "mine" }, "you:"), ` ${this.guess.choice}`, this.guess.sure ? ` (${this.guess.sure})` : ""), scene.querySelector(".chart-holder"));
    }
    const rest = Object.keys(bands.measures).filter((name) => name !== predict.outcome && bands.scenarios[keys[0]][name]);
    if (!rest.length) return;
    const holder = html("div");
    scene.append(html("h3", {}, "And what came of it?"), holder);
    const some = { ...bands, scenarios: Object.fromEntries(keys.map((key) => [key, bands.scenarios[key]])), names: Object.fromEntries(communities.map(({ key, name }) => [key, name])) };
    this.charts.push(mount(holder, some, { outcomes: rest }));
  }

  #why() {
    const { data } = this;
    const scene = this.scenes[4];
    const measures = data.bands.measures;
    scene.append(this.#title(4, data.why.question));
    if (data.switches.length) {
      const on = data.switches.map(() => false);
      const holder = html("div", { class: "chart-holder" });
      const said = html("p", { class: "combination", role: "status" });
      const show = () => {
        const code = on.map((each) => (each ? "1" : "0")).join("");
        const names = data.switches.filter((_, index) => on[index]).map(({ short }) => short);
        said.textContent = `${data.why.start}${names.length ? `, with ${listed(names)}` : ""}: ${data.compare.map((name) => `${measures[name].short} ${written(data.combos[code][name][2], measures[name])}`).join(", ")} (meeting ${data.meeting}).`;
        chart.draw({ five: data.combos[code], label: said.textContent });
        this.code = code;
      };
      const chart = new ScaleChart(holder, { outcomes: data.compare, measures, range: data.why.range });
      this.charts.push(chart);
      const toggles = data.switches.map(({ label, sentence, evidence }, index) => {
        const button = html("button", { type: "button", role: "switch", "aria-checked": "false", class: "switch", "aria-describedby": `switch-${index}` }, html("i", { "aria-hidden": "true" }), html("span", {}, label));
        button.addEventListener("click", () => {
          on[index] = !on[index];
          button.setAttribute("aria-checked", String(on[index]));
          show();
        });
        return html("div", { class: "switch-row" }, button, html("p", { id: `switch-${index}` }, ...marked(sentence), html("span", { class: "evidence-key" }, ` ${evidence.join(", ")}`)));
      });
      scene.append(html("p", { class: "soft lead" }, `${data.why.start}, and then one support at a time. Say first which switch will do most. Hollow dots stay where earlier combinations stood.`),
        html("div", { class: "why" }, html("div", { class: "scale-holder" }, holder, said), html("div", { class: "switches" }, ...toggles,
          html("p", {}, html("button", { type: "button", onclick: () => this.#replay(on) }, "Watch this combination ↑")))));
      show();
    }
    this.#mechanisms(scene, measures);
  }

  /** Puts a combination of switches into the right room; a guess about another room makes no sense there. */
  #replay(on) {
    const { data } = this;
    const code = on.map((each) => (each ? "1" : "0")).join("");
    const part = data.combo_replays[code];
    const names = data.switches.filter((_, index) => on[index]).map(({ short }) => short);
    const left = data.watch.rooms[0];
    const replay = part ? { ...left.replay, ...part } : left.replay;
    const right = { key: code, name: names.length ? `With ${listed(names)}` : data.why.start, sentence: "", replay };
    this.watch.update({ data: { ...data.watch, rooms: [{ ...left, name: data.why.start }, right] }, guesses: null, meeting: data.meeting, t: 0 });
    this.status.textContent = `The right room shows: ${right.name}.`;
    this.#show(2);
    this.watch.play();
  }

  #mechanisms(scene, measures) {
    const { mechanisms } = this.data;
    if (!mechanisms.items.length) return;
    const name = this.data.compare[this.data.compare.length - 1];
    const range = this.data.why.range;
    const place = (value) => `${(clamp((value - range[0]) / (range[1] - range[0]), 0, 1) * 100).toFixed(1)}%`;
    const row = ({ label, sentence, five }, first) => {
      const middle = five[name][2];
      const shown = html("td", { class: "bar-cell" },
        html("i", { class: "range", style: `left:${place(five[name][0])};right:calc(100% - ${place(five[name][4])})` }),
        html("i", { class: `point${first ? " first" : ""}`, style: `left:${place(middle)}` }));
      return html("tr", { class: first ? "first" : "" }, html("th", { scope: "row" }, label, sentence ? html("small", {}, ` ${sentence}`) : null), shown,
        html("td", { class: "number" }, written(middle, measures[name])));
    };
    scene.append(html("h3", {}, mechanisms.title), html("p", { class: "soft" }, mechanisms.sentence),
      html("details", { class: "mechanisms" }, html("summary", {}, "Show it, once you have said what you expect"),
        html("table", {}, html("caption", {}, `${measures[name].label}, meeting ${this.data.meeting}: median and nine tenths of the runs`),
          html("tbody", {}, row({ label: mechanisms.start, five: mechanisms.base }, true), ...mechanisms.items.map((each) => row(each, false))))));
  }

  #discuss() {
    const { data } = this;
    this.scenes[5].append(this.#title(5, "To talk about"),
      html("ol", { class: "questions" }, ...data.questions.map((question) => html("li", {}, ...marked(question)))),
      html("h3", {}, "What this model cannot say"),
      html("ul", { class: "limits" }, ...data.limits.map((limit) => html("li", {}, ...marked(limit)))));
  }

  #teach() {
    const { data } = this;
    const { provenance } = data;
    this.scenes[6].append(this.#title(6, "For whoever teaches"),
      html("table", { class: "plan" }, html("caption", {}, "50 minutes"), html("tbody", {}, ...data.notes.map(({ minutes, text }) => html("tr", {}, html("th", { scope: "row" }, `${minutes} min`), html("td", {}, ...marked(text)))))),
      html("p", {}, html("button", { type: "button", onclick: () => printed("sheet") }, "Print the students' sheet"), " ",
        html("button", { type: "button", onclick: () => printed("page") }, "Print this page")),
      html("p", { class: "soft" }, "Keys while watching: space plays and pauses, arrows step, shift and arrows change the meeting, 1 2 3 set the speed, Esc follows nobody."),
      html("h3", {}, "Where this comes from"),
      html("p", {}, "A simulation, copsim ", provenance.version, `, model version ${provenance.model_version}. Its mechanisms come from one qualitative study: Swaithes L, Paskins Z, Quicke JG, Stevenson K, Fell K, Dziedzic K. `,
        html("i", {}, "Implementation Science Communications"), " 2023, doi 10.1186/s43058-022-00384-1 (CC BY 4.0; quotations are marked). Its magnitudes are mostly assumed: it shows what follows from them, not what will happen."),
      html("p", { class: "small" }, `${provenance.replicates} runs of every combination, seed ${provenance.seed}; the run on show is number ${provenance.run}, the one nearest to the medians. Scenarios: ${provenance.scenarios.join(", ")}.`),
      html("p", { class: "small" }, "On predicting first: Crouch C, Fagen AP, Callan JP, Mazur E. Classroom demonstrations: learning tools or entertainment? ", html("i", {}, "American Journal of Physics"), " 2004;72:835–838. Miller K, Lasry N, Chu K, Mazur E. Role of physics lecture demonstrations in conceptual learning. ", html("i", {}, "Physical Review Special Topics: Physics Education Research"), " 2013;9:020113."));
  }
}

const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`);

function printed(what) {
  document.body.dataset.print = what;
  addEventListener("afterprint", () => delete document.body.dataset.print, { once: true });
  print();
}

/** Draw a line for each community; no default, so that nothing leans towards an answer. */
function drawing(scene, data, done) {
  const { predict, communities, bands } = data;
  const measure = bands.measures[predict.outcome];
  const cycles = bands.cycles;
  const lines = communities.map(() => null);
  const holder = html("div", { class: "chart-holder draw" });
  const prompt = html("p", { class: "prompt", role: "status" });
  const keep = html("button", { type: "button", class: "primary", disabled: true }, "Keep this line");
  const redo = html("button", { type: "button", hidden: true }, "Redo line 1");
  const ends = ["first", "last"].map((which) => {
    const input = html("input", { type: "range", min: predict.range[0], max: predict.range[1], step: (predict.range[1] - predict.range[0]) / 40, value: (predict.range[0] + predict.range[1]) / 2 });
    return { which, input, label: html("label", {}, `In the ${which} meeting `, input) };
  });
  scene.append(prompt, holder, html("p", { class: "buttons" }, keep, " ", redo),
    html("details", { class: "by-keys" }, html("summary", {}, "Set the line with sliders instead"), ...ends.map(({ label }) => label)));
  let now = 0;
  const chart = new CourseChart(holder, { cycles, range: predict.range, measure, guesses: lines, drawing: 0, label: `Draw here: ${measure.label}` });
  const say = () => {
    prompt.replaceChildren("Draw ", html("b", {}, communities[now].name), now === 0 ? " (dashed): drag across the meetings, or tap for a level." : " (solid), on the same axes.");
    keep.disabled = !lines[now];
    redo.hidden = now === 0;
    chart.draw({ guesses: [...lines], drawing: now });
  };
  const drawn = stroke(holder, chart, cycles, (line) => {
    lines[now] = line;
    say();
  });
  const slid = () => {
    const [first, last] = ends.map(({ input }) => Number(input.value));
    lines[now] = Array.from({ length: cycles }, (_, cycle) => first + ((last - first) * cycle) / Math.max(1, cycles - 1));
    say();
  };
  ends.forEach(({ input }) => input.addEventListener("input", slid));
  keep.addEventListener("click", () => {
    if (now + 1 < communities.length) {
      now += 1;
      say();
    } else done({ lines });
  });
  redo.addEventListener("click", () => {
    now = 0;
    say();
  });
  say();
  return {
    close: () => {
      drawn();
      for (const node of [keep, redo, scene.querySelector(".by-keys")]) node.hidden = true;
      prompt.textContent = "Locked. Reload the page to begin again.";
    },
  };
}

/** Follows a pointer over a chart; a tap is a level, a stroke is filled to both ends. */
function stroke(holder, chart, cycles, drawn) {
  let points = null;
  const filled = () => {
    const line = Array(cycles).fill(null);
    const at = [...points.keys()].sort((a, b) => a - b);
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const after = at.findIndex((each) => each >= cycle);
      if (after < 0) line[cycle] = points.get(at[at.length - 1]);
      else if (at[after] === cycle || after === 0) line[cycle] = points.get(at[after]);
      else {
        const [low, high] = [at[after - 1], at[after]];
        line[cycle] = points.get(low) + ((points.get(high) - points.get(low)) * (cycle - low)) / (high - low);
      }
    }
    return line;
  };
  const take = (event) => {
    const { cycle, value } = chart.at(event);
    points.set(cycle, value);
    drawn(filled());
  };
  const down = (event) => {
    if (event.button > 0) return;
    points = new Map();
    holder.setPointerCapture(event.pointerId);
    event.preventDefault();
    take(event);
  };
  const move = (event) => points && take(event);
  const up = () => { points = null; };
  const events = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  for (const [name, listener] of Object.entries(events)) holder.addEventListener(name, listener);
  return () => Object.entries(events).forEach(([name, listener]) => holder.removeEventListener(name, listener));
}

/** One figure per community; the thumb appears where the reader first touches. */
function sliding(scene, data, done) {
  const { predict, communities, bands } = data;
  const measure = bands.measures[predict.outcome];
  const values = communities.map(() => null);
  const keep = html("button", { type: "button", class: "primary", disabled: true }, "Keep my guess");
  const inputs = communities.map(({ name }, index) => {
    const input = html("input", { type: "range", class: "untouched", min: predict.range[0], max: predict.range[1], step: (predict.range[1] - predict.range[0]) / 100, value: (predict.range[0] + predict.range[1]) / 2, "aria-valuetext": "not yet set" });
    const figure = html("b", { class: "mine" }, "?");
    const touched = () => {
      values[index] = Number(input.value);
      input.classList.remove("untouched");
      input.setAttribute("aria-valuetext", written(values[index], measure));
      figure.textContent = written(values[index], measure);
      keep.disabled = values.some((value) => value === null);
    };
    input.addEventListener("input", touched);
    input.addEventListener("click", touched);
    return { input, node: html("label", { class: "slide" }, html("span", {}, name), input, figure) };
  });
  const ends = html("p", { class: "slide-ends", "aria-hidden": "true" }, html("span", {}, written(predict.range[0], measure)), html("span", {}, written(predict.range[1], measure)));
  scene.append(html("p", { class: "prompt" }, `${measure.label}, meeting ${data.meeting}`), ...inputs.map(({ node }) => node), ends, html("p", { class: "buttons" }, keep));
  keep.addEventListener("click", () => done({ lines: values.map((value) => Array.from({ length: bands.cycles }, (_, cycle) => (cycle === data.meeting - 1 ? value : null))) }));
  return { close: () => {
    keep.hidden = true;
    inputs.forEach(({ input }) => { input.disabled = true; });
  } };
}

/** Two to five statements in shuffled order, and how sure one is. */
function choosing(scene, data, done) {
  const options = [...data.predict.options];
  for (let last = options.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [options[last], options[other]] = [options[other], options[last]];
  }
  const keep = html("button", { type: "button", class: "primary", disabled: true }, "Keep my guess");
  const radio = (name, value) => html("label", { class: "choice" }, html("input", { type: "radio", name, value }), html("span", {}, value));
  const form = html("form", { class: "choices" }, html("fieldset", {}, html("legend", {}, "Which comes nearest?"), ...options.map((option) => radio("choice", option))),
    html("fieldset", { class: "sure-of-it" }, html("legend", {}, "How sure are you?"), ...CONFIDENCE.map((step) => radio("sure", step))));
  form.addEventListener("change", () => { keep.disabled = !new FormData(form).get("choice"); });
  form.addEventListener("submit", (event) => event.preventDefault());
  keep.addEventListener("click", () => {
    const given = new FormData(form);
    done({ choice: given.get("choice"), sure: given.get("sure") ?? "" });
  });
  scene.append(form, html("p", { class: "buttons" }, keep));
  return { close: () => {
    keep.hidden = true;
    form.querySelectorAll("input").forEach((input) => { input.disabled = true; });
  } };
}

/** A sheet to print: the question, empty axes, and room to write. */
function sheetOf(data) {
  const { predict, bands, communities } = data;
  const measure = bands.measures[predict.outcome];
  const body = predict.kind === "choose"
    ? html("ul", { class: "boxes" }, ...predict.options.map((option) => html("li", {}, `☐ ${option}`)))
    : emptyAxes(predict, measure, bands.cycles);
  return html("section", { class: "sheet", "aria-hidden": "true" },
    html("p", { class: "sheet-title" }, data.title), html("p", {}, predict.question), html("p", {}, communities.map(({ name }, index) => `${index ? "Solid" : "Dashed"} line: ${name}`).join(" · ")), body,
    html("p", {}, "Why do you expect that?"), html("div", { class: "lines" }),
    html("p", {}, "What did you see that you did not expect?"), html("div", { class: "lines" }),
    html("p", {}, "What would you try first in your own group, and how would you notice that it works?"), html("div", { class: "lines" }));
}

function emptyAxes({ range }, measure, cycles) {
  const width = 640;
  const tall = 300;
  const y = (step) => 20 + (step * (tall - 60)) / 4;
  const x = (cycle) => 60 + (cycle * (width - 80)) / Math.max(1, cycles - 1);
  return svg("svg", { viewBox: `0 0 ${width} ${tall}`, class: "empty-axes" },
    ...[0, 1, 2, 3, 4].flatMap((step) => [svg("line", { x1: 60, x2: width - 20, y1: y(step), y2: y(step), stroke: "#999" }),
      svg("text", { x: 52, y: y(step) + 5, "text-anchor": "end" }, written(range[1] - ((range[1] - range[0]) * step) / 4, measure))]),
    ...Array.from({ length: cycles }, (_, cycle) => svg("text", { x: x(cycle), y: tall - 18, "text-anchor": "middle" }, String(cycle + 1))),
    svg("text", { x: width / 2, y: tall - 1, "text-anchor": "middle" }, "meeting"));
}
