/* The cheapest plan of each course at given prices; see solver/bounds/courses.py for the arrays and docs/bounds.md for the method. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pricing.h"

#define FAR ((int64_t)1 << 58)
#define PAIRED 8
#define ANY (-1)

typedef struct {
    int32_t one, other;
    int64_t fee;
} Choice;

typedef struct {
    int32_t lessons, starts, staff, rooms, staff_choices, room_choices;
    const int32_t *slot, *before, *entry, *home_of, *base_of;
    char *allowed;                           /* [lessons][starts] */
    int64_t *plain;                          /* [starts] what a start costs with anybody anywhere */
    int64_t *by_staff, *by_room;             /* [staff][starts], [rooms][starts] */
    int64_t *local_staff, *local_room;       /* [bases][starts] the cheapest of each base */
    int64_t *foreign_staff, *any_room;       /* [starts] the cheapest of all, the instructor away from home */
    int64_t *path, *least;                   /* [lessons][starts], [lessons][starts + 1] */
    int64_t *staff_floor, *room_floor, *sum; /* [choices][starts], [starts] */
    int64_t *out, *lead;                     /* [starts], [starts of the module before + 1] */
    int32_t *pick;                           /* [starts] */
    Choice *staff_choice, *room_choice;
} Module;

static inline int64_t smaller(int64_t one, int64_t other) { return one < other ? one : other; }

static int32_t list_choices(Choice *list, int32_t count, int64_t fee, int32_t lessons)
{
    int32_t used = 0;
    if (fee == 0 || lessons == 1) {
        list[used++] = (Choice){ANY, ANY, 0};
        return used;
    }
    for (int32_t one = 0; one < count; one++)
        list[used++] = (Choice){one, ANY, 0};
    if (count > PAIRED) {
        list[used++] = (Choice){ANY, ANY, fee};
        return used;
    }
    for (int32_t one = 0; one < count; one++)
        for (int32_t other = one + 1; other < count; other++)
            list[used++] = (Choice){one, other, fee};
    if (lessons > 2 && count > 2)
        list[used++] = (Choice){ANY, ANY, 2 * fee};
    return used;
}

static void price_staff(const Courses *all, const Prices *prices, Module *m, int32_t at)
{
    const int32_t k0 = all->start_at[at], n = m->starts;
    for (int32_t k = 0; k < n; k++)
        m->foreign_staff[k] = FAR;
    for (int64_t k = 0; k < (int64_t)all->bases * n; k++)
        m->local_staff[k] = FAR;
    for (int32_t s = 0; s < m->staff; s++) {
        const int32_t who = all->staff[all->staff_at[at] + s];
        const char *mask = all->masks + (int64_t)all->staff_mask[all->staff_at[at] + s] * all->slots;
        const int64_t *sums = prices->staff + (int64_t)who * (all->cells + 1);
        int64_t *row = m->by_staff + (int64_t)s * n;
        const int32_t home = all->staff_home[who];
        int64_t *local = m->local_staff + (int64_t)(home < 0 ? 0 : home) * n;
        const int64_t away = home < 0 ? 0 : all->staff_travel[who];
        for (int32_t k = 0; k < n; k++) {
            row[k] = FAR;
            if (mask[m->slot[k]]) {
                row[k] = sums[all->till[k0 + k]] - sums[all->from[k0 + k]] + prices->load[who] * all->length[k0 + k];
                m->foreign_staff[k] = smaller(m->foreign_staff[k], row[k] + away);
                if (home >= 0)
                    local[k] = smaller(local[k], row[k]);
            }
        }
    }
}

static void price_rooms(const Courses *all, const Prices *prices, Module *m, int32_t at)
{
    const int32_t k0 = all->start_at[at], n = m->starts, cohort = all->cohort[at];
    for (int32_t k = 0; k < n; k++)
        m->any_room[k] = FAR;
    for (int64_t k = 0; k < (int64_t)all->bases * n; k++)
        m->local_room[k] = FAR;
    for (int32_t r = 0; r < m->rooms; r++) {
        const int32_t entry = all->room_at[at] + r, room = all->rooms[entry], base = all->room_base[room];
        const char *mask = all->masks + (int64_t)all->room_mask[entry] * all->slots;
        const int32_t home = all->cohort_home[cohort];
        const int64_t away = home >= 0 && home != base ? all->cohort_travel[cohort] : 0;
        int64_t *row = m->by_room + (int64_t)r * n, *local = m->local_room + (int64_t)base * n;
        for (int32_t k = 0; k < n; k++)
            row[k] = mask[m->slot[k]] ? away : FAR;
        for (int32_t u = all->use_at[entry]; u < all->use_at[entry + 1]; u++) {
            const int64_t *sums = prices->rows + (int64_t)all->use_row[u] * (all->cells + 1);
            for (int32_t k = 0; k < n; k++)
                row[k] += (sums[all->till[k0 + k]] - sums[all->from[k0 + k]]) * all->use_amount[u];
        }
        for (int32_t k = 0; k < n; k++) {
            row[k] = smaller(row[k], FAR);
            m->any_room[k] = smaller(m->any_room[k], row[k]);
            local[k] = smaller(local[k], row[k]);
        }
    }
}

static void price_starts(const Courses *all, const Prices *prices, Module *m, int32_t at)
{
    const int32_t k0 = all->start_at[at], cohort = all->cohort[at];
    const int64_t *sums = prices->cohorts + (int64_t)cohort * (all->cells + 1);
    const int64_t *weeks = prices->weeks + (int64_t)cohort * all->weeks;
    for (int32_t k = 0; k < m->starts; k++)
        m->plain[k] = all->cost[k0 + k] + sums[all->till[k0 + k]] - sums[all->from[k0 + k]] +
                      weeks[all->week[k0 + k]] * all->length[k0 + k];
    for (int32_t j = 0; j < m->lessons; j++) {
        const int32_t lesson = all->lesson_at[at] + j;
        const char *mask = all->masks + (int64_t)all->lesson_mask[lesson] * all->slots;
        for (int32_t k = 0; k < m->starts; k++)
            m->allowed[j * m->starts + k] =
                mask[m->slot[k]] && all->length[k0 + k] == all->lesson_length[lesson];
    }
}

/* What one instructor, or anybody, costs at a base. */
static inline int64_t staff_cost(const Courses *all, const Module *m, int32_t at, int32_t who, int32_t base, int32_t k)
{
    if (who == ANY)
        return smaller(m->foreign_staff[k], m->local_staff[(int64_t)base * m->starts + k]);
    const int32_t person = all->staff[all->staff_at[at] + who], home = all->staff_home[person];
    return m->by_staff[(int64_t)who * m->starts + k] + (home >= 0 && home != base ? all->staff_travel[person] : 0);
}

static void lower_to_room(const Courses *all, const Module *m, int32_t at, Choice staff, int32_t room, int64_t *sum)
{
    const int32_t base = all->room_base[all->rooms[all->room_at[at] + room]];
    const int64_t *row = m->by_room + (int64_t)room * m->starts;
    for (int32_t k = 0; k < m->starts; k++) {
        int64_t person = staff_cost(all, m, at, staff.one, base, k);
        if (staff.other != ANY)
            person = smaller(person, staff_cost(all, m, at, staff.other, base, k));
        sum[k] = smaller(sum[k], row[k] + person);
    }
}

static void lower_to_person(const Courses *all, const Module *m, int32_t at, int32_t who, int64_t *sum)
{
    const int32_t person = all->staff[all->staff_at[at] + who], home = all->staff_home[person];
    const int64_t *row = m->by_staff + (int64_t)who * m->starts;
    const int64_t away = home < 0 ? 0 : all->staff_travel[person];
    const int64_t *local = m->local_room + (int64_t)(home < 0 ? 0 : home) * m->starts;
    for (int32_t k = 0; k < m->starts; k++) {
        int64_t place = m->any_room[k] + away;
        if (home >= 0)
            place = smaller(place, local[k]);
        sum[k] = smaller(sum[k], row[k] + place);
    }
}

/* The cheapest cost of each start with these instructors and these workshops. */
static void add_up(const Courses *all, Module *m, int32_t at, Choice staff, Choice room)
{
    int64_t *sum = m->sum;
    for (int32_t k = 0; k < m->starts; k++)
        sum[k] = FAR;
    if (room.one != ANY) {
        lower_to_room(all, m, at, staff, room.one, sum);
        if (room.other != ANY)
            lower_to_room(all, m, at, staff, room.other, sum);
    } else if (staff.one != ANY) {
        lower_to_person(all, m, at, staff.one, sum);
        if (staff.other != ANY)
            lower_to_person(all, m, at, staff.other, sum);
    } else {
        for (int32_t base = 0; base < all->bases; base++)
            for (int32_t k = 0; k < m->starts; k++)
                sum[k] = smaller(sum[k], m->local_room[(int64_t)base * m->starts + k] + staff_cost(all, m, at, ANY, base, k));
    }
    for (int32_t k = 0; k < m->starts; k++)
        sum[k] = smaller(sum[k] + m->plain[k], FAR);
}

/* path[j][k]: the cheapest way to have lesson j at start k and all before it earlier. */
static void walk(Module *m)
{
    const int32_t n = m->starts;
    for (int32_t j = 0; j < m->lessons; j++) {
        int64_t *path = m->path + (int64_t)j * n, *least = m->least + (int64_t)j * (n + 1);
        const int64_t *past = j ? least - (n + 1) : m->lead;
        const int32_t *reach = j ? m->before : m->entry;
        const char *allowed = m->allowed + j * n;
        least[0] = FAR;
        for (int32_t k = 0; k < n; k++) {
            path[k] = allowed[k] ? smaller(past[reach[k]] + m->sum[k], FAR) : FAR;
            least[k + 1] = smaller(least[k], path[k]);
        }
    }
}

static void keep_floor(Module *m, int64_t fee, int64_t *floor)
{
    const int64_t *last = m->path + (int64_t)(m->lessons - 1) * m->starts;
    for (int32_t k = 0; k < m->starts; k++)
        floor[k] = smaller(last[k] + fee, FAR);
}

static int may_improve(const Module *m, int32_t a, int32_t b)
{
    const int64_t *staff = m->staff_floor + (int64_t)a * m->starts, *room = m->room_floor + (int64_t)b * m->starts;
    const int64_t staff_fee = m->staff_choice[a].fee, room_fee = m->room_choice[b].fee;
    for (int32_t k = 0; k < m->starts; k++)
        if (staff[k] + room_fee < m->out[k] && room[k] + staff_fee < m->out[k])
            return 1;
    return 0;
}

static void try_both(const Courses *all, Module *m, int32_t at, int32_t a, int32_t b)
{
    if (!may_improve(m, a, b))
        return;
    add_up(all, m, at, m->staff_choice[a], m->room_choice[b]);
    walk(m);
    const int64_t fee = m->staff_choice[a].fee + m->room_choice[b].fee;
    const int64_t *last = m->path + (int64_t)(m->lessons - 1) * m->starts;
    for (int32_t k = 0; k < m->starts; k++)
        if (last[k] + fee < m->out[k]) {
            m->out[k] = last[k] + fee;
            m->pick[k] = a * m->room_choices + b;
        }
}

static int32_t cheapest(const int64_t *floors, int32_t choices, int32_t starts)
{
    int32_t best = 0;
    int64_t least = INT64_MAX;
    for (int32_t a = 0; a < choices; a++)
        for (int32_t k = 0; k < starts; k++)
            if (floors[(int64_t)a * starts + k] < least) {
                least = floors[(int64_t)a * starts + k];
                best = a;
            }
    return best;
}

/* out[k]: the cheapest way to end the module at start k. */
static void solve_module(const Courses *all, const Prices *prices, Module *m, int32_t at)
{
    price_starts(all, prices, m, at);
    price_staff(all, prices, m, at);
    price_rooms(all, prices, m, at);
    const Choice any = {ANY, ANY, 0};
    for (int32_t k = 0; k < m->starts; k++)
        m->out[k] = FAR;
    for (int32_t a = 0; a < m->staff_choices; a++) {
        add_up(all, m, at, m->staff_choice[a], any);
        walk(m);
        keep_floor(m, m->staff_choice[a].fee, m->staff_floor + (int64_t)a * m->starts);
    }
    for (int32_t b = 0; b < m->room_choices; b++) {
        add_up(all, m, at, any, m->room_choice[b]);
        walk(m);
        keep_floor(m, m->room_choice[b].fee, m->room_floor + (int64_t)b * m->starts);
    }
    const int32_t first = cheapest(m->staff_floor, m->staff_choices, m->starts);
    const int32_t place = cheapest(m->room_floor, m->room_choices, m->starts);
    for (int32_t b = 0; b < m->room_choices; b++)
        try_both(all, m, at, first, b);
    for (int32_t a = 0; a < m->staff_choices; a++)
        try_both(all, m, at, a, place);
    for (int32_t a = 0; a < m->staff_choices; a++)
        for (int32_t b = 0; b < m->room_choices; b++)
            try_both(all, m, at, a, b);
}

static void book(const Courses *all, const Module *m, int32_t at, int32_t k, Choice staff, Choice room, const Usage *use)
{
    int64_t least = INT64_MAX;
    int32_t who = 0, where = 0;
    for (int32_t r = 0; r < m->rooms; r++) {
        const int32_t base = all->room_base[all->rooms[all->room_at[at] + r]];
        if (room.one != ANY && r != room.one && r != room.other)
            continue;
        for (int32_t s = 0; s < m->staff; s++) {
            if (staff.one != ANY && s != staff.one && s != staff.other)
                continue;
            const int64_t cost = m->by_room[(int64_t)r * m->starts + k] + staff_cost(all, m, at, s, base, k);
            if (cost < least) {
                least = cost;
                who = s;
                where = r;
            }
        }
    }
    const int32_t start = all->start_at[at] + k, person = all->staff[all->staff_at[at] + who];
    const int32_t entry = all->room_at[at] + where, cohort = all->cohort[at];
    for (int32_t c = all->from[start]; c < all->till[start]; c++) {
        use->staff[(int64_t)person * all->cells + c]++;
        use->cohorts[(int64_t)cohort * all->cells + c]++;
        for (int32_t u = all->use_at[entry]; u < all->use_at[entry + 1]; u++)
            use->rows[(int64_t)all->use_row[u] * all->cells + c] += all->use_amount[u];
    }
    use->weeks[(int64_t)cohort * all->weeks + all->week[start]] += all->length[start];
    use->load[person] += all->length[start];
}

/* Books the cheapest plan that ends before `limit`; returns how many starts of the module before lie early enough. */
static int32_t trace(const Courses *all, Module *m, int32_t at, int32_t limit, const Usage *use)
{
    int32_t k = 0;
    for (int32_t other = 1; other < limit; other++)
        if (m->out[other] < m->out[k])
            k = other;
    const Choice staff = m->staff_choice[m->pick[k] / m->room_choices];
    const Choice room = m->room_choice[m->pick[k] % m->room_choices];
    add_up(all, m, at, staff, room);
    walk(m);
    for (int32_t j = m->lessons - 1; j >= 0; j--) {
        book(all, m, at, k, staff, room, use);
        if (j == 0)
            break;
        const int64_t *path = m->path + (int64_t)(j - 1) * m->starts;
        int32_t best = 0;
        for (int32_t other = 1; other < m->before[k]; other++)
            if (path[other] < path[best])
                best = other;
        k = best;
    }
    return m->entry[k];
}

static int prepare(const Courses *all, Module *m, int32_t at)
{
    memset(m, 0, sizeof *m);
    m->lessons = all->lesson_at[at + 1] - all->lesson_at[at];
    m->starts = all->start_at[at + 1] - all->start_at[at];
    m->staff = all->staff_at[at + 1] - all->staff_at[at];
    m->rooms = all->room_at[at + 1] - all->room_at[at];
    m->slot = all->slot + all->start_at[at];
    m->before = all->before + all->start_at[at];
    m->entry = all->entry + all->start_at[at];
    const int32_t most = PAIRED * PAIRED + 2;
    m->staff_choice = malloc(sizeof(Choice) * (m->staff + most));
    m->room_choice = malloc(sizeof(Choice) * (m->rooms + most));
    if (!m->staff_choice || !m->room_choice)
        return 0;
    m->staff_choices = list_choices(m->staff_choice, m->staff, all->staff_fee, m->lessons);
    m->room_choices = list_choices(m->room_choice, m->rooms, all->room_fee, m->lessons);
    const int64_t n = m->starts, lessons = m->lessons;
    const int64_t rows = 5 + m->staff + m->rooms + 2 * all->bases + 2 * lessons + m->staff_choices + m->room_choices;
    int64_t *block = malloc(sizeof(int64_t) * (rows * n + lessons + 1));
    m->allowed = malloc(lessons * n + 1);
    m->pick = calloc(n + 1, sizeof(int32_t));
    m->plain = block;
    if (!block || !m->allowed || !m->pick)
        return 0;
    m->foreign_staff = block + n;
    m->any_room = block + 2 * n;
    m->sum = block + 3 * n;
    m->out = block + 4 * n;
    m->by_staff = block + 5 * n;
    m->by_room = m->by_staff + m->staff * n;
    m->local_staff = m->by_room + m->rooms * n;
    m->local_room = m->local_staff + all->bases * n;
    m->path = m->local_room + all->bases * n;
    m->staff_floor = m->path + lessons * n;
    m->room_floor = m->staff_floor + m->staff_choices * n;
    m->least = m->room_floor + m->room_choices * n;
    return 1;
}

static void release(Module *m)
{
    free(m->staff_choice);
    free(m->room_choice);
    free(m->plain);
    free(m->allowed);
    free(m->pick);
    free(m->lead);
}

static int64_t solve_course(const Courses *all, const Prices *prices, const Usage *use, Module *modules, int32_t first, int32_t count)
{
    for (int32_t at = 0; at < count; at++) {
        Module *m = modules + at;
        const Module *past = m - 1;
        if (!prepare(all, m, first + at))
            return OUT_OF_MEMORY;
        m->lead = malloc(sizeof(int64_t) * ((at ? past->starts : 0) + 1));
        if (!m->lead)
            return OUT_OF_MEMORY;
        m->lead[0] = at ? FAR : 0;
        for (int32_t k = 0; at && k < past->starts; k++)
            m->lead[k + 1] = smaller(m->lead[k], past->out[k]);
        solve_module(all, prices, m, first + at);
    }
    const Module *last = modules + count - 1;
    int64_t value = FAR;
    for (int32_t k = 0; k < last->starts; k++)
        value = smaller(value, last->out[k]);
    if (value >= FAR)
        return IMPOSSIBLE;
    int32_t limit = last->starts;
    for (int32_t at = count - 1; at >= 0; at--)
        limit = trace(all, modules + at, first + at, limit, use);
    return value;
}

/* The sum over all courses, with what their plans use added to `use`; or IMPOSSIBLE, or OUT_OF_MEMORY. */
int64_t price_courses(const Courses *all, const Prices *prices, const Usage *use)
{
    Module *modules = calloc(all->longest + 1, sizeof(Module));
    int64_t total = modules ? 0 : OUT_OF_MEMORY;
    for (int32_t course = 0; course < all->courses && total >= 0; course++) {
        const int32_t first = all->course_at[course], count = all->course_at[course + 1] - first;
        memset(modules, 0, sizeof(Module) * count);
        const int64_t value = solve_course(all, prices, use, modules, first, count);
        total = value < 0 ? value : total + value;
        for (int32_t at = 0; at < count; at++)
            release(modules + at);
    }
    free(modules);
    return total;
}
