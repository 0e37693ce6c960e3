/* The ledger as a sheet. */
#include "book.h"

static void row(jh__pub_sheet *s, const jh_ledger_line *t)
{
    jh__pub_shade shade = t->struck         ? JH__PUB_MET
                          : t->overdue > 0  ? JH__PUB_FAILED
                          : t->reopened > 0 ? JH__PUB_FLOOR
                                            : JH__PUB_PLAIN;
    jh__pub_row(s);
    jh__pub_cell_count(s, (size_t)t->id);
    jh__pub_cell_text(s, t->area, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->object, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->problem, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->lead, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->deadline, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->state, shade);
    jh__pub_cell_count(s, t->overdue > 0 ? (size_t)t->overdue : 0);
    jh__pub_cell_text(s, t->level, JH__PUB_PLAIN);
    jh__pub_cell_count(s, t->reopened);
    jh__pub_cell_text(s, t->source, JH__PUB_PLAIN);
    jh__pub_cell_text(s, t->proof, JH__PUB_PLAIN);
}

void jh__pub_sheet_tasks(jh__pub_book *b)
{
    jh__pub_sheet s;
    const jh_ledger_lines *tasks = b->rep->p->tasks;
    if (!tasks || !tasks->n) return;
    jh__pub_sheet_open(&s, b, "publish.sheet_tasks", "publish.tasks");
    jh__pub_column_key(&s, "publish.tasks_number", 7);
    jh__pub_column_key(&s, "publish.area", 14);
    jh__pub_column_key(&s, "publish.tasks_object", 26);
    jh__pub_column_key(&s, "publish.tasks_problem", 48);
    jh__pub_column_key(&s, "publish.tasks_lead", 16);
    jh__pub_column_key(&s, "publish.tasks_deadline", 11);
    jh__pub_column_key(&s, "publish.status", 10);
    jh__pub_column_key(&s, "publish.tasks_late", 9);
    jh__pub_column_key(&s, "publish.tasks_level", 14);
    jh__pub_column_key(&s, "publish.tasks_times", 9);
    jh__pub_column_key(&s, "publish.tasks_source", 32);
    jh__pub_column_key(&s, "publish.tasks_proof", 36);
    jh__pub_heads(&s);
    for (size_t i = 0; i < tasks->n; i++)
        row(&s, &tasks->task[i]);
    jh__pub_sheet_close(&s);
}
