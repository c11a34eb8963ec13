/* Whole states at once: where a timetable in force stands, a state found earlier, and what differs from the former. */
#include "board.h"

enum { STAND_PIECE, STAND_SLOT, STAND_ROOM, STAND_STAFF, STAND_COLUMNS };

/* The choice of a class that begins in this slot, by halving (options of one length are numbered by slot). */
static int choice_from(const board *b, int cls, int slot) {
    int low = CLASS(cls, CHOICES), high = CLASS(cls, CHOICES_END);
    while (low < high) {
        int middle = (low + high) / 2;
        if (OPTION(CHOICE(middle, OPTION), FIRST_SLOT) < slot)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < CLASS(cls, CHOICES_END) && OPTION(CHOICE(low, OPTION), FIRST_SLOT) == slot;
    return is_there ? low : NONE;
}

/* Choice and candidates of a slot, workshop and person; false when the calendars do not allow the piece one of them. */
static bool find_target(const board *b, int piece, const int32_t *stand, target *to) {
    int cls = PIECE(piece, CLASS);
    to->choice = choice_from(b, cls, stand[STAND_SLOT]);
    to->room = candidate_at(b, CLASS(cls, ROOMS), CLASS(cls, ROOMS_END), stand[STAND_ROOM]);
    to->staff = candidate_at(b, CLASS(cls, STAFFS), CLASS(cls, STAFFS_END), stand[STAND_STAFF]);
    return to->choice >= 0 && to->room >= 0 && to->staff >= 0;
}

/* Write choice, room and staff of each stand, NONE in all three where the calendars forbid it; returns how many stand. */
int kernel_targets(const board *b, const int32_t *stands, int count, int32_t *targets) {
    int found = 0;
    for (int at = 0; at < count; at++) {
        const int32_t *stand = stands + at * STAND_COLUMNS;
        target to;
        bool is_there = find_target(b, stand[STAND_PIECE], stand, &to);
        targets[3 * at] = is_there ? to.choice : NONE;
        targets[3 * at + 1] = is_there ? to.room : NONE;
        targets[3 * at + 2] = is_there ? to.staff : NONE;
        found += is_there;
    }
    return found;
}

/* Place pieces where they stood, one after another, as far as they fit; writes the positions of those that do not to
 * `left` and returns how many those are. */
int kernel_seat(board *b, const int32_t *stands, int count, int32_t *left) {
    int missing = 0;
    for (int at = 0; at < count; at++) {
        const int32_t *stand = stands + at * STAND_COLUMNS;
        int piece = stand[STAND_PIECE];
        target to;
        if (PIECE(piece, CHOICE) < 0 && find_target(b, piece, stand, &to) && fits(b, piece, to))
            add(b, piece, to);
        else
            left[missing++] = at;
    }
    save_best(b);
    return missing;
}

/* Take over a state (choice, room and staff of each piece): first everything that differs goes, then it comes. */
void kernel_load(board *b, const int32_t *state) {
    for (int piece = 0; piece < b->piece_count; piece++) {
        const int32_t *to = state + 3 * piece;
        bool is_same = PIECE(piece, CHOICE) == to[0] && PIECE(piece, ROOM) == to[1] && PIECE(piece, STAFF) == to[2];
        if (!is_same && PIECE(piece, CHOICE) >= 0)
            take(b, piece);
    }
    for (int piece = 0; piece < b->piece_count; piece++) {
        target to = {state[3 * piece], state[3 * piece + 1], state[3 * piece + 2]};
        if (PIECE(piece, CHOICE) < 0 && to.choice >= 0)
            add(b, piece, to);
    }
    save_best(b);
}

/* Whether a placed piece stands elsewhere than it was published. */
static bool is_changed(const board *b, int piece) {
    return PIECE(piece, OLD_OPTION) != option_of(b, piece) || PIECE(piece, OLD_ROOM) != room_of(b, PIECE(piece, ROOM)) ||
           PIECE(piece, OLD_STAFF) != CANDIDATE(PIECE(piece, STAFF), RESOURCE);
}

/* Write the published pieces that stand elsewhere now to `found`; returns how many. */
int kernel_changed(const board *b, int32_t *found) {
    int count = 0;
    for (int piece = 0; piece < b->piece_count; piece++)
        if (PIECE(piece, OLD_OPTION) != NONE && PIECE(piece, CHOICE) >= 0 && is_changed(b, piece))
            found[count++] = piece;
    return count;
}
