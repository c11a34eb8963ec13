/* Improvement by simulated annealing: shifts, ejections with best reinsertion, exchanges of two times, and whole modules'
 * workshops and instructors. */
#include "board.h"

enum { REINSERTIONS = 6, MOST_EJECTED = 3, COOLING_STEPS = 128, MOST_CHANGED = 256, MOST_LINKS = 6, MOST_CHAINED = 24 };
/* So many pieces beside each other begin so many moves before others do: what these touch stays in the processor's caches,
 * and a large problem gets half as many moves again out of a second. */
enum { NEIGHBOURS = 512, MOVES_THERE = 8192 };

/* The rule of Metropolis (1953): always when it gets no worse, else with probability exp(-delta / temperature). */
static bool is_accepted(board *b, int64_t delta, double temperature) {
    if (delta <= 0)
        return true;
    double limit = (double)delta / temperature;
    return limit < 20.0 && draw(b, 1 << 30) < exp(-limit) * (1 << 30);
}

/* One of the equal lessons of a module: what it has may do for another one. */
static int random_member(board *b, int cls) {
    int first = CLASS(cls, MEMBERS);
    return b->lists[first + draw(b, CLASS(cls, MEMBERS_END) - first)];
}

/* Move one piece to a free place, with the workshop and instructor of an equal lesson if they can serve. */
static bool shift(board *b, int piece, double temperature) {
    int cls = PIECE(piece, CLASS), choice = orderly_choice(b, cls), like = random_member(b, cls);
    target wanted = {NONE, PIECE(like, ROOM), PIECE(like, STAFF)};
    int64_t before = TOTAL(COST);
    target from = take(b, piece), to;
    if (complete(b, piece, choice, wanted, &to) && is_accepted(b, TOTAL(COST) + cost_of(b, piece, to) - before, temperature)) {
        add(b, piece, to);
        return true;
    }
    add(b, piece, from);
    return false;
}

/* Put an ejected piece at the best of a few places: the vacated time first, then random ones. */
static bool reinsert(board *b, int piece, int vacated, target from) {
    int cls = PIECE(piece, CLASS), least_cost = 0;
    target best = {NONE, NONE, NONE}, to;
    for (int attempt = 0; attempt < REINSERTIONS; attempt++) {
        int choice = attempt == 0 ? choice_at(b, cls, vacated) : orderly_choice(b, cls);
        if (choice < 0 || !complete(b, piece, choice, from, &to))
            continue;
        int cost = cost_of(b, piece, to);
        if (best.choice < 0 || cost < least_cost) {
            least_cost = cost;
            best = to;
        }
    }
    if (best.choice >= 0)
        add(b, piece, best);
    return best.choice >= 0;
}

/* A random time with the workshop and instructor of an equal lesson of the module, itself among them, or random ones. */
static target random_target(board *b, int piece) {
    int cls = PIECE(piece, CLASS), like = random_member(b, cls);
    target to = {draw(b, 4) ? orderly_choice(b, cls) : random_choice(b, cls), PIECE(like, ROOM), PIECE(like, STAFF)};
    if (draw(b, 4) == 0)
        to.room = random_room(b, cls);
    if (draw(b, 4) == 0)
        to.staff = random_staff(b, cls);
    return to;
}

/* What a move has taken away, in order, and where it stood. */
typedef struct {
    int count;
    int pieces[MOST_CHANGED];
    target from[MOST_CHANGED];
} journal;

static void take_noted(board *b, int piece, journal *log) {
    log->pieces[log->count] = piece;
    log->from[log->count++] = take(b, piece);
}

/* Put everything that was taken since `mark` back where it stood then. */
static void undo(board *b, journal *log, int mark) {
    for (int at = mark; at < log->count; at++)
        if (PIECE(log->pieces[at], CHOICE) >= 0)
            take(b, log->pieces[at]);
    /* Whatever was taken twice stood at its first place. */
    for (int at = mark; at < log->count; at++)
        if (PIECE(log->pieces[at], CHOICE) < 0)
            add(b, log->pieces[at], log->from[at]);
    log->count = mark;
}

/* Keep what a move has done, or undo it. */
static bool settle(board *b, journal *log, int64_t before, double temperature) {
    if (log->count == 0 || is_accepted(b, TOTAL(COST) - before, temperature))
        return log->count > 0;
    undo(b, log, 0);
    return false;
}

/* Move a piece where it fits; else it stays. */
static bool relocate(board *b, int piece, target to, journal *log) {
    int mark = log->count;
    take_noted(b, piece, log);
    bool is_possible = fits(b, piece, to);
    if (is_possible)
        add(b, piece, to);
    else
        undo(b, log, mark);
    return is_possible;
}

/* Whether the calendars of workshop and instructor are open at a place, whoever stands there. */
static bool is_open(const board *b, int piece, target to) {
    int local = to.choice - CLASS(PIECE(piece, CLASS), CHOICES);
    return is_allowed(b, to.room, local) && is_allowed(b, to.staff, local);
}

/* Put a piece that is not placed where up to three others stand, and those at the best of a few places each, `vacated`
 * among them; when it fails, what is noted must be undone. */
static bool displace(board *b, int piece, target to, int vacated, journal *log) {
    int first = log->count, placed = 0;
    blockers out;
    if (first + MOST_EJECTED > MOST_CHANGED || !is_open(b, piece, to) || !find_blockers(b, piece, to, MOST_EJECTED, &out))
        return false;
    for (int at = 0; at < out.count; at++)
        take_noted(b, out.pieces[at], log);
    add(b, piece, to);
    while (placed < out.count && reinsert(b, out.pieces[placed], vacated, log->from[first + placed]))
        placed++;
    return placed == out.count;
}

/* Move a piece where up to three others stand; if one of them finds no place all stay. */
static bool force(board *b, int piece, target to, journal *log) {
    int mark = log->count, vacated = option_of(b, piece);
    /* Most random places are closed anyway: ask before anything is taken. */
    if (!is_open(b, piece, to))
        return false;
    take_noted(b, piece, log);
    if (displace(b, piece, to, vacated, log))
        return true;
    undo(b, log, mark);
    return false;
}

/* Move one piece where up to three others stand. */
static bool eject(board *b, int piece, double temperature) {
    journal log;
    log.count = 0;
    int64_t before = TOTAL(COST);
    return force(b, piece, random_target(b, piece), &log) && settle(b, &log, before, temperature);
}

/* Whether a piece is among those that were taken since the log began. */
static bool is_noted(const journal *log, int piece) {
    for (int at = 0; at < log->count; at++)
        if (log->pieces[at] == piece)
            return true;
    return false;
}

/* Take those who stand in the way of a place; false when one stands at another time or has moved already. */
static bool take_blockers(board *b, int piece, target to, journal *log) {
    int time = CHOICE(to.choice, OPTION);
    blockers out;
    if (!is_open(b, piece, to) || !find_blockers(b, piece, to, MOST_LINKS, &out) || log->count + out.count > MOST_CHAINED)
        return false;
    for (int at = 0; at < out.count; at++)
        if (option_of(b, out.pieces[at]) != time || is_noted(log, out.pieces[at]))
            return false;
    for (int at = 0; at < out.count; at++)
        take_noted(b, out.pieces[at], log);
    return true;
}

/* Exchange two times along a chain (Kempe, 1879): a piece goes to another time, who stands in its way goes to the time
 * that it left, who stands in the way there goes to the other, and so on; workshops and instructors are kept if possible. */
static bool exchange(board *b, int piece, double temperature) {
    int times[2] = {option_of(b, piece), CHOICE(orderly_choice(b, PIECE(piece, CLASS)), OPTION)};
    int64_t before = TOTAL(COST);
    journal log;
    log.count = 0;
    if (times[0] == times[1])
        return false;
    take_noted(b, piece, &log);
    for (int at = 0; at < log.count; at++) {
        int member = log.pieces[at];
        target from = log.from[at], to = from, free;
        to.choice = choice_at(b, PIECE(member, CLASS), times[CHOICE(from.choice, OPTION) == times[0]]);
        if (to.choice >= 0 && complete(b, member, to.choice, from, &free))
            to = free;
        else if (to.choice < 0 || !take_blockers(b, member, to, &log)) {
            undo(b, &log, 0);
            return false;
        }
        add(b, member, to);
    }
    return settle(b, &log, before, temperature);
}

/* Give the equal lessons of a module, at their times, another workshop (or instructor) as far as it is free; or the one
 * that one of them has, and who stands there goes. */
static bool change_module(board *b, int piece, bool is_room, double temperature) {
    int cls = PIECE(piece, CLASS), wanted = is_room ? PIECE(piece, ROOM) : PIECE(piece, STAFF);
    bool is_gathering = draw(b, 2);
    int64_t before = TOTAL(COST);
    journal log;
    log.count = 0;
    if (!is_gathering)
        wanted = is_room ? random_room(b, cls) : random_staff(b, cls);
    for (int at = CLASS(cls, MEMBERS); at < CLASS(cls, MEMBERS_END) && log.count + MOST_EJECTED < MOST_CHANGED; at++) {
        int member = b->lists[at];
        target to = {PIECE(member, CHOICE), PIECE(member, ROOM), PIECE(member, STAFF)};
        if (PIECE(member, IS_FIXED) || (is_room ? to.room : to.staff) == wanted)
            continue;
        if (is_room)
            to.room = wanted;
        else
            to.staff = wanted;
        (is_gathering ? force : relocate)(b, member, to, &log);
    }
    return settle(b, &log, before, temperature);
}

/* Take all lessons of a module; false, and none is taken, when one may not move or there are too many. */
static bool take_module(board *b, int module, journal *log) {
    int first = MODULE(module, MEMBERS), end = MODULE(module, MEMBERS_END);
    if (end - first > MOST_CHANGED)
        return false;
    for (int at = first; at < end; at++)
        if (PIECE(b->lists[at], IS_FIXED))
            return false;
    for (int at = first; at < end; at++)
        take_noted(b, b->lists[at], log);
    return true;
}

/* Give all lessons of a module that keeps to one instructor another one, at their times and in their workshops; whoever
 * that one teaches then goes. */
static bool change_instructor(board *b, int piece, double temperature) {
    int module = CLASS(PIECE(piece, CLASS), MODULE), wanted = CANDIDATE(random_staff(b, PIECE(piece, CLASS)), RESOURCE);
    int64_t before = TOTAL(COST);
    journal log;
    log.count = 0;
    if (CANDIDATE(PIECE(piece, STAFF), RESOURCE) == wanted || !take_module(b, module, &log))
        return false;
    for (int at = 0, count = log.count; at < count; at++) {
        int member = log.pieces[at];
        int first = CLASS(PIECE(member, CLASS), STAFFS), end = CLASS(PIECE(member, CLASS), STAFFS_END);
        target from = log.from[at], to = {from.choice, from.room, candidate_at(b, first, end, wanted)};
        if (to.staff < 0 || !displace(b, member, to, CHOICE(from.choice, OPTION), &log)) {
            undo(b, &log, 0);
            return false;
        }
    }
    return settle(b, &log, before, temperature);
}

/* The choice of a class that one of the module's patterns has; NONE without one. */
static int choice_in(const board *b, int cls, int pattern) {
    for (int choice = CLASS(cls, CHOICES); choice < CLASS(cls, CHOICES_END); choice++)
        if (CHOICE(choice, PATTERNS) >> pattern & 1)
            return choice;
    return NONE;
}

/* Give a whole module another weekly pattern; each lesson keeps its workshop and instructor where they can serve, else
 * others go. */
static bool change_pattern(board *b, int piece, double temperature) {
    int module = CLASS(PIECE(piece, CLASS), MODULE);
    int pattern = draw(b, MODULE(module, PATTERNS_END) - MODULE(module, PATTERNS));
    int64_t before = TOTAL(COST);
    journal log;
    log.count = 0;
    if (MODULE(module, OPEN_PATTERNS) >> pattern & 1 || !take_module(b, module, &log))
        return false;
    for (int at = 0, count = log.count; at < count; at++) {
        int member = log.pieces[at], choice = choice_in(b, PIECE(member, CLASS), pattern);
        target from = log.from[at], to = {choice, from.room, from.staff}, free;
        bool is_free = choice >= 0 && complete(b, member, choice, from, &free);
        if (is_free)
            add(b, member, free);
        else if (choice < 0 || !displace(b, member, to, CHOICE(from.choice, OPTION), &log)) {
            undo(b, &log, 0);
            return false;
        }
    }
    return settle(b, &log, before, temperature);
}

/* Try so many moves on a complete state while the temperature falls geometrically from `hot` to `cold`.
 * `movable` lists the pieces that may move; `mix` has, out of 100, the upper shares of shifts, of ejections (one in four
 * is an exchange) and of changes of instructor; the rest changes workshops. */
void kernel_anneal(board *b, const int32_t *movable, int count, int64_t moves, double hot, double cold, const int32_t *mix) {
    double cooling = exp(log(cold / hot) * COOLING_STEPS / (double)(moves > 0 ? moves : 1)), temperature = hot;
    int window = moves < MOVES_THERE ? count : least(count, NEIGHBOURS), first = 0;
    for (int64_t step = 1; step <= moves; step++) {
        if (step % COOLING_STEPS == 0)
            temperature *= cooling;
        if (window < count && step % MOVES_THERE == 1)
            first = draw(b, count);
        int piece = movable[(first + draw(b, window)) % count], kind = draw(b, 100);
        int module = CLASS(PIECE(piece, CLASS), MODULE);
        bool is_changed;
        if (MODULE(module, PATTERNS) < MODULE(module, PATTERNS_END) && draw(b, 4) == 0)
            is_changed = change_pattern(b, piece, temperature);
        else if (kind >= mix[1] && kind < mix[2] && MODULE(module, ONE_INSTRUCTOR))
            is_changed = change_instructor(b, piece, temperature);
        else if (kind < mix[0])
            is_changed = shift(b, piece, temperature);
        else if (kind < mix[1])
            is_changed = draw(b, 4) == 0 ? exchange(b, piece, temperature) : eject(b, piece, temperature);
        else
            is_changed = change_module(b, piece, kind >= mix[2], temperature);
        TOTAL(ACCEPTED) += is_changed;
        if (is_changed && TOTAL(COST) < TOTAL(BEST_COST))
            save_best(b);
    }
    TOTAL(STEPS) += moves;
}
