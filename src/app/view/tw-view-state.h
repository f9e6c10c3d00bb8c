/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being looked at: an entity, the conditions that filter it, the order, the columns, and how it is presented. The
 * parts of a view — chips, header, list, board — bind to this object and never to each other. Properties: entity (pointer),
 * query (TwQuery pointer, never NULL), sort, columns, presentation, group-field, name, saved-view; "conditions-changed" and
 * notify::query tell what happened. */
#pragma once

#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEW_STATE (tw_view_state_get_type ())
G_DECLARE_FINAL_TYPE (TwViewState, tw_view_state, TW, VIEW_STATE, GObject)

TwViewState *tw_view_state_new              (TwWorkspace *workspace, const TwEntity *entity);
TwWorkspace *tw_view_state_get_workspace    (TwViewState *self);
const TwEntity *tw_view_state_get_entity    (TwViewState *self);
TwQuery     *tw_view_state_get_query        (TwViewState *self);
/* Filters: each is the text of a condition; all must hold. */
guint        tw_view_state_get_n_conditions (TwViewState *self);
const char  *tw_view_state_get_condition    (TwViewState *self, guint i);
gboolean     tw_view_state_add_condition    (TwViewState *self, const char *text, GError **error);
gboolean     tw_view_state_set_condition    (TwViewState *self, guint i, const char *text, GError **error);
gboolean     tw_view_state_set_conditions   (TwViewState *self, const char *const *texts, GError **error);
void         tw_view_state_remove_condition (TwViewState *self, guint i);
/* All filters from one condition: its parts that are joined by "and". */
gboolean     tw_view_state_set_where        (TwViewState *self, const char *where, GError **error);
char        *tw_view_state_dup_where        (TwViewState *self);
/* Words that the records must have beside the conditions. */
const char  *tw_view_state_get_text         (TwViewState *self);
void         tw_view_state_set_text         (TwViewState *self, const char *text);
const char  *tw_view_state_get_sort         (TwViewState *self);
gboolean     tw_view_state_set_sort         (TwViewState *self, const char *sort, GError **error);
const char *const *tw_view_state_get_columns (TwViewState *self);
void         tw_view_state_set_columns      (TwViewState *self, const char *const *keys);
const char  *tw_view_state_get_presentation (TwViewState *self);
void         tw_view_state_set_presentation (TwViewState *self, const char *presentation);
/* The field whose values are the board's columns; the entity's board field unless it was chosen otherwise. */
const TwField *tw_view_state_get_group_field (TwViewState *self);
void         tw_view_state_set_group_field  (TwViewState *self, const char *key);
/* The field that the list is divided by; nullable: one list. */
const TwField *tw_view_state_get_list_group (TwViewState *self);
void         tw_view_state_set_list_group   (TwViewState *self, const char *key);
/* What its chart shows: JSON, {"chart": kind, "figure": {…}} (tw-figure.h); NULL: the entity's own. Property "chart". */
const char  *tw_view_state_get_chart        (TwViewState *self);
void         tw_view_state_set_chart        (TwViewState *self, const char *chart);
/* Width that a person gave a column, in pixels; 0: its own. Property "widths" is notified. */
int          tw_view_state_get_width        (TwViewState *self, const char *key);
void         tw_view_state_set_width        (TwViewState *self, const char *key, int width);
GVariant    *tw_view_state_dup_widths       (TwViewState *self);                /* a{si} */
void         tw_view_state_set_widths       (TwViewState *self, GVariant *widths);   /* nullable: all their own */
/* Orders by a field alone, or with add after what orders it now; a field stands there once. */
void         tw_view_state_sort_by          (TwViewState *self, const char *key, gboolean descending, gboolean add);
void         tw_view_state_unsort           (TwViewState *self, const char *key);
/* Whether anything but what was put down is shown; FALSE without a saved view. Property "changed". */
gboolean     tw_view_state_get_changed      (TwViewState *self);
void         tw_view_state_mark_saved       (TwViewState *self);
/* The saved view that this started from; nullable. */
const char  *tw_view_state_get_name         (TwViewState *self);
const TwId  *tw_view_state_get_saved_view   (TwViewState *self);
void         tw_view_state_set_saved_view   (TwViewState *self, const TwId *id, const char *name);

G_END_DECLS
