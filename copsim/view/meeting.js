// One meeting as a pure function of time: who has the floor, what arrives, and everybody's share so far.

import { COUNTED, ROLES, clamp, known, levels, nameOf, plural, rows } from "./marks.js";

const BREAK = 7;
const AFTER = 12;
const EVEN = 0.14; // weight of the equal share at the start; gone when the last turn has been taken
const ARRIVES = 0.62;
const CHANGES = 0.45;
export const TRUST = [0.5, 0.6, 0.7, 0.8]; // lower ends of the classes of ties that are drawn
const KNOWLEDGE = { r: "research", c: "clinical know-how", l: "lived experience", s: "knowledge of the service" };

function groupOf(form) {
  const who = rows(form.who);
  const speaker = rows(form.speaker);
  const to = rows(form.to);
  const got = levels(form.got);
  let at = 0;
  const turns = speaker.map((each, index) => {
    const act = form.act[index];
    const listeners = act === "q" ? [] : who.filter((row) => row !== each).map((row) => ({ row, got: got[at++] }));
    return { speaker: each, act, to: to[index], kind: form.kind[index], listeners, moved: form.moved[index] / 1000 };
  });
  return { who, turns };
}

/** A meeting, decoded: `present`, `tables`, `plenary`, `met`, `confidence` and `trust` (as a function of two rows). */
export function meetingOf(replay, index) {
  const cycle = replay.cycles[index];
  const n = replay.members.length;
  const met = rows(cycle.met);
  const trust = levels(cycle.trust);
  const pairs = [];
  for (let a = 0, at = 0; a < n; a += 1) for (let b = a + 1; b < n; b += 1, at += 1) pairs.push([a, b, trust[at] ?? 0]);
  return {
    n: cycle.n,
    held: cycle.held,
    online: cycle.online,
    members: replay.members,
    present: [...cycle.present].map((each) => each === "1"),
    confidence: levels(cycle.confidence),
    pairs,
    tables: cycle.tables.map(groupOf),
    plenary: cycle.plenary.length ? groupOf(cycle.plenary[0]) : null,
    met: met.flatMap((row, at) => (at % 2 ? [] : [[row, met[at + 1]]])),
  };
}

const longest = (groups) => groups.reduce((most, { turns }) => Math.max(most, turns.length), 0);

/** The phases of a meeting, shared by the rooms that show it, so that both keep the same time. */
export function clockOf(meetings) {
  const tables = Math.max(0, ...meetings.map((each) => longest(each.tables)));
  const pause = meetings.some((each) => each.met.length) ? BREAK : 0;
  const plenary = Math.max(0, ...meetings.map((each) => each.plenary?.turns.length ?? 0));
  const starts = { tables: 0, break: tables, plenary: tables + pause, after: tables + pause + plenary };
  return { ...starts, total: starts.after + AFTER, lengths: { tables, break: pause, plenary, after: AFTER } };
}

/** Phase at a time, and how far into it. */
export function phaseAt(clock, t) {
  const names = ["after", "plenary", "break", "tables"];
  const phase = names.find((name) => t >= clock[name] && clock.lengths[name] > 0) ?? "after";
  return { phase, into: t - clock[phase] };
}

/** Everybody's sums at each whole time: what was moved, and turns taken. */
export function sumsOf(meeting, clock) {
  const n = meeting.members.length;
  const steps = clock.after + 1;
  const moved = new Float64Array(steps * n);
  const taken = new Float64Array(steps * n);
  const add = ({ turns }, start) => turns.forEach((turn, index) => {
    moved[(start + index + 1) * n + turn.speaker] += turn.moved;
    taken[(start + index + 1) * n + turn.speaker] += 1;
  });
  meeting.tables.forEach((group) => add(group, clock.tables));
  if (meeting.plenary) add(meeting.plenary, clock.plenary);
  for (let at = n; at < moved.length; at += 1) {
    moved[at] += moved[at - n];
    taken[at] += taken[at - n];
  }
  const counted = meeting.members.map(({ role }, row) => meeting.present[row] && COUNTED.includes(role));
  const number = counted.filter(Boolean).length;
  const mean = (sums) => (number ? counted.reduce((sum, yes, row) => sum + (yes ? sums[(steps - 1) * n + row] : 0), 0) / number : 0);
  const turns = taken.slice((steps - 1) * n).reduce((sum, each) => sum + each, 0);
  return { n, steps, moved, taken, counted, number, meanMoved: mean(moved), meanTaken: mean(taken), turns };
}

/** Turns under way at a time: `u` is how far into the turn, 0 to 1. */
export function underWay(meeting, clock, t) {
  const { phase, into } = phaseAt(clock, t);
  const groups = phase === "tables" ? meeting.tables : phase === "plenary" && meeting.plenary ? [meeting.plenary] : [];
  const index = Math.floor(into);
  return groups.flatMap(({ turns }) => (index < turns.length ? [{ ...turns[index], u: into - index }] : []));
}

/** How far the dots of a turn have travelled, and how strongly the arrival shows, 0 to 1. */
export const travelled = (u) => ease(clamp(u / ARRIVES, 0, 1));
export const arrival = (u) => (u < ARRIVES ? 0 : 1 - (u - ARRIVES) / (1 - ARRIVES));
const ease = (x) => x * x * (3 - 2 * x);

/**
 * Everybody's state at a time.
 *
 * `heard` and `spoke` are shares so far over an equal share: (h + e (1 - p)) / (H + e (1 - p)), which is 1 before the
 * first turn and exact after the last; h is the member's sum, H its mean over those present who are not facilitators,
 * p the part of the meeting's turns that have been taken.
 */
export function stateAt(meeting, clock, sums, t) {
  const { n, steps } = sums;
  const whole = Math.min(steps - 1, Math.floor(Math.min(t, clock.after)));
  const moved = sums.moved.slice(whole * n, (whole + 1) * n);
  const taken = sums.taken.slice(whole * n, (whole + 1) * n);
  const active = underWay(meeting, clock, t);
  let turns = 0;
  for (let row = 0; row < n; row += 1) turns += taken[row];
  for (const turn of active) {
    moved[turn.speaker] += turn.moved * ease(clamp((turn.u - CHANGES) / (1 - CHANGES), 0, 1));
    taken[turn.speaker] += 1;
    turns += 1;
  }
  const part = sums.turns ? Math.min(1, turns / sums.turns) : 1;
  const start = EVEN * (1 - part);
  const mean = (values) => (sums.number ? values.reduce((sum, each, row) => sum + (sums.counted[row] ? each : 0), 0) / sums.number : 0);
  const share = (values, last) => {
    const unit = last || 1;
    const below = mean(values) / unit + start;
    return Float64Array.from(values, (each) => (below > 0 ? (each / unit + start) / below : NaN));
  };
  return { ...phaseAt(clock, t), active, turns, taken, heard: share(moved, sums.meanMoved), spoke: share(taken, sums.meanTaken) };
}

/** Mean over the members of a role who are present; null when nobody is. */
export function roleMean(meeting, values, role) {
  const here = meeting.members.flatMap(({ role: each }, row) => (each === role && meeting.present[row] ? [row] : []));
  return here.length ? here.reduce((sum, row) => sum + values[row], 0) / here.length : null;
}

/** Two lines for a room: counts of what can be seen, and who is talking. */
export function captionOf(meeting, clock, state) {
  if (!meeting.held) return ["The meeting is **suspended**", "Nobody meets; talk goes on between those who know each other."];
  const lay = meeting.members.flatMap(({ role }, row) => (role === "lay" && meeting.present[row] ? [row] : []));
  const taken = lay.reduce((sum, row) => sum + state.taken[row], 0);
  const silent = lay.filter((row) => !state.taken[row]).length;
  const yet = state.phase === "after" ? (silent ? `, ${silent} never spoke` : "") : silent ? `, ${silent} yet to speak` : "";
  const first = lay.length ? `Lay members: **${taken} of ${state.turns} turns**${yet}` : "No lay member is present";
  return [first, talking(meeting, clock, state)];
}

function talking(meeting, clock, state) {
  if (state.phase === "tables") return `${plural(meeting.tables.length, "table")}, one speaker at each`;
  if (state.phase === "break") return meeting.met.length ? "Break: who seeks whom" : "No break on the screen";
  if (state.phase === "after") return plural(bridges(meeting), "tie") + " of trust across roles";
  return state.active.length ? sentenceOf(meeting.members, state.active[0]) : "";
}

/** Ties across roles that are drawn. */
function bridges({ pairs, members, present }) {
  return pairs.filter(([a, b, trust]) => trust >= TRUST[0] && present[a] && present[b] && members[a].role !== members[b].role).length;
}

/** A turn in words. */
export function sentenceOf(members, { speaker, act, to, kind }) {
  const who = nameOf(members, speaker);
  if (act === "q") return `${who} asks ${nameOf(members, to)} about ${KNOWLEDGE[kind]}.`;
  if (act === "a") return `${who} answers ${nameOf(members, to)} with ${KNOWLEDGE[kind]}.`;
  return `${who} offers ${KNOWLEDGE[kind]}.`;
}

/** The meeting as text: lines per role, then every turn of the plenary. */
export function accountOf(meeting, clock, sums) {
  if (!meeting.held) return { lines: ["The meeting is suspended."], turns: [] };
  const state = stateAt(meeting, clock, sums, clock.after);
  const lines = Object.keys(ROLES).flatMap((role) => {
    const of = meeting.members.flatMap((each, row) => (each.role === role ? [row] : []));
    const here = of.filter((row) => meeting.present[row]);
    if (!of.length) return [];
    const turns = here.reduce((sum, row) => sum + state.taken[row], 0);
    const shares = here.length
      ? `spoke ${per(roleMean(meeting, state.spoke, role))}, heard ${per(roleMean(meeting, state.heard, role))} of an equal share`
      : "nobody present";
    return [`${ROLES[role].many}: ${here.length} of ${of.length} present, ${plural(turns, "turn")}, ${shares}.`];
  });
  const turns = (meeting.plenary?.turns ?? []).map((turn) => {
    const taken = turn.listeners.length ? turn.listeners.reduce((sum, { got }) => sum + got, 0) / turn.listeners.length : null;
    return sentenceOf(meeting.members, turn) + (taken === null ? "" : ` Taken in: ${per(taken)}.`);
  });
  return { lines, turns };
}

const per = (value) => (known(value) ? `${Math.round(value * 100)}\u00a0%` : "–");

/** A member's state in words at a time. */
export function wordsOf(meeting, state, row) {
  if (!meeting.held) return "no meeting";
  if (!meeting.present[row]) return "absent";
  return `${plural(state.taken[row], "turn")}, heard **${per(state.heard[row])}**`;
}
