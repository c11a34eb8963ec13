/* The whole kernel as one translation unit, so that the compiler sees through every call; then the doors for Python. */
#include "board.h"

/* The order is the order of dependence. */
#include "fitting.c"
#include "costing.c"
#include "placing.c"
#include "blocking.c"
#include "targeting.c"
#include "constructing.c"
#include "annealing.c"
#include "loading.c"

bool kernel_fits(const board *b, int piece, int choice, int room, int staff) {
    target to = {choice, room, staff};
    return fits(b, piece, to);
}

int kernel_cost_of(const board *b, int piece, int choice, int room, int staff) {
    target to = {choice, room, staff};
    return cost_of(b, piece, to);
}

void kernel_add(board *b, int piece, int choice, int room, int staff) {
    target to = {choice, room, staff};
    add(b, piece, to);
}

void kernel_take(board *b, int piece) { take(b, piece); }

void kernel_save_best(board *b) { save_best(b); }
