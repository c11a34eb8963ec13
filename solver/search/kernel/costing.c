/* What it costs to put a piece somewhere: the soft goals, and the rules that the search keeps by penalty. */
#include "board.h"

/* By how much the excess over `free` grows when `more` is added to `used`. */
static inline int growth(int used, int more, int free) { return most(used + more - free, 0) - most(used - free, 0); }

/* The points of the periods that an instructor wished to be free. */
static int dislike_cost(const board *b, int person, int day, int mask) {
    int cost = 0;
    for EACH_BIT(period, mask)
        cost += b->dislike[person * b->slots + day * b->periods + period];
    return cost;
}

/* What one more piece at the option costs in the days of one person. */
static int person_day_cost(const board *b, int person, int chunk, int base, bool attends) {
    int day = CHUNK(chunk, DAY), mask = CHUNK(chunk, MASK), home = PERSON(person, HOME), cost = 0;
    if (PERSON(person, SHAPE)) {
        const int32_t *shape = b->shape + ((PERSON(person, SHAPE) - 1) << b->periods);
        int busy = BUSY(person, day);
        cost += shape[busy | mask] - shape[busy];
    }
    if (home >= 0 && base != home && PLACE(person, day, base) == 0)
        cost += WEIGHT(TRAVEL);
    if (!attends && b->has_dislikes)
        cost += dislike_cost(b, person, day, mask);
    return cost;
}

/* What one more piece at the option costs in the days, weeks and load of one person. */
static int person_cost(const board *b, int person, int option, int base, bool attends) {
    int share = PERSON(person, EVEN_SHARE), cost = 0, total = 0, week = NONE, pending = 0;
    for EACH_CHUNK(at, option) {
        int periods = bits_in(CHUNK(at, MASK));
        total += periods;
        cost += person_day_cost(b, person, at, base, attends);
        if (share < 0)
            continue;
        if (CHUNK(at, WEEK) != week) {
            week = CHUNK(at, WEEK);
            pending = 0;
        }
        cost += WEIGHT(SPREAD) * growth(WEEK_LOAD(person, week) + pending, periods, share);
        pending += periods;
    }
    if (PERSON(person, FAIR_LOAD) >= 0)
        cost += WEIGHT(LOAD) * growth(PERSON(person, LOAD), total, PERSON(person, FAIR_LOAD));
    if (b->has_base_wishes)
        cost += total * b->base_cost[person * b->bases + base];
    int late = OPTION(option, EVENING_LESSONS);
    if (late && PERSON(person, FAIR_EVENINGS))
        cost += WEIGHT(EVENINGS) * (late * PERSON(person, EVENINGS) + late * (late - 1) / 2);
    int claim = PERSON(person, CLAIM_DAY);
    if (claim >= 0 && PERSON(person, LATE) == 0 && OPTION(option, LAST_DAY) > claim)
        cost += PERSON(person, CLAIM_COST);
    return cost;
}

/* What it costs that a published piece stands elsewhere: itself, and everybody newly touched by it. */
static int touch_cost(const board *b, int piece, int option, int room, int staff) {
    bool is_moved = PIECE(piece, OLD_OPTION) != option || PIECE(piece, OLD_ROOM) != room;
    int old = PIECE(piece, OLD_STAFF), cls = PIECE(piece, CLASS), touched = 0;
    if (!is_moved && old == staff)
        return 0;
    if (is_moved)
        for (int at = CLASS(cls, PEOPLE); at < CLASS(cls, ATTENDING_END); at++)
            if (PERSON(b->lists[at], TOUCHES) == 0)
                touched += PERSON(b->lists[at], TOUCH_COST);
    if (PERSON(staff, TOUCHES) == 0)
        touched += PERSON(staff, TOUCH_COST);
    if (old >= 0 && old != staff && PERSON(old, TOUCHES) == 0)
        touched += PERSON(old, TOUCH_COST);
    int lessons = OPTION(option, CHUNKS_END) - OPTION(option, CHUNKS);
    return WEIGHT(MOVED) * lessons + WEIGHT(TOUCHED) * touched;
}

/* The points of the cheapest of some of a module's patterns. */
static int pattern_cost(const board *b, int module, int patterns) {
    int first = MODULE(module, PATTERNS), count = MODULE(module, PATTERNS_END) - first, cheapest = NONE;
    for (int at = 0; at < count; at++)
        if (patterns >> at & 1 && (cheapest < 0 || b->lists[first + at] < cheapest))
            cheapest = b->lists[first + at];
    return most(cheapest, 0);
}

/* What one more workshop, instructor or day of the module costs; a new day may save points. */
static int module_cost(const board *b, int module, target to) {
    int option = CHOICE(to.choice, OPTION), open = MODULE(module, OPEN_PATTERNS), cost = 0;
    int missing = MODULE(module, LEAST_DAYS) - MODULE(module, DAYS_USED);
    if (MODULE(module, ROOM_KINDS) > 0 && b->tally[CANDIDATE(to.room, TALLY)] == 0)
        cost += MODULE(module, ROOM_COST);
    if (MODULE(module, STAFF_KINDS) > 0 && b->tally[CANDIDATE(to.staff, TALLY)] == 0)
        cost += MODULE(module, STAFF_COST);
    if (missing > 0) {
        int new_days = 0;
        for EACH_CHUNK(at, option)
            new_days += MODULE_DAYS(module, CHUNK(at, DAY)) == 0;
        cost -= WEIGHT(LEAST_DAYS) * least(new_days, missing);
    }
    if (MODULE(module, PATTERNS) < MODULE(module, PATTERNS_END))
        cost += pattern_cost(b, module, open & CHOICE(to.choice, PATTERNS)) - pattern_cost(b, module, open);
    return cost;
}

/* By how much all soft goals grow when a piece that is not placed is put there. */
static int soft_cost(const board *b, int piece, target to) {
    int cls = PIECE(piece, CLASS), option = CHOICE(to.choice, OPTION), base = base_of(b, to.room);
    int person = CANDIDATE(to.staff, RESOURCE);
    int cost = CHOICE(to.choice, COST) + CANDIDATE(to.room, COST) + CANDIDATE(to.staff, COST);
    cost += module_cost(b, CLASS(cls, MODULE), to);
    for (int at = CLASS(cls, PEOPLE); at < CLASS(cls, ATTENDING_END); at++)
        cost += person_cost(b, b->lists[at], option, base, true);
    cost += person_cost(b, person, option, base, false);
    if (PIECE(piece, OLD_OPTION) >= 0)
        cost += touch_cost(b, piece, option, room_of(b, to.room), person);
    return cost;
}

/* By how many days in all the module's neighbouring days, with day `extra` (NONE: none) added, lie too far apart. */
static int gap_breaches(const board *b, int module, int extra) {
    int breaches = 0, last = NONE;
    for (int day = 0; day < b->days; day++)
        if (MODULE_DAYS(module, day) > 0 || day == extra) {
            if (last >= 0)
                breaches += most(day - last - MODULE(module, MOST_GAP), 0);
            last = day;
        }
    return breaches;
}

/* By how many days more the most days between modules are exceeded with the option; fewer is negative. */
static int order_breaches(const board *b, int cls, int option) {
    int found = 0, earliest = CLASS(cls, EARLIEST), latest = CLASS(cls, LATEST);
    int first = OPTION(option, FIRST_DAY), last = OPTION(option, LAST_DAY);
    int first_day = earliest < 0 ? first : earliest / b->periods, last_day = latest < 0 ? last : latest / b->periods;
    for (int at = CLASS(cls, BEFORE); at < CLASS(cls, BEFORE_END); at += 3) {
        int limit = b->lists[at + 2], before = CLASS(b->lists[at], LATEST);
        if (limit < 0 || before < 0)
            continue;
        before /= b->periods;
        found += most(least(first_day, first) - before - limit, 0);
        if (earliest >= 0)
            found -= most(first_day - before - limit, 0);
    }
    for (int at = CLASS(cls, AFTER); at < CLASS(cls, AFTER_END); at += 3) {
        int limit = b->lists[at + 2], after = CLASS(b->lists[at], EARLIEST);
        if (limit < 0 || after < 0)
            continue;
        after /= b->periods;
        found += most(after - most(last_day, last) - limit, 0);
        if (latest >= 0)
            found -= most(after - last_day - limit, 0);
    }
    return found;
}

/* How many workstation periods of a quota a piece uses there. */
static int budget_units(const board *b, int budget, int cls, int option, int room) {
    int units = 0;
    if (!b->budget_rooms[budget * b->room_count + room_of(b, room)])
        return 0;
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY);
        if (BUDGET(budget, FIRST_DAY) <= day && day <= BUDGET(budget, LAST_DAY))
            units += CLASS(cls, NEED) * bits_in(CHUNK(at, MASK));
    }
    return units;
}

/* How many more heads than a line can spare are away at a chunk. */
static int line_breaches(const board *b, int cls, int chunk) {
    int found = 0;
    for (int at = CLASS(cls, LINES); at < CLASS(cls, LINES_END); at += 2)
        for EACH_BIT(period, CHUNK(chunk, MASK)) {
            int used = b->line_used[b->lists[at] * b->slots + CHUNK(chunk, DAY) * b->periods + period];
            found += growth(used, b->lists[at + 1], b->lines[b->lists[at]]);
        }
    return found;
}

/* How many more units go over the caps of lines, quotas and allowances. */
static int usage_breaches(const board *b, int cls, int option, int room, int staff) {
    int found = 0, week = NONE, pending = 0, allowance = CANDIDATE(staff, ALLOWANCE);
    for EACH_CHUNK(at, option) {
        int periods = bits_in(CHUNK(at, MASK));
        if (CHUNK(at, WEEK) != week) {
            week = CHUNK(at, WEEK);
            pending = 0;
        }
        if (allowance >= 0)
            found += growth(b->allowance_used[allowance * b->weeks + week] + pending, periods, b->allowances[allowance]);
        pending += periods;
        found += line_breaches(b, cls, at);
    }
    for (int at = CLASS(cls, BUDGETS); at < CLASS(cls, BUDGETS_END); at++) {
        int budget = b->lists[at];
        found += growth(BUDGET(budget, USED), budget_units(b, budget, cls, option, room), BUDGET(budget, CAP));
    }
    return found;
}

/* By how much the rules kept by penalty are broken more when the piece is put there. */
static int breach_units(const board *b, int piece, target to) {
    int cls = PIECE(piece, CLASS), option = CHOICE(to.choice, OPTION), module = CLASS(cls, MODULE);
    if (!CLASS(cls, HAS_PENALTY))
        return 0;
    int found = order_breaches(b, cls, option) + usage_breaches(b, cls, option, to.room, to.staff);
    if (MODULE(module, MOST_GAP) >= 0)
        found += gap_breaches(b, module, OPTION(option, FIRST_DAY)) - gap_breaches(b, module, NONE);
    return found;
}

/* Goals and penalties together. */
static int cost_of(const board *b, int piece, target to) {
    return soft_cost(b, piece, to) + WEIGHT(BREACH) * breach_units(b, piece, to);
}
