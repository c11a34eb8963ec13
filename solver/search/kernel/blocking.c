/* Which placed pieces must go so that another one can stand somewhere. */
#include "board.h"

/* Pieces that are to go; `limit` is how many may. */
typedef struct {
    int count, limit;
    int pieces[MOST_BLOCKERS];
} blockers;

static bool is_included(const blockers *out, int piece) {
    for (int at = 0; at < out->count; at++)
        if (out->pieces[at] == piece)
            return true;
    return false;
}

/* Add a piece once; false when it is fixed or too many go already. */
static bool include(const board *b, blockers *out, int piece) {
    if (is_included(out, piece))
        return true;
    if (PIECE(piece, IS_FIXED) || out->count >= out->limit)
        return false;
    out->pieces[out->count++] = piece;
    return true;
}

/* What a person does at the option, or too far away on the same day. */
static bool block_person(const board *b, int person, int option, int base, blockers *out) {
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), mask = CHUNK(at, MASK), busy = BUSY(person, day);
        if (b->has_away && AWAY(person, base, day) & mask)
            return false;
        if (b->bases == 1)
            busy &= mask;
        for EACH_BIT(period, busy) {
            int other = OCCUPANT(person, day * b->periods + period), there = PIECE(other, BASE);
            bool is_far = there != base && CLASH(there, base, period) & mask;
            if ((mask >> period & 1 || is_far) && !include(b, out, other))
                return false;
        }
    }
    return true;
}

/* How many units of a pool a placed piece takes. */
static int units_of(const board *b, int piece, int pool) {
    int cls = PIECE(piece, CLASS);
    if (CLASS(cls, IS_ALONE))
        return b->pools[pool];
    return CANDIDATE(PIECE(piece, ROOM), POOL) == pool ? least(CLASS(cls, NEED), b->pools[pool]) : 0;
}

/* Make room in one slot of a workshop: the coolest users go first. */
static bool block_slot(const board *b, int cls, int room, int pool, int slot, blockers *out) {
    int need = least(CLASS(cls, NEED), b->pools[pool]), left = b->pools[pool] - UNITS(pool, slot);
    int users = USER(room, slot, 0), staying = users;
    for (int at = 1; at <= users; at++)
        if (is_included(out, USER(room, slot, at))) {
            left += units_of(b, USER(room, slot, at), pool);
            staying--;
        }
    while (staying > 0 && (CLASS(cls, IS_ALONE) || need > left || staying >= MOST_USERS)) {
        bool is_any = CLASS(cls, IS_ALONE) || staying >= MOST_USERS;
        int coolest = NONE;
        for (int at = 1; at <= users; at++) {
            int user = USER(room, slot, at);
            if (is_included(out, user) || !(is_any || units_of(b, user, pool)))
                continue;
            /* Equals by number: the order of the users hangs on how they came here. */
            if (coolest < 0 || b->heat[user] < b->heat[coolest] ||
                (b->heat[user] == b->heat[coolest] && user < coolest))
                coolest = user;
        }
        if (coolest < 0 || !include(b, out, coolest))
            return false;
        left += units_of(b, coolest, pool);
        staying--;
    }
    return need <= left;
}

/* Users of the workshop at the option, until the piece fits. */
static bool block_room(const board *b, int cls, int candidate, int option, blockers *out) {
    int room = room_of(b, candidate);
    for EACH_CHUNK(at, option)
        for EACH_BIT(period, CHUNK(at, MASK) & UNITS_MASK(room, CHUNK(at, DAY)))
            if (!block_slot(b, cls, room, CANDIDATE(candidate, POOL), CHUNK(at, DAY) * b->periods + period, out))
                return false;
    return true;
}

/* Members of a class that comes before (or after) and stand on the wrong side of the option. */
static bool block_class(const board *b, int cls, int option, int days, bool is_before, blockers *out) {
    for (int at = CLASS(cls, MEMBERS); at < CLASS(cls, MEMBERS_END); at++) {
        if (PIECE(b->lists[at], CHOICE) < 0)
            continue;
        int held = option_of(b, b->lists[at]), early = is_before ? held : option, late = is_before ? option : held;
        bool is_wrong = OPTION(early, LAST_SLOT) >= OPTION(late, FIRST_SLOT);
        bool is_near = days > 0 && OPTION(early, LAST_DAY) + days > OPTION(late, FIRST_DAY);
        if ((is_wrong || is_near) && !include(b, out, b->lists[at]))
            return false;
    }
    return true;
}

/* Pieces that would no longer come before or after. */
static bool block_order(const board *b, int cls, int option, blockers *out) {
    for (int at = CLASS(cls, BEFORE); at < CLASS(cls, BEFORE_END); at += 3) {
        int latest = CLASS(b->lists[at], LATEST), days = b->lists[at + 1];
        bool is_wrong = latest >= OPTION(option, FIRST_SLOT);
        bool is_near = days > 0 && latest / b->periods + days > OPTION(option, FIRST_DAY);
        if (latest >= 0 && (is_wrong || is_near) && !block_class(b, b->lists[at], option, days, true, out))
            return false;
    }
    for (int at = CLASS(cls, AFTER); at < CLASS(cls, AFTER_END); at += 3) {
        int earliest = CLASS(b->lists[at], EARLIEST), days = b->lists[at + 1];
        bool is_wrong = earliest <= OPTION(option, LAST_SLOT);
        bool is_near = days > 0 && OPTION(option, LAST_DAY) + days > earliest / b->periods;
        if (earliest >= 0 && (is_wrong || is_near) && !block_class(b, b->lists[at], option, days, false, out))
            return false;
    }
    return true;
}

/* Whether a placed piece has a chunk on the day. */
static bool is_on(const board *b, int piece, int day) {
    for EACH_CHUNK(at, option_of(b, piece))
        if (CHUNK(at, DAY) == day)
            return true;
    return false;
}

/* Whether two options share a day on which the module is full even without those that go. */
static bool crowds(const board *b, int module, int held, int option, const blockers *out) {
    for EACH_CHUNK(one, option)
        for EACH_CHUNK(other, held) {
            int day = CHUNK(one, DAY);
            if (CHUNK(other, DAY) != day)
                continue;
            int left = MODULE_DAYS(module, day);
            for (int at = 0; at < out->count; at++)
                left -= CLASS(PIECE(out->pieces[at], CLASS), MODULE) == module && is_on(b, out->pieces[at], day);
            if (left >= MODULE(module, A_DAY))
                return true;
        }
    return false;
}

/* Lessons of the module that follow no pattern with the choice's time. */
static bool block_patterns(const board *b, int module, int choice, blockers *out) {
    int open = CHOICE(choice, PATTERNS);
    if (open & MODULE(module, OPEN_PATTERNS))
        return true;
    for (int at = MODULE(module, MEMBERS); at < MODULE(module, MEMBERS_END); at++) {
        int held = PIECE(b->lists[at], CHOICE);
        if (held < 0)
            continue;
        if (open & CHOICE(held, PATTERNS))
            open &= CHOICE(held, PATTERNS);
        else if (!include(b, out, b->lists[at]))
            return false;
    }
    return true;
}

/* Lessons by another instructor of a module that keeps to one. */
static bool block_instructor(const board *b, int cls, int staff, blockers *out) {
    int module = CLASS(cls, MODULE);
    if (keeps_instructor(b, cls, staff))
        return true;
    for (int at = MODULE(module, MEMBERS); at < MODULE(module, MEMBERS_END); at++) {
        int held = PIECE(b->lists[at], STAFF);
        if (held >= 0 && CANDIDATE(held, RESOURCE) != CANDIDATE(staff, RESOURCE) && !include(b, out, b->lists[at]))
            return false;
    }
    return true;
}

/* Lessons of the module that are too many on a day or too close in days. */
static bool block_module(const board *b, int module, int option, blockers *out) {
    int a_day = MODULE(module, A_DAY), gap = MODULE(module, LEAST_GAP);
    if (a_day <= 0 && gap <= 0)
        return true;
    for (int at = MODULE(module, MEMBERS); at < MODULE(module, MEMBERS_END); at++) {
        int piece = b->lists[at];
        if (PIECE(piece, CHOICE) < 0 || is_included(out, piece))
            continue;
        int held = option_of(b, piece);
        bool is_near = gap > 0 && is_close(b, held, option, gap);
        if ((is_near || (a_day > 0 && crowds(b, module, held, option, out))) && !include(b, out, piece))
            return false;
    }
    return true;
}

/* Let the coolest pieces of a person go until those that stay on these days take at most `cap` periods. */
static bool block_cap(const board *b, int person, int first_day, int days, int cap, blockers *out) {
    for (;;) {
        int used = 0, coolest = NONE;
        for (int day = first_day; day < first_day + days; day++)
            for EACH_BIT(period, BUSY(person, day)) {
                int piece = OCCUPANT(person, day * b->periods + period);
                if (is_included(out, piece))
                    continue;
                used++;
                if (!PIECE(piece, IS_FIXED) && (coolest < 0 || b->heat[piece] < b->heat[coolest]))
                    coolest = piece;
            }
        if (used <= cap)
            return true;
        if (coolest < 0 || !include(b, out, coolest))
            return false;
    }
}

/* What must go so that a person's caps of each day, then of each week, hold. */
static bool block_caps(const board *b, int person, int option, blockers *out) {
    int day_cap = PERSON(person, DAY_CAP), week_cap = PERSON(person, WEEK_CAP);
    if (day_cap < 0 && week_cap < 0)
        return true;
    for EACH_CHUNK(at, option) {
        int day = CHUNK(at, DAY), week = CHUNK(at, WEEK), more = bits_in(CHUNK(at, MASK));
        if (day_cap >= 0 && !block_cap(b, person, day, 1, day_cap - more - FIXED_DAY(person, day), out))
            return false;
        if (week_cap < 0)
            continue;
        for (int other = at + 1; other < OPTION(option, CHUNKS_END); other++)
            more += CHUNK(other, WEEK) == week ? bits_in(CHUNK(other, MASK)) : 0;
        if (!block_cap(b, person, week * 7, 7, week_cap - more - FIXED_WEEK(person, week), out))
            return false;
    }
    return true;
}

/* Find the pieces in the way of a place that the calendars allow; false when they are too many or fixed. */
static bool find_blockers(const board *b, int piece, target to, int limit, blockers *out) {
    int cls = PIECE(piece, CLASS), option = CHOICE(to.choice, OPTION), base = base_of(b, to.room);
    int person = CANDIDATE(to.staff, RESOURCE);
    out->count = 0;
    out->limit = limit;
    for EACH_PERSON(at, cls)
        if (!block_person(b, b->lists[at], option, base, out))
            return false;
    if (!block_person(b, person, option, base, out) || !block_room(b, cls, to.room, option, out))
        return false;
    if (!block_order(b, cls, option, out) || !block_module(b, CLASS(cls, MODULE), option, out))
        return false;
    if (!block_patterns(b, CLASS(cls, MODULE), to.choice, out) || !block_instructor(b, cls, to.staff, out))
        return false;
    for EACH_PERSON(at, cls)
        if (!block_caps(b, b->lists[at], option, out))
            return false;
    return block_caps(b, person, option, out);
}
