// The view: written once, shown in a lesson file, in a notebook and on a page. Plain JavaScript and SVG.
//
//   const handle = mount(element, data, options);
//   handle.update({ meeting: 9, t: 12, playing: true, speed: "fast", follow: 4, guesses, data });
//   const off = handle.on("meeting" | "end" | "follow", (detail) => …);
//   handle.destroy();
//
// `data` is copsim.watch/1, copsim.replay/1 or copsim.bands/1; text in it is only ever shown as text.

import { BandCharts } from "./charts.js";
import { complaint } from "./forms.js";
import { html } from "./marks.js";
import { WatchPicture } from "./watch.js";

export { CourseChart } from "./charts.js";
export { ScaleChart } from "./scale.js";

const PICTURES = { "copsim.watch/1": WatchPicture, "copsim.bands/1": BandCharts };

/** A replay alone is one room. */
const wrapped = (data) =>
  data?.form === "copsim.replay/1"
    ? { form: "copsim.watch/1", rooms: [{ key: data.scenario, name: data.scenario, sentence: "", replay: data }], measures: {}, came: [] }
    : data;

/** Draws data into an element; a form that cannot be drawn is said in words and throws nothing. */
export function mount(element, data, options = {}) {
  const given = wrapped(data);
  element.classList.add("copsim");
  const wrong = complaint(given);
  if (wrong) {
    element.replaceChildren(html("p", { class: "wrong", role: "alert" }, wrong));
    return { update: () => {}, on: () => () => {}, destroy: () => element.replaceChildren() };
  }
  const picture = new PICTURES[given.form](element, given, options);
  return {
    update: (change) => picture.update(change.data ? { ...change, data: wrapped(change.data) } : change),
    on: (name, listener) => picture.on(name, listener),
    play: () => picture.play?.(),
    pause: () => picture.pause?.(),
    destroy: () => picture.destroy(),
  };
}

/** The same for a notebook or a page, by the protocol of anywidget: traitlets `data`, `options`, `at` and `follow`. */
export function render({ model, el }) {
  const handle = mount(el, model.get("data"), { ...(model.get("options") ?? {}), keys: false });
  const taken = () => handle.update({ data: model.get("data") });
  const moved = () => handle.update({ meeting: model.get("meeting") });
  handle.on("meeting", (meeting) => {
    if (model.get("meeting") === meeting) return;
    model.set("meeting", meeting);
    model.save_changes();
  });
  handle.on("follow", (follow) => {
    model.set("follow", follow);
    model.save_changes();
  });
  model.on("change:data", taken);
  model.on("change:meeting", moved);
  return () => {
    model.off("change:data", taken);
    model.off("change:meeting", moved);
    handle.destroy();
  };
}

export default { render };
