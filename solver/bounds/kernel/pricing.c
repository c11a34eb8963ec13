/* The cheapest plan of each course at given prices. The arrays are those of solver/bounds/courses.py, the method is in
   docs/bounds.md. All numbers are whole units, so that the sum is exact. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

#define FAR ((int64_t)1 << 58)
#define PAIRED 8

/* One member, two members, or a whole class of a market: what a module may be taught with, and its fee. */
enum { ALL = -1, STRANGERS = -2, NOBODY = -3 };

typedef struct {
    int32_t one, other;
    int64_t fee;
} Choice;

typedef struct {
    int32_t members, choices;
    const int32_t *member; /* entries of the market's own members */
    Choice *choice;
    int64_t *price; /* [members][starts] of each own member alone */
    int64_t *home;  /* [choices][starts] when the room is at the cohort's base */
    int64_t *away;  /* [choices][starts] when it is not */
    int64_t *floor; /* [choices][starts] the least cost of ending there, with everything on the other side */
} Side;

typedef struct {
    int32_t lessons, starts;
    const int32_t *start, *before, *entry;
    Side staff, rooms;
    char *allowed;                                   /* [lessons][starts] */
    int64_t *plain, *sum, *path, *least, *out, *lead; /* plain, sum, out: [starts]; path: [lessons][starts] */
    int32_t *pick;                                   /* [starts] */
} Module;

/* The cheapest stranger of each market at each start. */
typedef struct {
    int64_t *price;
    int32_t *entry;
} Strangers;

static inline int64_t smaller(int64_t one, int64_t other) { return one < other ? one : other; }

static inline int64_t staff_price(const Courses *all, const Prices *prices, int32_t entry, int32_t start)
{
    const int32_t who = all->staff[entry];
    if (!all->masks[(int64_t)all->staff_mask[entry] * all->slots + all->slot[start]])
        return FAR;
    const int64_t *sums = prices->staff + (int64_t)who * (all->cells + 1);
    return sums[all->till[start]] - sums[all->from[start]] + prices->load[who] * all->length[start];
}

static inline int64_t room_price(const Courses *all, const Prices *prices, int32_t entry, int32_t start)
{
    if (!all->masks[(int64_t)all->room_mask[entry] * all->slots + all->slot[start]])
        return FAR;
    int64_t price = 0;
    for (int32_t u = all->use_at[entry]; u < all->use_at[entry + 1]; u++) {
        const int64_t *sums = prices->rows + (int64_t)all->use_row[u] * (all->cells + 1);
        price += (sums[all->till[start]] - sums[all->from[start]]) * all->use_amount[u];
    }
    return price;
}

typedef int64_t (*Pricing)(const Courses *, const Prices *, int32_t, int32_t);

static int find_strangers(const Courses *all, const Prices *prices, Pricing price, int32_t markets, const int32_t *at, const int32_t *own, Strangers *found)
{
    const int64_t n = all->starts;
    found->price = malloc(sizeof(int64_t) * (markets * n + 1));
    found->entry = malloc(sizeof(int32_t) * (markets * n + 1));
    if (!found->price || !found->entry)
        return 0;
    for (int32_t m = 0; m < markets; m++)
        for (int32_t k = 0; k < n; k++) {
            int64_t least = FAR;
            int32_t entry = -1;
            for (int32_t e = at[m] + own[m]; e < at[m + 1]; e++) {
                const int64_t asked = price(all, prices, e, k);
                if (asked < least) {
                    least = asked;
                    entry = e;
                }
            }
            found->price[m * n + k] = least;
            found->entry[m * n + k] = entry;
        }
    return 1;
}

static int32_t list_choices(Choice *list, int32_t own, int32_t strangers, int64_t fee, int32_t lessons)
{
    int32_t used = 0;
    if (fee == 0 || lessons == 1) {
        list[used++] = (Choice){ALL, NOBODY, 0};
        return used;
    }
    for (int32_t one = 0; one < own; one++)
        list[used++] = (Choice){one, NOBODY, 0};
    for (int32_t one = 0; own <= PAIRED && one < own; one++)
        for (int32_t other = one + 1; other < own; other++)
            list[used++] = (Choice){one, other, fee};
    if (strangers)
        list[used++] = (Choice){STRANGERS, NOBODY, 0};
    if (own > PAIRED || (strangers && own))
        list[used++] = (Choice){ALL, NOBODY, fee};
    else if (own > 2 && lessons > 2)
        list[used++] = (Choice){ALL, NOBODY, 2 * fee};
    return used;
}

static void lower(int64_t *target, const int64_t *price, int32_t n, int64_t extra)
{
    for (int32_t k = 0; k < n; k++)
        target[k] = smaller(target[k], price[k] + extra);
}

/* `extra` is what the one member, then what a stranger, costs more in a room at home, and in one away. */
static void fill_choices(Side *side, const int64_t *own_extra, const int64_t *stranger, const int64_t *stranger_extra, int32_t n)
{
    for (int64_t k = 0; k < (int64_t)side->choices * n; k++)
        side->home[k] = side->away[k] = FAR;
    for (int32_t c = 0; c < side->choices; c++) {
        const Choice choice = side->choice[c];
        int64_t *home = side->home + (int64_t)c * n, *away = side->away + (int64_t)c * n;
        for (int32_t i = 0; i < side->members; i++)
            if (choice.one == ALL || choice.one == i || choice.other == i) {
                lower(home, side->price + (int64_t)i * n, n, own_extra[2 * i]);
                lower(away, side->price + (int64_t)i * n, n, own_extra[2 * i + 1]);
            }
        if (choice.one < 0) {
            lower(home, stranger, n, stranger_extra[0]);
            lower(away, stranger, n, stranger_extra[1]);
        }
    }
}

static void gather(const Module *m, const int64_t *market, int64_t *target)
{
    for (int32_t k = 0; k < m->starts; k++)
        target[k] = market[m->start[k]];
}

static int price_staff(const Courses *all, const Prices *prices, const Strangers *strangers, Module *m, int32_t at)
{
    Side *side = &m->staff;
    const int32_t market = all->staff_market[at];
    int64_t *extra = malloc(sizeof(int64_t) * (2 * side->members + 2));
    if (!extra)
        return 0;
    for (int32_t i = 0; i < side->members; i++) {
        for (int32_t k = 0; k < m->starts; k++)
            side->price[(int64_t)i * m->starts + k] = staff_price(all, prices, all->staff_at[market] + i, m->start[k]);
        extra[2 * i] = 0;
        extra[2 * i + 1] = all->staff_travel[all->staff[all->staff_at[market] + i]];
    }
    const int64_t stranger[2] = {all->stranger_travel[market], 0};
    gather(m, strangers->price + (int64_t)market * all->starts, m->sum);
    fill_choices(side, extra, m->sum, stranger, m->starts);
    free(extra);
    return 1;
}

static int price_rooms(const Courses *all, const Prices *prices, const Strangers *strangers, Module *m, int32_t at)
{
    Side *side = &m->rooms;
    const int32_t market = all->room_market[at];
    int64_t *extra = malloc(sizeof(int64_t) * (2 * side->members + 2));
    if (!extra)
        return 0;
    for (int32_t i = 0; i < side->members; i++) {
        for (int32_t k = 0; k < m->starts; k++)
            side->price[(int64_t)i * m->starts + k] = room_price(all, prices, all->room_at[market] + i, m->start[k]);
        extra[2 * i] = 0;
        extra[2 * i + 1] = FAR;
    }
    const int64_t stranger[2] = {FAR, all->cohort_travel[all->cohort[at]]};
    gather(m, strangers->price + (int64_t)market * all->starts, m->sum);
    fill_choices(side, extra, m->sum, stranger, m->starts);
    free(extra);
    return 1;
}

static void price_starts(const Courses *all, const Prices *prices, Module *m, int32_t at)
{
    const int32_t first = all->start_at[at], cohort = all->cohort[at];
    const int64_t *sums = prices->cohorts + (int64_t)cohort * (all->cells + 1);
    const int64_t *weeks = prices->weeks + (int64_t)cohort * all->weeks;
    for (int32_t k = 0; k < m->starts; k++) {
        const int32_t start = m->start[k];
        m->plain[k] = all->cost[first + k] + sums[all->till[start]] - sums[all->from[start]] +
                      weeks[all->week[start]] * all->length[start];
        for (int32_t j = 0; j < m->lessons; j++) {
            const int32_t lesson = all->lesson_at[at] + j;
            const char *mask = all->masks + (int64_t)all->lesson_mask[lesson] * all->slots;
            m->allowed[j * m->starts + k] = mask[all->slot[start]] && all->length[start] == all->lesson_length[lesson];
        }
    }
}

/* path[j][k]: the cheapest way to have lesson j at start k and all before it earlier. */
static void walk(Module *m, int32_t a, int32_t b)
{
    const int32_t n = m->starts;
    const int64_t *staff_home = m->staff.home + (int64_t)a * n, *staff_away = m->staff.away + (int64_t)a * n;
    const int64_t *room_home = m->rooms.home + (int64_t)b * n, *room_away = m->rooms.away + (int64_t)b * n;
    for (int32_t k = 0; k < n; k++)
        m->sum[k] = m->plain[k] + smaller(staff_home[k] + room_home[k], staff_away[k] + room_away[k]);
    for (int32_t j = 0; j < m->lessons; j++) {
        int64_t *path = m->path + (int64_t)j * n, *least = m->least + (int64_t)j * (n + 1);
        const int64_t *past = j ? least - (n + 1) : m->lead;
        const int32_t *reach = j ? m->before : m->entry;
        const char *allowed = m->allowed + (int64_t)j * n;
        least[0] = FAR;
        for (int32_t k = 0; k < n; k++) {
            path[k] = allowed[k] ? smaller(past[reach[k]] + m->sum[k], FAR) : FAR;
            least[k + 1] = smaller(least[k], path[k]);
        }
    }
}

static void keep_floor(const Module *m, int64_t fee, int64_t *floor)
{
    const int64_t *last = m->path + (int64_t)(m->lessons - 1) * m->starts;
    for (int32_t k = 0; k < m->starts; k++)
        floor[k] = smaller(last[k] + fee, FAR);
}

static int32_t cheapest(const Side *side, int32_t n)
{
    int32_t best = 0;
    int64_t least = INT64_MAX;
    for (int32_t c = 0; c < side->choices; c++)
        for (int32_t k = 0; k < n; k++)
            if (side->floor[(int64_t)c * n + k] < least) {
                least = side->floor[(int64_t)c * n + k];
                best = c;
            }
    return best;
}

static int is_hopeless(const Side *side, int32_t c, const Module *m)
{
    for (int32_t k = 0; k < m->starts; k++)
        if (side->floor[(int64_t)c * m->starts + k] < m->out[k])
            return 0;
    return 1;
}

static int may_improve(const Module *m, int32_t a, int32_t b)
{
    const int32_t n = m->starts;
    const int64_t *staff = m->staff.floor + (int64_t)a * n, *rooms = m->rooms.floor + (int64_t)b * n;
    const int64_t staff_fee = m->staff.choice[a].fee, room_fee = m->rooms.choice[b].fee;
    for (int32_t k = 0; k < n; k++)
        if (staff[k] + room_fee < m->out[k] && rooms[k] + staff_fee < m->out[k])
            return 1;
    return 0;
}

static void try_both(Module *m, int32_t a, int32_t b)
{
    if (!may_improve(m, a, b))
        return;
    walk(m, a, b);
    const int64_t fee = m->staff.choice[a].fee + m->rooms.choice[b].fee;
    const int64_t *last = m->path + (int64_t)(m->lessons - 1) * m->starts;
    for (int32_t k = 0; k < m->starts; k++)
        if (last[k] + fee < m->out[k]) {
            m->out[k] = last[k] + fee;
            m->pick[k] = a * m->rooms.choices + b;
        }
}

/* out[k]: the cheapest way to end the module at start k. The last entry of each side is everybody, for the floors. */
static void solve_module(Module *m)
{
    const int32_t n = m->starts, staff = m->staff.choices, rooms = m->rooms.choices;
    for (int32_t k = 0; k < n; k++)
        m->out[k] = FAR;
    for (int32_t a = 0; a < staff; a++) {
        walk(m, a, rooms);
        keep_floor(m, m->staff.choice[a].fee, m->staff.floor + (int64_t)a * n);
    }
    for (int32_t b = 0; b < rooms; b++) {
        walk(m, staff, b);
        keep_floor(m, m->rooms.choice[b].fee, m->rooms.floor + (int64_t)b * n);
    }
    const int32_t first = cheapest(&m->staff, n), place = cheapest(&m->rooms, n);
    try_both(m, first, place);
    for (int32_t b = 0; b < rooms; b++)
        try_both(m, first, b);
    for (int32_t a = 0; a < staff; a++)
        if (!is_hopeless(&m->staff, a, m))
            for (int32_t b = 0; b < rooms; b++)
                try_both(m, a, b);
}

static int is_chosen(Choice choice, int32_t member)
{
    return choice.one == ALL || choice.one == member || choice.other == member;
}

/* The market entry that a choice means at a start, in a room at home (0) or away (1). */
static int32_t staff_entry(const Courses *all, const Module *m, const Strangers *strangers, int32_t at, Choice choice, int32_t k, int32_t away)
{
    const int32_t market = all->staff_market[at], first = all->staff_at[market];
    int64_t least = FAR;
    int32_t found = -1;
    for (int32_t i = 0; i < m->staff.members; i++) {
        const int64_t price = m->staff.price[(int64_t)i * m->starts + k] + (away ? all->staff_travel[all->staff[first + i]] : 0);
        if (is_chosen(choice, i) && price < least) {
            least = price;
            found = first + i;
        }
    }
    const int64_t at_market = (int64_t)market * all->starts + m->start[k];
    if (choice.one < 0 && strangers->price[at_market] + (away ? 0 : all->stranger_travel[market]) < least)
        found = strangers->entry[at_market];
    return found;
}

static int32_t room_entry(const Courses *all, const Module *m, const Strangers *strangers, int32_t at, Choice choice, int32_t k, int32_t away)
{
    const int32_t market = all->room_market[at];
    if (away)
        return strangers->entry[(int64_t)market * all->starts + m->start[k]];
    int64_t least = FAR;
    int32_t found = -1;
    for (int32_t i = 0; i < m->rooms.members; i++)
        if (is_chosen(choice, i) && m->rooms.price[(int64_t)i * m->starts + k] < least) {
            least = m->rooms.price[(int64_t)i * m->starts + k];
            found = all->room_at[market] + i;
        }
    return found;
}

static void count_use(const Courses *all, const Usage *use, int32_t at, int32_t start, int32_t person, int32_t room)
{
    const int32_t who = all->staff[person], cohort = all->cohort[at];
    for (int32_t c = all->from[start]; c < all->till[start]; c++) {
        use->staff[(int64_t)who * all->cells + c]++;
        use->cohorts[(int64_t)cohort * all->cells + c]++;
        for (int32_t u = all->use_at[room]; u < all->use_at[room + 1]; u++)
            use->rows[(int64_t)all->use_row[u] * all->cells + c] += all->use_amount[u];
    }
    use->weeks[(int64_t)cohort * all->weeks + all->week[start]] += all->length[start];
    use->load[who] += all->length[start];
}

typedef struct {
    const Courses *all;
    const Prices *prices;
    const Usage *use;
    Strangers staff, rooms;
} Task;

static void book(const Task *task, const Module *m, int32_t at, int32_t k, int32_t pick)
{
    const int32_t a = pick / m->rooms.choices, b = pick % m->rooms.choices, n = m->starts;
    const int64_t home = m->staff.home[(int64_t)a * n + k] + m->rooms.home[(int64_t)b * n + k];
    const int32_t away = m->staff.away[(int64_t)a * n + k] + m->rooms.away[(int64_t)b * n + k] < home;
    const int32_t person = staff_entry(task->all, m, &task->staff, at, m->staff.choice[a], k, away);
    const int32_t room = room_entry(task->all, m, &task->rooms, at, m->rooms.choice[b], k, away);
    count_use(task->all, task->use, at, m->start[k], person, room);
}

static int32_t first_least(const int64_t *values, int32_t limit)
{
    int32_t best = 0;
    for (int32_t k = 1; k < limit; k++)
        if (values[k] < values[best])
            best = k;
    return best;
}

/* Books the cheapest plan that ends before `limit`; returns how many starts of the module before lie early enough. */
static int32_t trace(const Task *task, Module *m, int32_t at, int32_t limit)
{
    int32_t k = first_least(m->out, limit);
    const int32_t pick = m->pick[k];
    walk(m, pick / m->rooms.choices, pick % m->rooms.choices);
    for (int32_t j = m->lessons - 1; j > 0; j--) {
        book(task, m, at, k, pick);
        k = first_least(m->path + (int64_t)(j - 1) * m->starts, m->before[k]);
    }
    book(task, m, at, k, pick);
    return m->entry[k];
}

static int prepare_side(Side *side, int32_t own, int32_t strangers, int64_t fee, int32_t lessons, int64_t n)
{
    side->members = own;
    side->choice = malloc(sizeof(Choice) * (own + PAIRED * PAIRED + 4));
    if (!side->choice)
        return 0;
    side->choices = list_choices(side->choice, own, strangers, fee, lessons);
    side->choice[side->choices] = (Choice){ALL, NOBODY, 0};
    const int64_t rows = side->choices + 1;
    side->price = malloc(sizeof(int64_t) * ((own + 3 * rows) * n + 1));
    side->home = side->price ? side->price + own * n : NULL;
    side->away = side->price ? side->home + rows * n : NULL;
    side->floor = side->price ? side->away + rows * n : NULL;
    return side->price != NULL;
}

static int prepare(const Task *task, Module *m, int32_t at)
{
    const Courses *all = task->all;
    const int32_t staff = all->staff_market[at], rooms = all->room_market[at];
    m->lessons = all->lesson_at[at + 1] - all->lesson_at[at];
    m->starts = all->start_at[at + 1] - all->start_at[at];
    m->start = all->start + all->start_at[at];
    m->before = all->before + all->start_at[at];
    m->entry = all->entry + all->start_at[at];
    const int64_t n = m->starts, lessons = m->lessons;
    m->plain = malloc(sizeof(int64_t) * ((3 + 2 * lessons) * n + lessons + 1));
    m->allowed = malloc(lessons * n + 1);
    m->pick = calloc(n + 1, sizeof(int32_t));
    if (!m->plain || !m->allowed || !m->pick)
        return 0;
    m->sum = m->plain + n;
    m->out = m->plain + 2 * n;
    m->path = m->plain + 3 * n;
    m->least = m->path + lessons * n;
    const int32_t own_staff = all->staff_own[staff], own_rooms = all->room_own[rooms];
    const int32_t staff_strangers = all->staff_at[staff + 1] - all->staff_at[staff] - own_staff;
    const int32_t room_strangers = all->room_at[rooms + 1] - all->room_at[rooms] - own_rooms;
    return prepare_side(&m->staff, own_staff, staff_strangers, all->staff_fee, m->lessons, n) &&
           prepare_side(&m->rooms, own_rooms, room_strangers, all->room_fee, m->lessons, n);
}

static void release(Module *m)
{
    free(m->staff.choice);
    free(m->staff.price);
    free(m->rooms.choice);
    free(m->rooms.price);
    free(m->plain);
    free(m->allowed);
    free(m->pick);
    free(m->lead);
}

static int price_module(const Task *task, Module *m, int32_t at)
{
    if (!prepare(task, m, at))
        return 0;
    /* The floors need everybody as one more choice on each side. */
    m->staff.choices++;
    m->rooms.choices++;
    const int is_priced = price_staff(task->all, task->prices, &task->staff, m, at) &&
                          price_rooms(task->all, task->prices, &task->rooms, m, at);
    m->staff.choices--;
    m->rooms.choices--;
    price_starts(task->all, task->prices, m, at);
    return is_priced;
}

static int64_t solve_course(const Task *task, Module *modules, int32_t first, int32_t count)
{
    for (int32_t at = 0; at < count; at++) {
        Module *m = modules + at;
        const Module *past = m - 1;
        m->lead = malloc(sizeof(int64_t) * ((at ? past->starts : 0) + 1));
        if (!m->lead || !price_module(task, m, first + at))
            return OUT_OF_MEMORY;
        m->lead[0] = at ? FAR : 0;
        for (int32_t k = 0; at && k < past->starts; k++)
            m->lead[k + 1] = smaller(m->lead[k], past->out[k]);
        solve_module(m);
    }
    const Module *last = modules + count - 1;
    const int64_t value = last->out[first_least(last->out, last->starts)];
    if (value >= FAR)
        return IMPOSSIBLE;
    int32_t limit = last->starts;
    for (int32_t at = count - 1; at >= 0; at--)
        limit = trace(task, modules + at, first + at, limit);
    return value;
}

/* The sum over the courses from `begin` to before `end`, with what their plans use added to `use`; or IMPOSSIBLE, or
   OUT_OF_MEMORY. */
int64_t price_courses(const Courses *all, const Prices *prices, const Usage *use, int32_t begin, int32_t end)
{
    Task task = {all, prices, use, {NULL, NULL}, {NULL, NULL}};
    Module *modules = calloc(all->longest + 1, sizeof(Module));
    const int is_ready =
        modules && find_strangers(all, prices, staff_price, all->staff_markets, all->staff_at, all->staff_own, &task.staff) &&
        find_strangers(all, prices, room_price, all->room_markets, all->room_at, all->room_own, &task.rooms);
    int64_t total = is_ready ? 0 : OUT_OF_MEMORY;
    for (int32_t course = begin; course < end && total >= 0; course++) {
        const int32_t first = all->course_at[course], count = all->course_at[course + 1] - first;
        memset(modules, 0, sizeof(Module) * count);
        const int64_t value = solve_course(&task, modules, first, count);
        total = value < 0 ? value : total + value;
        for (int32_t at = 0; at < count; at++)
            release(modules + at);
    }
    free(task.staff.price);
    free(task.staff.entry);
    free(task.rooms.price);
    free(task.rooms.entry);
    free(modules);
    return total;
}
