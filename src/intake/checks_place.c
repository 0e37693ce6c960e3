/* Coordinates. What cannot be right is told and not used; the school itself stays. */
#include "forms.h"

#include <stdlib.h>

typedef struct point {
    double lon, lat;
    size_t row;
} point;

typedef struct places {
    jh_facts *facts;
    jh_column *lon, *lat;
    const double *box;
    point *point;
    size_t n;
} places;

static bool inside(const double box[4], double lon, double lat)
{
    return lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3];
}

static jh_where cell_of(const places *p, size_t row)
{
    jh_origin at = p->lon->origin[row];
    if (!at.row) at = p->lat->origin[row];
    return jh_sources_where(&p->facts->sources, at);
}

static jh_status tell(places *p, size_t row, const char *check, const char *key)
{
    const jh__about about = {JH_EXPLAIN, check, jh__subject(p->facts, row),
                             cell_of(p, row)};
    double lon = p->lon->number[row], lat = p->lat->number[row];
    p->lon->valid[row] = p->lat->valid[row] = 0;
    return jh__find(p->facts, &about, key, "name:s lon:g lat:g",
                    jh__school_name(p->facts, row), lon, lat);
}

static jh_status check_row(places *p, size_t row)
{
    if (!p->lon->valid[row] || !p->lat->valid[row]) {
        const jh__about about = {JH_NOTE, "coordinates_missing",
                                 jh__subject(p->facts, row), cell_of(p, row)};
        bool none = (!p->lon->valid[row] && !p->lon->origin[row].row) ||
                    (!p->lat->valid[row] && !p->lat->origin[row].row);
        if (none)
            return JH_OK; /* the files have no such column for it, or it is at fault */
        return jh__find(p->facts, &about, "intake.coordinates_missing", "name:s",
                        jh__school_name(p->facts, row));
    }
    double lon = p->lon->number[row], lat = p->lat->number[row];
    if (lon == 0 && lat == 0)
        return tell(p, row, "coordinates_zero", "intake.coordinates_zero");
    if (inside(p->box, lon, lat)) {
        p->point[p->n++] = (point){lon, lat, row};
        return JH_OK;
    }
    if (inside(p->box, lat, lon))
        return tell(p, row, "coordinates_swapped", "intake.coordinates_swapped");
    return tell(p, row, "coordinates_outside", "intake.coordinates_outside");
}

static int by_place(const void *a, const void *b)
{
    const point *x = a, *y = b;
    if (x->lon != y->lon) return x->lon < y->lon ? -1 : 1;
    if (x->lat != y->lat) return x->lat < y->lat ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const point *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* Several schools on one spot: told once a spot, at its second school. */
static jh_status shared(places *p)
{
    if (!p->n) return JH_OK;
    qsort(p->point, p->n, sizeof *p->point, by_place);
    size_t spots = 0;
    for (size_t i = 0, end; i < p->n; i = end) {
        for (end = i + 1; end < p->n && p->point[end].lon == p->point[i].lon &&
                          p->point[end].lat == p->point[i].lat;)
            end++;
        if (end - i < 2) continue;
        point second = {(double)(end - i), (double)p->point[i].row, p->point[i + 1].row};
        p->point[spots++] = second; /* spots never overtakes i */
    }
    if (spots) qsort(p->point, spots, sizeof *p->point, by_row);
    for (size_t i = 0; i < spots; i++) {
        const point *s = &p->point[i];
        const jh__about about = {JH_NOTE, "shared_coordinates",
                                 jh__subject(p->facts, s->row), cell_of(p, s->row)};
        JH_TRY(jh__find(p->facts, &about, "intake.shared_coordinates",
                        "name:s first:s count:u", jh__school_name(p->facts, s->row),
                        jh__school_name(p->facts, (size_t)s->lat), (size_t)s->lon));
    }
    return JH_OK;
}

jh_status jh__check_places(jh_facts *facts)
{
    static const double world[4] = {-180, -90, 180, 90};
    const jh_vocabulary *v = facts->vocabulary;
    places p = {.facts = facts};
    p.lon = jh__fact_column(facts, &facts->schools, v->role_lon);
    p.lat = jh__fact_column(facts, &facts->schools, v->role_lat);
    if (!p.lon || !p.lat || p.lon->type != JH_NUMBER || p.lat->type != JH_NUMBER)
        return JH_OK;
    p.box = facts->state->has_box ? facts->state->box : world;
    p.point = jh_alloc_array(facts->arena, facts->schools.rows + 1, sizeof *p.point);
    if (!p.point) return JH_ENOMEM;
    for (size_t i = 0; i < facts->schools.rows; i++)
        JH_TRY(check_row(&p, i));
    return shared(&p);
}
