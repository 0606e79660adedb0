/* The conversation kernel in plain C, line by line after copsim/model/processes/conversation.py, hearing.py and
 * contribution.py. `names.h` is written by translation.py: R_ rows of the room, P_ parameters, L_ levers, C_ community,
 * T_ tally, I_ ingredients and TALLY and PLAN, the numbers per record. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "names.h"

enum { LAY, CLINICAL, COMMISSIONER, FACILITATOR };
enum { RESEARCH, PRACTICE, LIVED, SERVICE };
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))

typedef struct {
    double **row;                /* room rows, by R_ names; kinds and priorities one below the other */
    int64_t *who, *role, stride; /* stride: places of a row */
    uint64_t *ids;
    double *p, *lv, *c, *agenda, *tally, *plans, *persuasion;
    int64_t g, turns, counts, chat, plenary, views, favourite;
    double weight, ease, levelling, balance, mean_power, brokered;
    uint64_t floor, offer, act, asked, kind, topic;
} Talk;

static inline double bits_to_double(uint64_t b) { double x; memcpy(&x, &b, 8); return x; }
static inline uint64_t double_to_bits(double x) { uint64_t b; memcpy(&b, &x, 8); return b; }

static inline uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static inline double uniform(uint64_t key, uint64_t member, uint64_t turn) {
    uint64_t x = mix(key + mix(member * 0xD1B54A32D192ED03u + turn * 0xABC98388FB8FAC03u + 0x9E3779B97F4A7C15u));
    return (bits_to_double((x >> 12) | 0x3FF0000000000000u) - 1.0) + 0x1p-53;
}

static inline double logarithm(double x) {
    uint64_t bits = double_to_bits(x), shifted = bits + 0x00095F6400000000u;
    double exponent = (double)(int64_t)(shifted >> 52) - 1023.0;
    double m = bits_to_double(bits - ((shifted >> 52) << 52) + 0x3FF0000000000000u);
    double s = (m - 1.0) / (m + 1.0), z = s * s;
    double series = 1.0 / 15.0 + z * (1.0 / 17.0 + z * (1.0 / 19.0 + z * (1.0 / 21.0)));
    series = 1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * (1.0 / 13.0 + z * series)));
    series = z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * series));
    return exponent * 0.6931471805599453 + 2.0 * (s + s * series);
}

static inline double gumbel(uint64_t key, uint64_t member, uint64_t turn) {
    return -logarithm(-logarithm(uniform(key, member, turn)));
}

static int64_t draw(Talk *t, uint64_t key, int64_t turn) {
    double *pull = t->row[R_pull];
    for (int64_t a = 0; a < (t->g + 7) / 8 * 8; a++) pull[a] += gumbel(key, t->ids[a], turn);
    int64_t best = 0;
    double most = pull[0];
    for (int64_t a = 1; a < t->g; a++)
        if (pull[a] > most) best = a, most = pull[a];
    return best;
}

static int64_t least_heard(Talk *t, int64_t turn) {
    double *spoken = t->row[R_spoken], least = 1e300;
    int64_t best = -1;
    for (int64_t a = 0; a < t->g; a++) {
        if (t->role[a] == FACILITATOR) continue;
        double of_role = 0.0;
        for (int64_t b = 0; b < t->g; b++) of_role += t->role[b] == t->role[a] ? spoken[b] : 0.0;
        double rank = 1e4 * of_role + spoken[a] + uniform(t->floor, t->ids[a], turn);
        if (rank < least) best = a, least = rank;
    }
    return best;
}

static int64_t next_speaker(Talk *t, int64_t before, int64_t turn) {
    double **row = t->row, *p = t->p;
    if (t->balance > 0.0 && uniform(t->offer, 0, turn) < t->balance) {
        int64_t offered = least_heard(t, turn);
        if (offered >= 0) return offered;
    }
    for (int64_t a = 0; a < t->g; a++) {
        double u = row[R_talkativeness][a] * (1.0 + row[R_size_effect][a]);
        double status = t->ease * p[P_talk_power] * (1.0 - t->levelling) * row[R_formal_power][a];
        u += p[P_talk_confidence] * row[R_confidence][a] + status;
        u += p[P_talk_standing] * row[R_standing][a] + row[R_agenda][a];
        if (a == before) u += p[P_talk_return];
        if (t->role[a] == FACILITATOR) u += p[P_talk_task_led] * t->lv[L_task_led];
        row[R_pull][a] = u;
    }
    return draw(t, t->floor, turn);
}

static int speaks_for(int64_t role, int64_t kind) {
    if (kind == RESEARCH) return role == FACILITATOR;
    if (kind == PRACTICE) return role == CLINICAL;
    if (kind == LIVED) return role == LAY;
    return role == COMMISSIONER;
}

static double worth(Talk *t, int64_t at, int64_t kind) {
    double knowledge = t->row[R_knowledge][kind * t->stride + at];
    double first = t->row[R_first_hand][kind * t->stride + at];
    double known = MIN(knowledge, first) + t->p[P_second_hand] * MAX(0.0, knowledge - first);
    return speaks_for(t->role[at], kind) ? known : t->p[P_proxy] * known;
}

static double kind_weight(Talk *t, int64_t at, int64_t kind) {
    double credence = t->row[R_credence][kind * t->stride + at];
    if (kind == LIVED && t->role[at] == LAY) credence += t->brokered * (1.0 - credence);
    return worth(t, at, kind) * credence;
}

static int64_t offered_kind(Talk *t, int64_t at, double u) {
    double total = 0.0;
    for (int64_t k = 0; k < 4; k++) total += kind_weight(t, at, k);
    u *= total;
    for (int64_t k = 0; k < 3; k++) {
        u -= kind_weight(t, at, k);
        if (u < 0.0) return k;
    }
    return 3;
}

static int64_t pick(double *weights, int64_t n, double u) {
    double total = 0.0;
    for (int64_t v = 0; v < n; v++) total += weights[v];
    u *= total;
    int64_t last = 0;
    for (int64_t v = 0; v < n; v++)
        if (weights[v] > 0.0) {
            last = v;
            u -= weights[v];
            if (u < 0.0) break;
        }
    return last;
}

static double comprehension(double language, double known, double share) {
    return 1.0 - share * (1.0 - MAX(language, known));
}

static double ask_chance(Talk *t, int64_t at) {
    double understood = comprehension(t->row[R_language][at], t->row[R_knowledge][at], t->c[C_complexity]);
    understood *= 0.5 + 0.5 * t->row[R_clarity][at];
    double dares = t->chat ? 1.0 : t->row[R_confidence][at];
    return t->p[P_ask_rate] * t->lv[L_questions] * (1.0 - understood) * dares;
}

static void challenge(Talk *t, int64_t at, int64_t a) {
    double **row = t->row, *p = t->p, gap = row[R_formal_power][a] - row[R_formal_power][at];
    if (gap > 0.0) {
        row[R_unease][a] += p[P_unease_rate] * gap * (1.0 - row[R_exposure][a]) * (1.0 - row[R_unease][a]);
        row[R_exposure][a] += p[P_exposure_rate] * (1.0 - row[R_exposure][a]);
        t->c[C_exchange + CHALLENGES * 16 + t->role[a] * 4 + t->role[at]] += 1.0;
    }
}

static void correct_presumptions(Talk *t, int64_t at) {
    if (t->role[at] == FACILITATOR || t->role[at] == LAY) return;
    double **row = t->row, *p = t->p, known = row[R_knowledge][at];
    for (int64_t a = 0; a < t->g; a++)
        if (t->role[a] == LAY) {
            double target = known + p[P_presumed_floor] * (row[R_first_presumed][a] - known);
            row[R_presumed][a] += p[P_presumed_rate] * row[R_attention][a] * (target - row[R_presumed][a]);
        }
}

static void contribute(Talk *t, int64_t at, int64_t kind, int64_t v) {
    double **row = t->row, *p = t->p, taken = 0.0;
    int64_t role = t->role[at];
    for (int64_t a = 0; a < t->g; a++) taken += t->role[a] == role ? p[P_own_side] * row[R_gate][a] : row[R_gate][a];
    double placed = role == LAY ? MAX(row[R_footing][at], t->brokered) : row[R_footing][at];
    double given = worth(t, at, kind) * taken / (t->g - 1);
    given *= (1.0 - p[P_unplaced] * (1.0 - placed)) * (1.0 - p[P_timid] * (1.0 - row[R_confidence][at]));
    row[R_heard][at] += given;
    double *made = t->plans + v * PLAN + I_ingredient;
    made[kind] += p[P_build_rate] * t->weight * given * (1.0 - made[kind]);
    if (kind == LIVED && role == LAY && given > 0.0) row[R_voiced][v * t->stride + at] = 1.0;
}

static double tell(Talk *t, int64_t at, int64_t kind, int64_t v, int64_t asker, double mean_standing, double usual,
                   double *mine) {
    double **row = t->row, *p = t->p;
    int64_t g = t->g, n = t->stride, role = t->role[at];
    double say = 0.5 + 0.5 * (1.0 - t->levelling) * (row[R_formal_power][at] - t->mean_power)
        + 0.5 * (row[R_standing][at] - mean_standing);
    say = MIN(1.0, MAX(0.0, say));
    double share = kind == RESEARCH ? t->c[C_complexity] : kind == LIVED ? p[P_jargon_lived] : p[P_jargon];
    double *trust = row[R_trust] + at * n, *credence = row[R_credence] + kind * n, *known = row[R_knowledge] + kind * n;
    double *gate = row[R_gate], *attention = row[R_attention], *language = row[R_language], total = 0.0;
    for (int64_t a = 0; a < g; a++) {
        double credit = p[P_status_weight] * say + (1.0 - p[P_status_weight]) * trust[a];
        double understood = attention[a] * comprehension(language[a], known[a], share);
        gate[a] = understood * (credit * credence[a]);
    }
    if (asker >= 0) gate[asker] = attention[asker] * comprehension(language[asker], known[asker], share);
    gate[at] = 0.0;
    for (int64_t a = 0; a < g; a++) total += gate[a];
    double reception = total / (g - 1);

    double *support = row[R_support] + v * n;
    for (int64_t a = 0; a < g; a++)
        if (fabs(support[at] - support[a]) > p[P_challenge_gap]) challenge(t, at, a);

    double *learned = row[R_learned] + kind * n, taught = 0.0;
    for (int64_t a = 0; a < g; a++) {
        double moved = p[P_learn_rate] * gate[a] * MAX(0.0, row[R_ceiling][a] * known[at] - known[a]);
        known[a] += moved;
        credence[a] += p[P_credence_rate] * moved * (1.0 - credence[a]);
        learned[a] += moved;
        taught += moved;
    }
    mine[T_knowledge_moved] += taught;

    double *persuaded = row[R_persuaded] + (v * 4 + role) * n, *changed = row[R_moved] + role * n, turned = 0.0;
    double rate = t->persuasion[role] * p[P_view_rate];
    for (int64_t a = 0; a < g; a++) {
        double d = support[at] - support[a], step = fabs(d) < p[P_view_bound] ? rate * gate[a] * d : 0.0;
        support[a] += step;
        persuaded[a] += step;
        changed[a] += fabs(step);
        turned += fabs(step);
    }
    mine[T_view_moved] += turned;

    for (int64_t a = 0; a < g; a++) trust[a] += p[P_trust_rate] * gate[a] * (1.0 - trust[a]);
    for (int64_t a = 0; a < g; a++) {
        double ignored = a != at ? MAX(0.0, 0.5 * usual - gate[a]) : 0.0;
        row[R_trust][a * n + at] -= p[P_trust_loss] * ignored * row[R_trust][a * n + at];
    }
    for (int64_t a = 0; a < g; a++)
        language[a] += p[P_language_rate] * attention[a] * MAX(0.0, language[at] - language[a]);
    correct_presumptions(t, at);
    double *standing = row[R_standing], lost = p[P_standing_rate] / (g - 1);
    for (int64_t a = 0; a < g; a++) standing[a] -= lost * gate[a] * standing[a];
    standing[at] += p[P_standing_rate] * reception * (1.0 - standing[at]);
    if (t->counts && v < t->views - 1) contribute(t, at, kind, v);
    mine[T_reception] += reception;
    mine[T_told + kind] += 1.0;
    return reception;
}

static int64_t ask(Talk *t, int64_t at, int64_t turn, int64_t *kind, double *mine) {
    double **row = t->row;
    int64_t n = t->stride, own = 0, best = 0;
    for (int64_t a = 0; a < t->g; a++) row[R_pull][a] = t->p[P_ask_power] * row[R_formal_power][a];
    row[R_pull][at] = -1e300;
    int64_t answerer = draw(t, t->asked, turn);
    for (int64_t k = 0; k < 4; k++) {
        double *known = row[R_knowledge];
        if (known[k * n + answerer] - known[k * n + at] > known[best * n + answerer] - known[best * n + at]) best = k;
    }
    *kind = best;
    mine[T_questions] += 1.0;
    for (int64_t k = 0; k < 4; k++)
        if (row[R_first_hand][k * n + at] > row[R_first_hand][own * n + at]) own = k;
    double *credence = &row[R_credence][own * n + answerer];
    *credence += t->p[P_ask_credence] * (1.0 - *credence);
    challenge(t, at, answerer);
    correct_presumptions(t, at);
    return answerer;
}

void talk(Talk *t) {
    double **row = t->row, usual = -1.0;
    int64_t answerer = -1, asker = -1, asked_kind = 0, last = -1, before = -1;
    for (int64_t turn = 0; turn < t->turns; turn++) {
        double standing = 0.0;
        for (int64_t a = 0; a < t->g; a++) standing += row[R_standing][a];
        int64_t at = answerer >= 0 ? answerer : next_speaker(t, before, turn);
        before = last;
        last = at;
        uint64_t id = t->ids[at];
        double *mine = t->tally + t->who[at] * TALLY;
        row[R_spoken][at] += 1.0;
        if (t->counts) {
            mine[T_turns] += 1.0;
            if (t->plenary && 3 * turn < t->turns) mine[T_early_turns] += 1.0;
            if (t->plenary && 3 * turn >= 2 * t->turns) mine[T_late_turns] += 1.0;
        }
        int64_t v = pick(t->agenda, t->views, uniform(t->topic, id, turn)), kind;
        if (answerer >= 0) {
            kind = asked_kind;
        } else if (turn < t->turns - 1 && uniform(t->act, id, turn) < ask_chance(t, at)) {
            asker = at;
            answerer = ask(t, at, turn, &asked_kind, mine);
            continue;
        } else {
            kind = offered_kind(t, at, uniform(t->kind, id, turn));
        }
        double reception = tell(t, at, kind, v, asker, standing / t->g, usual, mine);
        answerer = asker = -1;
        if (t->counts && v < t->views - 1) {
            t->c[C_priority_turns] += 1.0;
            if (v == t->favourite) t->c[C_lay_priority_turns] += 1.0;
        }
        if (usual < 0.0) usual = reception;
        double better = reception - usual, *confidence = &row[R_confidence][at];
        double left = better > 0.0 ? 1.0 - *confidence : *confidence;
        *confidence += t->p[P_confidence_rate] * better * left;
        usual += 0.1 * (reception - usual);
    }
}
