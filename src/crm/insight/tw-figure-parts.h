/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What figures are made of, for reports too, which put records together in the same way. */
#pragma once

#include "tw-figure.h"

G_BEGIN_DECLS

gboolean  tw_figure_find_measure (const TwFigure *figure, TwSchema *schema, const TwEntity *entity, const TwField **sum, const TwField **weight,
                                  TwExprBound **measure, GError **error);

/* --- tw-figure-answer.c: the records that who asks may have --- */
TwQuery  *tw_figure_narrow_to_rights (const TwFigureAsk *ask, TwQuery *query, GError **error);

/* --- tw-figure-keys.c --- */
void      tw_figure_key_free     (TwFigureKey *key);
TwFigureKey *tw_figure_key_copy  (const TwFigureKey *key);
TwFigureKey *tw_figure_key_new   (TwStore *store, const TwField *field, TwGrain grain, const TwValue *value);
/* In the order of choices, stages and titles; those without a value last. */
void      tw_figure_sort_keys    (TwStore *store, const TwField *field, TwGrain grain, GPtrArray *keys);
/* The periods between the first and the last key, or of the range, so that time has no holes. */
void      tw_figure_fill_periods (TwStore *store, const TwField *field, TwGrain grain, const TwFigureRange *range, gboolean in_range, GPtrArray *keys);
/* How a condition names a value: quoted as a text. */
char     *tw_figure_quote        (const char *text);
/* "(a) and (b)", whatever of them there is. */
char     *tw_figure_join         (const char *a, const char *b);
char     *tw_figure_range_where  (const char *field, const TwFigureRange *range);
/* The condition of the records of a key; name: a field or path. */
char     *tw_figure_key_where    (TwSchema *schema, const TwEntity *entity, const char *name, TwGrain grain, const TwValue *key);

/* --- tw-figure-answer.c --- */
void      tw_figure_cell_set     (TwFigureCell *cell, TwValue value);
/* A sum over so many values, half to even; FALSE: over none, or too large. */
gboolean  tw_figure_average      (const TwValue *sum, gint64 n, TwValue *average);

/* --- tw-figure-order.c --- */
/* Sorts the first axis as the figure asks, and keeps as many groups as it wants. */
void      tw_figure_answer_order (const TwFigure *figure, TwFigureAnswer *answer);

/* --- tw-figure-total.c --- */
/* All groups as one; NULL: the records have to be asked for themselves. */
TwGroup  *tw_figure_add_groups   (const TwPivot *pivot, GPtrArray *groups);

/* --- tw-figure-against.c --- */
/* Works out the second measure of an answer's groups. */
gboolean  tw_figure_answer_against (const TwFigure *figure, const TwFigureAsk *ask, TwFigureAnswer *answer, GCancellable *cancellable, GError **error);

G_END_DECLS
