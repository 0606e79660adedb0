// Seats in the unit square: homes on a circle, the same in every room and meeting; tables by least movement.

import { clamp } from "./marks.js";

const HOME = 0.445;
const CROWD = 40;
const TRIES = 24;
const MOST_PERMUTED = 6;

/** Home of each member: roster order round the room, so each role is one arc; the lay arc at the bottom. */
export function homes(members) {
  const n = members.length;
  const lay = members.flatMap(({ role }, row) => (role === "lay" ? [row] : []));
  const middle = lay.length ? (lay[0] + lay[lay.length - 1]) / 2 : 0;
  const rings = n > 90 ? 3 : n > CROWD ? 2 : 1;
  return members.map((_, row) => {
    const angle = Math.PI / 2 + ((row - middle) * 2 * Math.PI) / n;
    const radius = HOME - 0.07 * (row % rings);
    return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle), angle };
  });
}

/** Radius of an outline, of 500: smaller in a larger roster. */
export const outlineOf = (n) => 15.5 * Math.min(1, Math.sqrt(21 / n));

/** Where everybody sits at the tables: `{ seats: [{x, y}], tables: [{x, y, r}] }`; the others stay at home. */
export function seating(groups, home) {
  const seats = home.map(({ x, y }) => ({ x, y }));
  const centres = assigned(groups, centresOf(groups.length), home);
  const tables = groups.map((who, table) => {
    const centre = centres[table];
    const radius = clamp(0.066 + 0.0135 * who.length, 0.11, 0.165) * Math.min(1, Math.sqrt(6 / Math.max(6, groups.length)));
    placed(who, centre, radius, home).forEach((seat, index) => { seats[who[index]] = seat; });
    return { ...centre, r: Math.max(0.03, radius - 0.05) };
  });
  return { seats, tables };
}

function centresOf(count) {
  if (count === 1) return [{ x: 0.5, y: 0.5 }];
  const radius = count === 2 ? 0.22 : count > 6 ? 0.34 : 0.28;
  const first = count === 4 ? Math.PI / 4 : Math.PI / 2;
  return Array.from({ length: count }, (_, index) => {
    const angle = first + (index * 2 * Math.PI) / count;
    return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle) };
  });
}

const apart = (a, b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

/** A centre for each group, with the least movement from home: the best permutation, or greedily beyond six. */
function assigned(groups, centres, home) {
  const cost = groups.map((who) => centres.map((centre) => who.reduce((sum, row) => sum + apart(home[row], centre), 0)));
  if (groups.length > MOST_PERMUTED) return greedy(cost).map((index) => centres[index]);
  let best = Infinity;
  let chosen = centres.map((_, index) => index);
  const walk = (order, left, sum) => {
    if (sum >= best) return;
    if (!left.length) {
      best = sum;
      chosen = order;
      return;
    }
    for (const index of left) {
      walk([...order, index], left.filter((each) => each !== index), sum + cost[order.length][index]);
    }
  };
  walk([], chosen, 0);
  return chosen.map((index) => centres[index]);
}

function greedy(cost) {
  const free = new Set(cost.map((_, index) => index));
  return cost.map((each) => {
    const index = [...free].reduce((best, other) => (each[other] < each[best] ? other : best));
    free.delete(index);
    return index;
  });
}

/** Seats round one table in the order of the home angles seen from it, turned to the least movement. */
function placed(who, centre, radius, home) {
  const angle = (row) => Math.atan2(home[row].y - centre.y, home[row].x - centre.x);
  const order = who.map((row, index) => ({ row, index })).sort((a, b) => angle(a.row) - angle(b.row));
  let best = Infinity;
  let seats = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const turn = (attempt / TRIES) * 2 * Math.PI;
    const tried = [];
    let sum = 0;
    order.forEach(({ row, index }, place) => {
      const at = turn + (place * 2 * Math.PI) / who.length;
      tried[index] = { x: centre.x + radius * Math.cos(at), y: centre.y + radius * Math.sin(at) };
      sum += apart(tried[index], home[row]);
    });
    if (sum < best) [best, seats] = [sum, tried];
  }
  return seats;
}
