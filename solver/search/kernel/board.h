/* The board and short names for its cells. `layout.h` is written from solver/search/layout.py when the kernel is built:
 * it holds `struct board` and the names of all columns, so that Python and C cannot disagree. */
#ifndef BOARD_H
#define BOARD_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "layout.h"

#define NONE (-1)

#define PIECE(piece, column) b->pieces[(piece) * PIECE_COLUMNS + PIECE_##column]
#define CLASS(cls, column) b->classes[(cls) * CLASS_COLUMNS + CLASS_##column]
#define CHOICE(choice, column) b->choices[(choice) * CHOICE_COLUMNS + CHOICE_##column]
#define OPTION(option, column) b->options[(option) * OPTION_COLUMNS + OPTION_##column]
#define CHUNK(chunk, column) b->chunks[(chunk) * CHUNK_COLUMNS + CHUNK_##column]
#define CANDIDATE(candidate, column) b->candidates[(candidate) * CANDIDATE_COLUMNS + CANDIDATE_##column]
#define PERSON(person, column) b->people[(person) * PERSON_COLUMNS + PERSON_##column]
#define ROOM(room, column) b->rooms[(room) * ROOM_COLUMNS + ROOM_##column]
#define MODULE(module, column) b->modules[(module) * MODULE_COLUMNS + MODULE_##column]
#define BUDGET(budget, column) b->budgets[(budget) * BUDGET_COLUMNS + BUDGET_##column]
#define WEIGHT(column) b->weights[WEIGHT_##column]
#define TOTAL(column) b->totals[TOTAL_##column]

#define BUSY(person, day) b->busy[(person) * b->days + (day)]
#define WEEK_LOAD(person, number) b->week[(person) * b->weeks + (number)]
#define FIXED_DAY(person, day) b->fixed_day[(person) * b->days + (day)]
#define FIXED_WEEK(person, number) b->fixed_week[(person) * b->weeks + (number)]
#define OCCUPANT(person, slot) b->occupant[(person) * b->slots + (slot)]
#define PLACE(person, day, base) b->place[((person) * b->days + (day)) * b->bases + (base)]
#define AWAY(person, base, day) b->away[((person) * b->bases + (base)) * b->days + (day)]
#define CLASH(base, other, period) b->clash[((base) * b->bases + (other)) * b->periods + (period)]
#define UNITS(pool, slot) b->units[(pool) * b->slots + (slot)]
#define UNITS_MASK(room, day) b->units_mask[(room) * b->days + (day)]
#define USER(room, slot, at) b->room_users[((room) * b->slots + (slot)) * (MOST_USERS + 1) + (at)]
#define MODULE_DAYS(module, day) b->module_days[(module) * b->days + (day)]
#define BEST(piece, column) b->best[(piece) * 4 + (column)]

/* Walk over the chunks of an option, and over the bits of a mask. */
#define EACH_CHUNK(at, option) (int at = OPTION(option, CHUNKS); at < OPTION(option, CHUNKS_END); at++)
#define EACH_BIT(bit, mask) (int bit##_left = (mask), bit; bit##_left && (bit = __builtin_ctz(bit##_left), true); \
                             bit##_left &= bit##_left - 1)
#define EACH_PERSON(at, cls) (int at = CLASS(cls, PEOPLE); at < CLASS(cls, PEOPLE_END); at++)

typedef struct board board;

/* Where a piece might stand: positions in choices and candidates. */
typedef struct {
    int choice, room, staff;
} target;

static inline int least(int one, int other) { return one < other ? one : other; }
static inline int most(int one, int other) { return one > other ? one : other; }
static inline int bits_in(int mask) { return __builtin_popcount((unsigned)mask); }

static inline int option_of(const board *b, int piece) { return CHOICE(PIECE(piece, CHOICE), OPTION); }
static inline int room_of(const board *b, int candidate) { return CANDIDATE(candidate, RESOURCE); }
static inline int base_of(const board *b, int candidate) { return ROOM(CANDIDATE(candidate, RESOURCE), BASE); }

#endif
