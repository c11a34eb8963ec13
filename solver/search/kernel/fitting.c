/* Whether a piece can stand somewhere: each question alone, by bits and counters, without changing anything. */
#include "board.h"

/* Whether the calendars let a workshop or instructor serve the class at its `local`-th choice. */
static inline bool is_allowed(const board *b, int candidate, int local) {
    int first = CANDIDATE(candidate, ALLOWED);
    return first < 0 || ((uint32_t)b->allowed[first + (local >> 5)] >> (local & 31) & 1);
}

/* Whether a person is free at an option and stays within the caps of days and weeks. */
static bool person_fits(const board *b, int person, int option) {
    int day_cap = PERSON(person, DAY_CAP), week_cap = PERSON(person, WEEK_CAP), week = NONE, pending = 0;
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), mask = CHUNK(at, MASK), busy = BUSY(person, day);
        if (busy & mask)
            return false;
        int periods = bits_in(mask);
        if (day_cap >= 0 && bits_in(busy) + FIXED_DAY(person, day) + periods > day_cap)
            return false;
        if (week_cap < 0)
            continue;
        if (CHUNK(at, WEEK) != week) {
            week = CHUNK(at, WEEK);
            pending = 0;
        }
        pending += periods;
        if (WEEK_LOAD(person, week) + FIXED_WEEK(person, week) + pending > week_cap)
            return false;
    }
    return true;
}

/* Whether a person who is at `base` for the option reaches it in time, and everything else of the day too. */
static bool can_travel(const board *b, int person, int option, int base) {
    if (b->bases == 1)
        return true;
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), mask = CHUNK(at, MASK);
        if (b->has_away && AWAY(person, base, day) & mask)
            return false;
        for EACH_BIT(period, BUSY(person, day)) {
            int other = PIECE(OCCUPANT(person, day * b->periods + period), BASE);
            if (other != base && CLASH(other, base, period) & mask)
                return false;
        }
    }
    return true;
}

/* Whether everything that is placed before and after stays before and after, with the least days between. */
static bool order_fits(const board *b, int cls, int option) {
    int first = OPTION(option, FIRST_SLOT), last = OPTION(option, LAST_SLOT);
    for (int at = CLASS(cls, BEFORE); at < CLASS(cls, BEFORE_END); at += 3) {
        int latest = CLASS(b->lists[at], LATEST), days = b->lists[at + 1];
        if (latest >= 0 && (latest >= first || (days > 0 && latest / b->periods + days > OPTION(option, FIRST_DAY))))
            return false;
    }
    for (int at = CLASS(cls, AFTER); at < CLASS(cls, AFTER_END); at += 3) {
        int earliest = CLASS(b->lists[at], EARLIEST), days = b->lists[at + 1];
        if (earliest >= 0 && (earliest <= last || (days > 0 && OPTION(option, LAST_DAY) + days > earliest / b->periods)))
            return false;
    }
    return true;
}

/* Whether two options of a module lie fewer than `gap` days apart. */
static bool is_close(const board *b, int one, int other, int gap) {
    return OPTION(one, FIRST_DAY) < OPTION(other, LAST_DAY) + gap && OPTION(other, FIRST_DAY) < OPTION(one, LAST_DAY) + gap;
}

/* Whether the module has not too many lessons a day, nor lessons too close in days, and a pattern with this time. */
static bool module_fits(const board *b, int module, int choice) {
    int option = CHOICE(choice, OPTION);
    if (!(CHOICE(choice, PATTERNS) & MODULE(module, OPEN_PATTERNS)))
        return false;
    int a_day = MODULE(module, A_DAY), gap = MODULE(module, LEAST_GAP);
    if (a_day > 0)
        for EACH_CHUNK(at, option)
            if (MODULE_DAYS(module, CHUNK(at, DAY)) >= a_day)
                return false;
    if (gap > 0)
        for (int at = MODULE(module, MEMBERS); at < MODULE(module, MEMBERS_END); at++) {
            int piece = b->lists[at];
            if (PIECE(piece, CHOICE) >= 0 && is_close(b, option_of(b, piece), option, gap))
                return false;
        }
    return true;
}

/* Whether the time suits everybody who attends, the module and the order of the course. */
static bool time_fits(const board *b, int piece, int choice) {
    int cls = PIECE(piece, CLASS), option = CHOICE(choice, OPTION);
    for EACH_PERSON(at, cls)
        if (!person_fits(b, b->lists[at], option))
            return false;
    return order_fits(b, cls, option) && module_fits(b, CLASS(cls, MODULE), choice);
}

/* Whether the workshop has the workstations or seats at the option, and everybody can get there. */
static bool room_fits(const board *b, int cls, int candidate, int option) {
    int room = room_of(b, candidate), pool = CANDIDATE(candidate, POOL);
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), taken = CHUNK(at, MASK) & UNITS_MASK(room, day);
        if (taken && CLASS(cls, IS_ALONE))
            return false;
        for EACH_BIT(period, taken) {
            int slot = day * b->periods + period;
            if (UNITS(pool, slot) + least(CLASS(cls, NEED), b->pools[pool]) > b->pools[pool])
                return false;
            if (USER(room, slot, 0) >= MOST_USERS)
                return false;
        }
    }
    if (b->bases > 1)
        for EACH_PERSON(at, cls)
            if (!can_travel(b, b->lists[at], option, ROOM(room, BASE)))
                return false;
    return true;
}

/* Whether an instructor is the one of a module that keeps to one. */
static bool keeps_instructor(const board *b, int cls, int candidate) {
    int module = CLASS(cls, MODULE);
    return !MODULE(module, ONE_INSTRUCTOR) || MODULE(module, STAFF_KINDS) == 0 || b->tally[CANDIDATE(candidate, TALLY)] > 0;
}

/* Whether the instructor is free at the option and can get to the base. */
static bool staff_fits(const board *b, int cls, int candidate, int option, int base) {
    int person = CANDIDATE(candidate, RESOURCE);
    return keeps_instructor(b, cls, candidate) && person_fits(b, person, option) && can_travel(b, person, option, base);
}

/* Whether a piece that is not placed can stand there without moving anything. */
static bool fits(const board *b, int piece, target to) {
    int cls = PIECE(piece, CLASS), option = CHOICE(to.choice, OPTION), local = to.choice - CLASS(cls, CHOICES);
    return is_allowed(b, to.room, local) && is_allowed(b, to.staff, local) && time_fits(b, piece, to.choice) &&
           room_fits(b, cls, to.room, option) && staff_fits(b, cls, to.staff, option, base_of(b, to.room));
}
