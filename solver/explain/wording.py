"""The sentences of facts, shortages, repairs and reasons, each in English and Chinese."""

from __future__ import annotations

FACT_SENTENCES: dict[str, tuple[str, str]] = {
    "lessons": (
        "Module {module} of {cohort} has {lessons} {lessons:lesson|lessons} ({periods} {periods:period|periods}) "
        "of {subject} ({kind}).",
        "{cohort}的模块{module}有{lessons}个课次（{periods}节），科目{subject}（{kind}）。",
    ),
    "qualified": (
        "Only {count} of the instructors may teach {subject} ({kind}).",
        "{subject}（{kind}）只有{count}位教师具备授课资格。",
    ),
    "equipped": (
        "Only {count} {count:workshop has|workshops have} the equipment or the seats; the largest takes {most}.",
        "只有{count}个实训室具备所需设备或座位，最多可容纳{most}个工位（座位）。",
    ),
    "instructor_available": (
        "Instructor {instructor} is available on {openings} {openings:half-day|half-days}.",
        "教师{instructor}共有{openings}个半天可授课。",
    ),
    "instructor_day_cap": (
        "Instructor {instructor} teaches at most {max_periods_a_day} {max_periods_a_day:period|periods} a day.",
        "教师{instructor}每天最多{max_periods_a_day}节。",
    ),
    "instructor_week_cap": (
        "Instructor {instructor} teaches at most {max_periods_a_week} {max_periods_a_week:period|periods} a week.",
        "教师{instructor}每周最多{max_periods_a_week}节。",
    ),
    "mentor_ratio": (
        "Instructor {instructor} has at most {max_trainees} {max_trainees:trainee|trainees} in a lesson.",
        "教师{instructor}每课次最多带{max_trainees}名学员。",
    ),
    "workshop_open": (
        "Workshop {workshop} is open on {openings} {openings:half-day|half-days}.",
        "实训室{workshop}共有{openings}个半天开放。",
    ),
    "base_open": (
        "Base {base} is open on {openings} {openings:half-day|half-days}.",
        "基地{base}共有{openings}个半天开放。",
    ),
    "reservation": (
        "Periods of workshop {workshop} are kept for its owner.",
        "实训室{workshop}有部分时段由所有方保留。",
    ),
    "window": (
        "Cohort {cohort} is taught from {first} to {last}.",
        "{cohort}须在{first}至{last}之间上课。",
    ),
    "module_window": (
        "Module {module} is taught from {first_day} to {last_day}.",
        "模块{module}须在{first_day}至{last_day}之间上课。",
    ),
    "module_available": (
        "Module {module} may be taught on {openings} {openings:half-day|half-days}.",
        "模块{module}只有{openings}个半天可以上课。",
    ),
    "cohort_available": (
        "Cohort {cohort} can come on {openings} {openings:half-day|half-days}.",
        "{cohort}共有{openings}个半天可以上课。",
    ),
    "cohort_day_cap": (
        "Cohort {cohort} has at most {max_periods_a_day} {max_periods_a_day:period|periods} a day.",
        "{cohort}每天最多{max_periods_a_day}节。",
    ),
    "cohort_week_cap": (
        "Cohort {cohort} has at most {max_periods_a_week} {max_periods_a_week:period|periods} a week.",
        "{cohort}每周最多{max_periods_a_week}节。",
    ),
    "cohort_bases": ("Cohort {cohort} is taught only at {base}.", "{cohort}只能在{base}上课。"),
    "group_size": (
        "Cohort {cohort} may have {least_size} to {most_size} {most_size:head|heads}.",
        "{cohort}的人数须为{least_size}至{most_size}人。",
    ),
    "most_trainees": (
        "Module {module} takes at most {most_trainees} {most_trainees:trainee|trainees}.",
        "模块{module}每班最多{most_trainees}人。",
    ),
    "part_of": ("Cohort {cohort} is a practice group of another cohort.", "{cohort}是另一班级的实操小组。"),
    "line": (
        "The production lines of {cohort} can spare only so many people.",
        "{cohort}所在产线可离岗人数有限。",
    ),
    "quota": (
        "At most {most} workstation {most:period is|periods are} granted to {who}.",
        "{who}最多可用{most}个工位节次。",
    ),
    "allowance": (
        "Instructor {who} gives at most {most_periods_a_week} {most_periods_a_week:period|periods} a week "
        "to this purpose.",
        "教师{who}每周用于此用途的课时最多{most_periods_a_week}节。",
    ),
    "order": ("Module {module} begins after {before} has ended.", "模块{module}须在{before}结束后开始。"),
    "module_spacing": (
        "From {before} to module {module} pass {least} to {most} {most:day|days}.",
        "模块{before}与{module}之间须间隔{least}至{most}天。",
    ),
    "lesson_spacing": (
        "Between two lessons of module {module} lie {least_days_between} to {most_days_between} "
        "{most_days_between:day|days}.",
        "模块{module}相邻课次之间须间隔{least_days_between}至{most_days_between}天。",
    ),
    "lessons_a_day": (
        "Module {module} has at most {most_lessons_a_day} {most_lessons_a_day:lesson|lessons} a day.",
        "模块{module}每天最多{most_lessons_a_day}个课次。",
    ),
    "one_instructor": ("Module {module} has one instructor throughout.", "模块{module}须由同一位教师授课。"),
    "patterns": ("Module {module} keeps a weekly pattern.", "模块{module}须按固定周模式上课。"),
    "lock": (
        "Lesson {lesson} is locked (day {day}, period {first_period}, workshop {workshop}, instructor {instructor}).",
        "课次{lesson}已锁定（日期{day}，第{first_period}节，实训室{workshop}，教师{instructor}）。",
    ),
    "forbidden": (
        "Lesson {lesson} stays away from the places forbidden for it.",
        "课次{lesson}须避开对其禁用的时间、实训室或教师。",
    ),
    "duty": ("{who} works a shift from {start} to {end}.", "{who}于{start}至{end}当班。"),
    "commitment": (
        "{who} is booked elsewhere on {day}, period {first_period}.",
        "{who}于{day}第{first_period}节另有安排。",
    ),
    "travel": ("The way between {who} takes {minutes} {minutes:minute|minutes}.", "{who}之间的路程需要{minutes}分钟。"),
    "shared_trainees": (
        "{count} {count:trainee belongs|trainees belong} to each of the cohorts {cohort}.",
        "有{count}名学员同时属于{cohort}。",
    ),
}

SHORTAGE_SENTENCES: dict[str, tuple[str, str]] = {
    "staff": (
        "{lessons} {lessons:lesson|lessons} of {subject} {lessons:needs|need} instructors for {needed} {unit}; "
        "{instructor} can give {available}.",
        "{subject}的{lessons}个课次需要教师{needed}个{unit}，{instructor}只能提供{available}个。",
    ),
    "no_staff": (
        "{lessons} {lessons:lesson|lessons} of {subject} ({needed} {unit}) {lessons:finds|find} no instructor.",
        "{subject}的{lessons}个课次（{needed}个{unit}）没有可授课的教师。",
    ),
    "places": (
        "{lessons} {lessons:lesson|lessons} of {cohort} {lessons:needs|need} workshops for {needed} {unit}; "
        "{workshop} can give {available}.",
        "{cohort}的{lessons}个课次需要实训室{needed}个{unit}，{workshop}只能提供{available}个。",
    ),
    "cohorts": (
        "{lessons} {lessons:lesson|lessons} of {cohort} {lessons:needs|need} {needed} {unit}; "
        "the days and caps leave {available}.",
        "{cohort}的{lessons}个课次需要{needed}个{unit}，起止日期和上限只允许{available}个。",
    ),
    "no_places": (
        "{lessons} {lessons:lesson|lessons} of {cohort} ({needed} {unit}) {lessons:finds|find} no workshop.",
        "{cohort}的{lessons}个课次（{needed}个{unit}）没有可用的实训室。",
    ),
    "both": (
        "{lessons} {lessons:lesson|lessons} of {subject} {lessons:needs|need} {needed} {unit} of workshop and "
        "instructor "
        "together; {available} {available:exists|exist}.",
        "{subject}的{lessons}个课次需要{needed}个实训室与教师同时可用的{unit}，只有{available}个。",
    ),
}
UNITS = {"openings": ("{needed:opening|openings}", "时段"), "periods": ("{needed:period|periods}", "节")}

REPAIR_SENTENCES: dict[str, tuple[str, str]] = {
    "new_instructor": (
        "One more instructor of {subject} ({kind}) on: {weekdays}; {openings} {openings:half-day|half-days}.",
        "增加一位{subject}（{kind}）教师，时间：{weekdays}，共{openings}个半天。",
    ),
    "qualify": (
        "Instructor {instructor} is qualified for {subject} ({kind}).",
        "让教师{instructor}取得{subject}（{kind}）的授课资格。",
    ),
    "instructor_openings": (
        "Instructor {instructor} teaches on {openings} more {openings:half-day|half-days}, from {first} to {last}.",
        "教师{instructor}在{first}至{last}之间增加{openings}个半天授课。",
    ),
    "workshop_openings": (
        "Workshop {workshop} opens on {openings} more {openings:half-day|half-days}, from {first} to {last}.",
        "实训室{workshop}在{first}至{last}之间增开{openings}个半天。",
    ),
    "instructor_evenings": (
        "Instructor {instructor} also teaches in the evening on: {weekdays}; {openings} {openings:evening|evenings}.",
        "教师{instructor}增加晚间授课：{weekdays}，共{openings}个晚间。",
    ),
    "workshop_evenings": (
        "Workshop {workshop} also opens in the evening on: {weekdays}; {openings} {openings:evening|evenings}.",
        "实训室{workshop}增开晚间：{weekdays}，共{openings}个晚间。",
    ),
    "cohort_evenings": (
        "Cohort {cohort} also comes in the evening on: {weekdays}; {openings} {openings:evening|evenings}.",
        "{cohort}增加晚间上课：{weekdays}，共{openings}个晚间。",
    ),
    "cohort_weekends": (
        "Cohort {cohort} also comes on: {weekdays}; {openings} {openings:half-day|half-days}.",
        "{cohort}增加上课日：{weekdays}，共{openings}个半天。",
    ),
    "later_end": (
        "Cohort {cohort} ends {days} {days:day|days} later, on {last}.",
        "{cohort}的结束日期推迟{days}天，至{last}。",
    ),
    "fewer_people": (
        "Cohort {cohort} is smaller by {count}: {size} {size:person|people}.",
        "{cohort}减少{count}人（为{size}人）。",
    ),
    "split_groups": (
        "Module {module} of {cohort} is taught in {groups} {groups:group|groups} of at most {size}, "
        "one after the other: {lessons} {lessons:lesson|lessons} more.",
        "{cohort}的模块{module}分{groups}组先后上课，每组至多{size}人，共增加{lessons}个课次。",
    ),
    "raise_cap": (
        "{who} may have {most} {most:period|periods} {cap} instead of {was}.",
        "{who}{cap}的课时上限由{was}节提高到{most}节。",
    ),
    "release_lock": ("The lock of lesson {lesson} is released.", "解除课次{lesson}的锁定。"),
    "shorten_spacing": (
        "From {before} to module {module} pass at least {least} instead of {was} {was:day|days}.",
        "模块{before}与{module}之间的最短间隔由{was}天缩短为{least}天。",
    ),
    "lessons_a_day": (
        "Module {module} may have {most} {most:lesson|lessons} a day.",
        "模块{module}每天可安排{most}个课次。",
    ),
    "give_up": ("This is given up: {what}", "取消以下限制：{what}"),
    "move_duty": ("The shift of {who} from {start} is given to others.", "{who}于{start}开始的班次由他人代班。"),
    "move_commitment": (
        "The booking of {who} on {day}, period {first_period}, is moved.",
        "将{who}于{day}第{first_period}节的安排改期。",
    ),
    "cancel_cohort": (
        "Cohort {cohort} ({size} {size:person|people}) is moved to a later term.",
        "{cohort}（{size}人）改到下一期。",
    ),
}
CAPS = {
    "instructor_week_cap": ("a week", "每周"),
    "instructor_day_cap": ("a day", "每天"),
    "cohort_week_cap": ("a week", "每周"),
    "cohort_day_cap": ("a day", "每天"),
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
