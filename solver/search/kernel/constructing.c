/* Construction: place what fits, then by ejection chains what does not, remembering what is often in the way. */
#include "board.h"

enum { PLACES_TRIED = 12, TARGETS_TRIED = 24, TENURE = 12 };

/* How hot the pieces in the way are together; NONE when one of them may not go yet. */
static int64_t heat_of(const board *b, const blockers *out) {
    int64_t heat = 0;
    for (int at = 0; at < out->count; at++) {
        if (b->held[out->pieces[at]] > TOTAL(STEPS))
            return NONE;
        heat += b->heat[out->pieces[at]] + 1;
    }
    return heat;
}

/* Place a piece where the least heat is in the way, and take that out. False when nowhere is possible. */
static bool eject_for(board *b, int piece, blockers *gone) {
    int cls = PIECE(piece, CLASS);
    int64_t least_heat = NONE;
    target best = {NONE, NONE, NONE};
    for (int attempt = 0; has_choices(b, cls) && attempt < TARGETS_TRIED; attempt++) {
        target to = {random_choice(b, cls), random_room(b, cls), random_staff(b, cls)};
        int local = to.choice - CLASS(cls, CHOICES);
        blockers out;
        if (!is_allowed(b, to.room, local) || !is_allowed(b, to.staff, local))
            continue;
        if (!find_blockers(b, piece, to, MOST_BLOCKERS, &out))
            continue;
        int64_t heat = heat_of(b, &out);
        if (heat >= 0 && (least_heat < 0 || heat < least_heat)) {
            least_heat = heat;
            best = to;
            *gone = out;
        }
    }
    if (least_heat < 0)
        return false;
    for (int at = 0; at < gone->count; at++) {
        take(b, gone->pieces[at]);
        b->heat[gone->pieces[at]]++;
    }
    b->held[piece] = TOTAL(STEPS) + TENURE;
    add(b, piece, best);
    return true;
}

/* The position of the hottest of a few waiting pieces. */
static int next_waiting(board *b, const int32_t *waiting, int count) {
    int best = draw(b, count);
    for (int attempt = 0; attempt < 3; attempt++) {
        int other = draw(b, count);
        if (b->heat[waiting[other]] > b->heat[waiting[best]])
            best = other;
    }
    return best;
}

/* Place the pieces of a list that fit somewhere, one after another, moving nothing. */
void kernel_place(board *b, const int32_t *order, int count) {
    for (int at = 0; at < count; at++) {
        target to;
        if (PIECE(order[at], CHOICE) < 0 && find_place(b, order[at], PLACES_TRIED, &to))
            add(b, order[at], to);
    }
    save_best(b);
}

/* Work on the pieces that are not placed for so many steps, or until all are; `waiting` is room for their list. */
void kernel_construct(board *b, int32_t *waiting, int steps) {
    int count = 0;
    for (int piece = 0; piece < b->piece_count; piece++)
        if (PIECE(piece, CHOICE) < 0)
            waiting[count++] = piece;
    for (int step = 0; step < steps && count > 0; step++) {
        TOTAL(STEPS)++;
        int at = next_waiting(b, waiting, count), piece = waiting[at];
        blockers gone = {0, 0, {0}};
        target to;
        if (find_place(b, piece, PLACES_TRIED, &to)) {
            add(b, piece, to);
        } else if (!eject_for(b, piece, &gone)) {
            b->heat[piece]++;
            continue;
        }
        waiting[at] = waiting[--count];
        for (int ejected = 0; ejected < gone.count; ejected++)
            waiting[count++] = gone.pieces[ejected];
    }
    save_best(b);
}

/* Whether the days between a class and what comes before or after it, or within its module, are too many. */
static bool is_stretched(const board *b, int cls) {
    int earliest = CLASS(cls, EARLIEST), latest = CLASS(cls, LATEST), module = CLASS(cls, MODULE);
    if (MODULE(module, MOST_GAP) >= 0 && gap_breaches(b, module, NONE) > 0)
        return true;
    for (int at = CLASS(cls, BEFORE); at < CLASS(cls, BEFORE_END); at += 3) {
        int limit = b->lists[at + 2], before = CLASS(b->lists[at], LATEST);
        if (limit >= 0 && before >= 0 && earliest >= 0 && earliest / b->periods - before / b->periods > limit)
            return true;
    }
    for (int at = CLASS(cls, AFTER); at < CLASS(cls, AFTER_END); at += 3) {
        int limit = b->lists[at + 2], after = CLASS(b->lists[at], EARLIEST);
        if (limit >= 0 && after >= 0 && latest >= 0 && after / b->periods - latest / b->periods > limit)
            return true;
    }
    return false;
}

/* Whether fewer units would be used above a cap without the piece. */
static bool is_above_caps(board *b, int piece) {
    int64_t before = TOTAL(BREACHES);
    target from = take(b, piece);
    bool is_better = TOTAL(BREACHES) < before;
    add(b, piece, from);
    return is_better;
}

/* Write the placed pieces that have to do with broken rules that are kept by penalty to `found`; returns how many. */
int kernel_breaching(board *b, int32_t *found) {
    int count = 0;
    for (int piece = 0; piece < b->piece_count; piece++) {
        int cls = PIECE(piece, CLASS);
        if (PIECE(piece, CHOICE) < 0 || !CLASS(cls, HAS_PENALTY))
            continue;
        if (is_stretched(b, cls) || is_above_caps(b, piece))
            found[count++] = piece;
    }
    return count;
}
