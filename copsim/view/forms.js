// What is wrong with data, in one line; the Python side checks the same by the JSON Schema of the forms.

const COLUMN = /^[0-9A-Za-z._-]*$/;
const ROLE_NAMES = ["lay", "clinical", "commissioner", "facilitator"];
const isText = (value) => typeof value === "string";
const isList = Array.isArray;
const isMap = (value) => typeof value === "object" && value !== null && !isList(value);
const isCourse = (value) => isList(value) && value.every((each) => each === null || Number.isFinite(each));
const isMembers = (value) => (isText(value) ? COLUMN.test(value) : isList(value) && value.every((each) => Number.isInteger(each) && each >= -1));

const SHAPES = {
  "copsim.watch/1": watchProblem,
  "copsim.bands/1": bandsProblem,
  "copsim.replay/1": replayProblem,
};

/** One line on what is wrong; null when the data can be drawn. */
export function complaint(data) {
  if (!isMap(data)) return "This is no data of copsim.";
  const problem = SHAPES[data.form];
  if (!problem) return `This picture reads ${Object.keys(SHAPES).join(", ")}, not '${String(data.form).slice(0, 40)}'.`;
  const wrong = problem(data);
  return wrong ? `${data.form}: ${wrong}` : null;
}

function watchProblem({ rooms, measures, came }) {
  if (!isList(rooms) || rooms.length < 1 || rooms.length > 2) return "rooms: one or two are needed";
  for (const [index, room] of rooms.entries()) {
    if (!isMap(room) || !isText(room.key) || !isText(room.name)) return `rooms[${index}]: a key and a name are needed`;
    const wrong = isMap(room.replay) ? replayProblem(room.replay) : "replay: is missing";
    if (wrong) return `rooms[${index}].${wrong}`;
  }
  if (measures !== undefined && !isMap(measures)) return "measures: a mapping is needed";
  if (came !== undefined && !(isList(came) && came.every(isText))) return "came: a list of outcomes is needed";
  return null;
}

function replayProblem({ form, members, cycles, courses, scenario, seed, run }) {
  if (form !== "copsim.replay/1") return "form: copsim.replay/1 is needed";
  if (!isText(scenario)) return "scenario: a name is needed";
  if (!isText(seed) || !/^[0-9]+$/.test(seed)) return "seed: digits are needed";
  if (!Number.isInteger(run) || run < 0) return "run: a number from 0 is needed";
  if (!isList(members)) return "members: a list is needed";
  for (const [index, each] of members.entries()) {
    if (!isMap(each) || !isText(each.id) || !ROLE_NAMES.includes(each.role)) return `members[${index}]: an id and a role are needed`;
  }
  if (!isMap(courses) || !Object.values(courses).every(isCourse)) return "courses: numbers or null by outcome are needed";
  if (!isList(cycles)) return "cycles: a list is needed";
  for (const [index, cycle] of cycles.entries()) {
    const wrong = cycleProblem(cycle);
    if (wrong) return `cycles[${index}].${wrong}`;
  }
  return null;
}

function cycleProblem(cycle) {
  if (!isMap(cycle)) return "a mapping is needed";
  if (!Number.isInteger(cycle.n) || cycle.n < 1) return "n: a number from 1 is needed";
  if (typeof cycle.held !== "boolean" || typeof cycle.online !== "boolean") return "held, online: true or false is needed";
  if (!isText(cycle.present) || !/^[01]*$/.test(cycle.present)) return "present: 0 or 1 per member is needed";
  if (!isText(cycle.confidence) || !COLUMN.test(cycle.confidence)) return "confidence: a character per member is needed";
  if (!isText(cycle.trust) || !COLUMN.test(cycle.trust)) return "trust: a character per pair is needed";
  if (!isMembers(cycle.met)) return "met: pairs of members are needed";
  if (!isList(cycle.tables) || !isList(cycle.plenary) || cycle.plenary.length > 1) return "tables, plenary: lists of groups are needed";
  for (const group of [...cycle.tables, ...cycle.plenary]) {
    const wrong = groupProblem(group);
    if (wrong) return wrong;
  }
  return null;
}

function groupProblem(group) {
  if (!isMap(group) || !isMembers(group.who) || !isMembers(group.speaker) || !isMembers(group.to)) return "group: who, speaker and to are needed";
  if (!isText(group.act) || !/^[tqa]*$/.test(group.act)) return "group: act is t, q or a per turn";
  if (!isText(group.kind) || !/^[rcls]*$/.test(group.kind)) return "group: kind is r, c, l or s per turn";
  if (!isText(group.got) || !COLUMN.test(group.got)) return "group: got is a character per listener and turn";
  if (!isList(group.moved) || !group.moved.every((each) => Number.isInteger(each) && each >= 0)) return "group: moved is a number per turn";
  return null;
}

function bandsProblem({ replicates, cycles, seed, measures, names, scenarios }) {
  if (!Number.isInteger(replicates) || replicates < 1) return "replicates: a number from 1 is needed";
  if (!Number.isInteger(cycles) || cycles < 1) return "cycles: a number from 1 is needed";
  if (!Number.isInteger(seed)) return "seed: a number is needed";
  if (!isMap(names) || !Object.values(names).every(isText)) return "names: a name per scenario is needed";
  if (!isMap(measures) || !Object.values(measures).every((each) => isMap(each) && isText(each.label) && ["share", "level", "count"].includes(each.format))) {
    return "measures: a label and a format per outcome are needed";
  }
  if (!isMap(scenarios)) return "scenarios: a mapping is needed";
  for (const [key, outcomes] of Object.entries(scenarios)) {
    if (!isMap(outcomes)) return `scenarios.${key}: a mapping is needed`;
    for (const [outcome, bands] of Object.entries(outcomes)) {
      if (!isMap(bands) || !["q5", "q25", "q50", "q75", "q95"].every((name) => isCourse(bands[name]))) {
        return `scenarios.${key}.${outcome}: q5, q25, q50, q75 and q95 are needed`;
      }
    }
  }
  return null;
}
