/* Choosing where a piece might stand: random numbers, the workshop and instructor for a time, the best of several. */
#include "board.h"

/* A random number from 0 to below - 1: high bits of a 64-bit linear congruential generator (Knuth's MMIX). */
static inline int draw(board *b, int below) {
    uint64_t state = (uint64_t)TOTAL(RANDOM) * 6364136223846793005u + 1442695040888963407u;
    TOTAL(RANDOM) = (int64_t)state;
    return (int)(((state >> 33) * (uint64_t)below) >> 31);
}

/* A candidate of a range: three times in four one of those before `near`, at the cohort's own base, if there are any. */
static inline int draw_candidate(board *b, int first, int near, int end) {
    return first + draw(b, near > first && near < end && draw(b, 4) > 0 ? near - first : end - first);
}

static int random_room(board *b, int cls) { return draw_candidate(b, CLASS(cls, ROOMS), CLASS(cls, ROOMS_NEAR), CLASS(cls, ROOMS_END)); }
static int random_staff(board *b, int cls) { return draw_candidate(b, CLASS(cls, STAFFS), CLASS(cls, STAFFS_NEAR), CLASS(cls, STAFFS_END)); }

/* Whether a candidate, workshop or instructor, can serve: `base` says for an instructor where. */
static bool serves(const board *b, int cls, int option, int local, int candidate, bool is_room, int base) {
    if (!is_allowed(b, candidate, local))
        return false;
    return is_room ? room_fits(b, cls, candidate, option) : staff_fits(b, cls, candidate, option, base);
}

/* The preferred candidate if it can serve, else one that the module has already, else the first from a random one on.
 * One time in four the module's own have no precedence. */
static int pick(board *b, int cls, int option, int local, int preferred, bool is_room, int base) {
    if (preferred >= 0 && serves(b, cls, option, local, preferred, is_room, base))
        return preferred;
    int first = is_room ? CLASS(cls, ROOMS) : CLASS(cls, STAFFS);
    int count = (is_room ? CLASS(cls, ROOMS_END) : CLASS(cls, STAFFS_END)) - first;
    int start = (is_room ? random_room(b, cls) : random_staff(b, cls)) - first, found = NONE;
    bool wants_known = draw(b, 4) > 0;
    for (int step = 0; step < count; step++) {
        int at = start + step < count ? first + start + step : first + start + step - count;
        bool is_known = b->tally[CANDIDATE(at, TALLY)] > 0;
        if ((found >= 0 && !is_known) || at == preferred || !serves(b, cls, option, local, at, is_room, base))
            continue;
        if (is_known || !wants_known)
            return at;
        found = at;
    }
    return found;
}

/* Find a workshop and an instructor for a time, the wanted ones first. */
static bool complete(board *b, int piece, int choice, target wanted, target *to) {
    if (!time_fits(b, piece, choice))
        return false;
    int cls = PIECE(piece, CLASS), option = CHOICE(choice, OPTION), local = choice - CLASS(cls, CHOICES);
    to->choice = choice;
    to->room = pick(b, cls, option, local, wanted.room, true, NONE);
    if (to->room < 0)
        return false;
    to->staff = pick(b, cls, option, local, wanted.staff, false, base_of(b, to->room));
    return to->staff >= 0;
}

/* Whether a piece has any time, workshop and instructor at all. */
static bool has_choices(const board *b, int cls) {
    return CLASS(cls, CHOICES) < CLASS(cls, CHOICES_END) && CLASS(cls, ROOMS) < CLASS(cls, ROOMS_END) &&
           CLASS(cls, STAFFS) < CLASS(cls, STAFFS_END);
}

/* The cheapest of up to `limit` fitting places, near the ideal day; every time is tried before giving up. */
static bool find_place(board *b, int piece, int limit, target *best) {
    int cls = PIECE(piece, CLASS), first = CLASS(cls, CHOICES), count = CLASS(cls, CHOICES_END) - first;
    if (!has_choices(b, cls))
        return false;
    int start = draw(b, count), found = 0, best_score = 0;
    for (int step = 0; step < count && found < limit; step++) {
        int choice = start + step < count ? first + start + step : first + start + step - count;
        target to, anywhere = {NONE, NONE, NONE};
        if (!complete(b, piece, choice, anywhere, &to))
            continue;
        int distance = OPTION(CHOICE(choice, OPTION), FIRST_DAY) - PIECE(piece, IDEAL_DAY);
        int score = 4 * cost_of(b, piece, to) + (distance < 0 ? -distance : distance);
        if (found == 0 || score < best_score) {
            best_score = score;
            *best = to;
        }
        found++;
    }
    return found > 0;
}

/* The candidate of a range that is this workshop or person; NONE without one. */
static int candidate_at(const board *b, int first, int end, int resource) {
    for (int at = first; at < end; at++)
        if (CANDIDATE(at, RESOURCE) == resource)
            return at;
    return NONE;
}

/* The choice of a class that is this option, by halving (choices are sorted by option); NONE without one. */
static int choice_at(const board *b, int cls, int option) {
    int low = CLASS(cls, CHOICES), high = CLASS(cls, CHOICES_END);
    while (low < high) {
        int middle = (low + high) / 2;
        if (CHOICE(middle, OPTION) < option)
            low = middle + 1;
        else
            high = middle;
    }
    return low < CLASS(cls, CHOICES_END) && CHOICE(low, OPTION) == option ? low : NONE;
}

static int random_choice(board *b, int cls) { return CLASS(cls, CHOICES) + draw(b, CLASS(cls, CHOICES_END) - CLASS(cls, CHOICES)); }

/* The first choice of a class that begins after a slot, by halving. */
static int choice_after(const board *b, int cls, int slot) {
    int low = CLASS(cls, CHOICES), high = CLASS(cls, CHOICES_END);
    while (low < high) {
        int middle = (low + high) / 2;
        if (OPTION(CHOICE(middle, OPTION), FIRST_SLOT) <= slot)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A random time between what the course has before the class and what it has after it; any one if there is none between. */
static int orderly_choice(board *b, int cls) {
    int after = NONE, until = b->slots;
    for (int at = CLASS(cls, BEFORE); at < CLASS(cls, BEFORE_END); at += 3)
        after = most(after, CLASS(b->lists[at], LATEST));
    for (int at = CLASS(cls, AFTER); at < CLASS(cls, AFTER_END); at += 3)
        if (CLASS(b->lists[at], EARLIEST) >= 0)
            until = least(until, CLASS(b->lists[at], EARLIEST));
    int first = after < 0 ? CLASS(cls, CHOICES) : choice_after(b, cls, after);
    int end = until == b->slots ? CLASS(cls, CHOICES_END) : choice_after(b, cls, until - 1);
    return first < end ? first + draw(b, end - first) : random_choice(b, cls);
}
