/* Putting a piece somewhere and taking it away: the only code that changes occupancy, counters and cost. */
#include "board.h"

/* Occupy or free a person, and keep the counters of days, weeks, load, evenings and late lessons. */
static void mark_person(board *b, int person, int piece, int option, int sign) {
    int held = sign > 0 ? piece : NONE, claim = PERSON(person, CLAIM_DAY);
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), mask = CHUNK(at, MASK), periods = bits_in(mask);
        BUSY(person, day) ^= mask;
        WEEK_LOAD(person, CHUNK(at, WEEK)) += sign * periods;
        PERSON(person, LOAD) += sign * periods;
        if (b->bases > 1)
            PLACE(person, day, PIECE(piece, BASE)) += sign;
        for EACH_BIT(period, mask)
            OCCUPANT(person, day * b->periods + period) = held;
    }
    PERSON(person, EVENINGS) += sign * OPTION(option, EVENING_LESSONS);
    if (claim >= 0 && OPTION(option, LAST_DAY) > claim)
        PERSON(person, LATE) += sign;
}

/* Enter a piece among the users of a workshop's slot, or strike it out. */
static void mark_user(board *b, int room, int slot, int piece, int sign) {
    int users = USER(room, slot, 0);
    if (sign > 0) {
        USER(room, slot, users + 1) = piece;
    } else {
        for (int at = 1; at < users; at++)
            if (USER(room, slot, at) == piece)
                USER(room, slot, at) = USER(room, slot, users);
    }
    USER(room, slot, 0) = users + sign;
}

/* Whether units of a workshop are taken in a slot, by pieces or by commitments. */
static bool is_taken(const board *b, int room, int slot) {
    if (USER(room, slot, 0) > 0)
        return true;
    for (int pool = ROOM(room, POOLS); pool < ROOM(room, POOLS_END); pool++)
        if (UNITS(pool, slot) > 0)
            return true;
    return false;
}

/* Take or give back the workstations or seats of a workshop; a piece that is alone takes all of them. */
static void mark_room(board *b, int cls, int piece, int candidate, int option, int sign) {
    int room = room_of(b, candidate), pool = CANDIDATE(candidate, POOL);
    for EACH_CHUNK(at, option)
        for EACH_BIT(period, CHUNK(at, MASK)) {
            int day = CHUNK(at, DAY), slot = day * b->periods + period;
            mark_user(b, room, slot, piece, sign);
            if (CLASS(cls, IS_ALONE))
                for (int row = ROOM(room, POOLS); row < ROOM(room, POOLS_END); row++)
                    UNITS(row, slot) += sign * b->pools[row];
            else
                UNITS(pool, slot) += sign * least(CLASS(cls, NEED), b->pools[pool]);
            if (is_taken(b, room, slot))
                UNITS_MASK(room, day) |= 1 << period;
            else
                UNITS_MASK(room, day) &= ~(1 << period);
        }
}

/* Count a module's piece with a workshop or instructor in or out; returns how the number of different ones changes. */
static int mark_tally(board *b, int candidate, int sign) {
    int row = CANDIDATE(candidate, TALLY), before = b->tally[row];
    b->tally[row] += sign;
    return (before + sign > 0) - (before > 0);
}

/* Keep the module's days and how many workshops and instructors it has. */
static void mark_module(board *b, int module, int room, int staff, int option, int sign) {
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), before = MODULE_DAYS(module, day);
        MODULE_DAYS(module, day) += sign;
        MODULE(module, DAYS_USED) += (before + sign > 0) - (before > 0);
    }
    MODULE(module, ROOM_KINDS) += mark_tally(b, room, sign);
    MODULE(module, STAFF_KINDS) += mark_tally(b, staff, sign);
}

/* Keep what lines, quotas and allowances have used. */
static void mark_usage(board *b, int cls, int room, int staff, int option, int sign) {
    int allowance = CANDIDATE(staff, ALLOWANCE);
    for EACH_CHUNK(at, option) {
        int mask = CHUNK(at, MASK), slot = CHUNK(at, DAY) * b->periods;
        if (allowance >= 0)
            b->allowance_used[allowance * b->weeks + CHUNK(at, WEEK)] += sign * bits_in(mask);
        for (int line = CLASS(cls, LINES); line < CLASS(cls, LINES_END); line += 2)
            for EACH_BIT(period, mask)
                b->line_used[b->lists[line] * b->slots + slot + period] += sign * b->lists[line + 1];
    }
    for (int at = CLASS(cls, BUDGETS); at < CLASS(cls, BUDGETS_END); at++)
        BUDGET(b->lists[at], USED) += sign * budget_units(b, b->lists[at], cls, option, room);
}

/* Keep how many of everybody's published pieces have changed. */
static void mark_touched(board *b, int piece, int option, int room, int staff, int sign) {
    bool is_moved = PIECE(piece, OLD_OPTION) != option || PIECE(piece, OLD_ROOM) != room;
    int old = PIECE(piece, OLD_STAFF), cls = PIECE(piece, CLASS);
    if (is_moved)
        for (int at = CLASS(cls, PEOPLE); at < CLASS(cls, ATTENDING_END); at++)
            PERSON(b->lists[at], TOUCHES) += sign;
    if (is_moved || old != staff)
        PERSON(staff, TOUCHES) += sign;
    if (old >= 0 && old != staff)
        PERSON(old, TOUCHES) += sign;
}

/* Count a piece in (1) or out (-1) everywhere but in the extent of its class. */
static void mark(board *b, int piece, int sign) {
    int cls = PIECE(piece, CLASS), option = option_of(b, piece), room = PIECE(piece, ROOM), staff = PIECE(piece, STAFF);
    for EACH_PERSON(at, cls)
        mark_person(b, b->lists[at], piece, option, sign);
    mark_person(b, CANDIDATE(staff, RESOURCE), piece, option, sign);
    mark_room(b, cls, piece, room, option, sign);
    mark_module(b, CLASS(cls, MODULE), room, staff, option, sign);
    mark_usage(b, cls, room, staff, option, sign);
    if (PIECE(piece, OLD_OPTION) >= 0)
        mark_touched(b, piece, option, room_of(b, room), CANDIDATE(staff, RESOURCE), sign);
}

/* Find the extent of a class anew. */
static void measure(board *b, int cls) {
    int earliest = NONE, latest = NONE;
    for (int at = CLASS(cls, MEMBERS); at < CLASS(cls, MEMBERS_END); at++) {
        if (PIECE(b->lists[at], CHOICE) < 0)
            continue;
        int option = option_of(b, b->lists[at]);
        if (earliest < 0 || OPTION(option, FIRST_SLOT) < earliest)
            earliest = OPTION(option, FIRST_SLOT);
        latest = most(latest, OPTION(option, LAST_SLOT));
    }
    CLASS(cls, EARLIEST) = earliest;
    CLASS(cls, LATEST) = latest;
}

/* Find anew which patterns all placed lessons of a module follow. */
static void match_patterns(board *b, int module) {
    int open = INT32_MAX;
    for (int at = MODULE(module, MEMBERS); at < MODULE(module, MEMBERS_END); at++)
        if (PIECE(b->lists[at], CHOICE) >= 0)
            open &= CHOICE(PIECE(b->lists[at], CHOICE), PATTERNS);
    MODULE(module, OPEN_PATTERNS) = open;
}

/* Remember that a piece may differ from the best state. */
static void mark_dirty(board *b, int piece) {
    if (BEST(piece, 3))
        return;
    BEST(piece, 3) = 1;
    b->dirty[TOTAL(DIRTY)++] = piece;
}

/* Place a piece where it fits; returns what it costs. */
static int add(board *b, int piece, target to) {
    int breaches = breach_units(b, piece, to), cost = soft_cost(b, piece, to) + WEIGHT(BREACH) * breaches;
    int cls = PIECE(piece, CLASS), option = CHOICE(to.choice, OPTION);
    PIECE(piece, CHOICE) = to.choice;
    PIECE(piece, ROOM) = to.room;
    PIECE(piece, STAFF) = to.staff;
    PIECE(piece, BASE) = base_of(b, to.room);
    mark(b, piece, 1);
    if (CLASS(cls, EARLIEST) < 0 || OPTION(option, FIRST_SLOT) < CLASS(cls, EARLIEST))
        CLASS(cls, EARLIEST) = OPTION(option, FIRST_SLOT);
    CLASS(cls, LATEST) = most(CLASS(cls, LATEST), OPTION(option, LAST_SLOT));
    MODULE(CLASS(cls, MODULE), OPEN_PATTERNS) &= CHOICE(to.choice, PATTERNS);
    TOTAL(COST) += cost;
    TOTAL(BREACHES) += breaches;
    TOTAL(UNPLACED) -= 1;
    mark_dirty(b, piece);
    return cost;
}

/* Take a piece away; returns where it stood. */
static target take(board *b, int piece) {
    target from = {PIECE(piece, CHOICE), PIECE(piece, ROOM), PIECE(piece, STAFF)};
    int cls = PIECE(piece, CLASS), option = option_of(b, piece);
    mark(b, piece, -1);
    PIECE(piece, CHOICE) = PIECE(piece, ROOM) = PIECE(piece, STAFF) = NONE;
    if (OPTION(option, FIRST_SLOT) <= CLASS(cls, EARLIEST) || OPTION(option, LAST_SLOT) >= CLASS(cls, LATEST))
        measure(b, cls);
    if (MODULE(CLASS(cls, MODULE), PATTERNS) < MODULE(CLASS(cls, MODULE), PATTERNS_END))
        match_patterns(b, CLASS(cls, MODULE));
    int breaches = breach_units(b, piece, from);
    TOTAL(COST) -= soft_cost(b, piece, from) + WEIGHT(BREACH) * breaches;
    TOTAL(BREACHES) -= breaches;
    TOTAL(UNPLACED) += 1;
    mark_dirty(b, piece);
    return from;
}

/* Keep the state as the best one when it is complete, breaks nothing and costs less than the best. */
static void save_best(board *b) {
    if (TOTAL(UNPLACED) > 0 || TOTAL(BREACHES) > 0 || TOTAL(COST) >= TOTAL(BEST_COST))
        return;
    TOTAL(BEST_COST) = TOTAL(COST);
    for (int64_t at = 0; at < TOTAL(DIRTY); at++) {
        int piece = b->dirty[at];
        BEST(piece, 0) = PIECE(piece, CHOICE);
        BEST(piece, 1) = PIECE(piece, ROOM);
        BEST(piece, 2) = PIECE(piece, STAFF);
        BEST(piece, 3) = 0;
    }
    TOTAL(DIRTY) = 0;
}
