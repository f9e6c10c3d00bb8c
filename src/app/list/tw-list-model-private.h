/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list between its files: what it is (tw-list-model.c), and its groups (tw-list-model-groups.c). */
#pragma once

#include "tw-list-model.h"

G_BEGIN_DECLS

struct _TwListModel
{
  GObject       parent_instance;

  TwViewState  *state;                                 /* (owned) */
  gboolean      read_rest;                             /* the first rows are painted */
  TwResults    *all;                                   /* (owned) (nullable) every record; the list itself when it is not grouped */
  gboolean      shows_all;                             /* all is what is shown */

  /* Grouped. */
  GPtrArray    *groups;                                /* (owned) TwListGroup in order */
  guint         field_number;                          /* of the field that groups are made by, 0 for none */
  gboolean      known;                                 /* the groups were counted */
  GCancellable *counting;                              /* (owned) (nullable) */
  guint         refresh_id;
  char         *error;                                 /* (owned) (nullable) of the counting */
};

TwResults   *tw_list_model_make_results        (TwListModel *self, TwQuery *query);
void         tw_list_model_notify_loading      (TwListModel *self);
void         tw_list_model_notify_error        (TwListModel *self);

/* Heads and records of open groups. */
guint        tw_list_model_groups_get_n_items  (TwListModel *self);
/* The group that a position is in; *position becomes 0 for its head, else one more than the place among its records. */
TwListGroup *tw_list_model_groups_find         (TwListModel *self, guint *position);
gboolean     tw_list_model_groups_get_loading  (TwListModel *self);
void         tw_list_model_groups_read_rest    (TwListModel *self);
/* Counts them anew. */
void         tw_list_model_groups_refresh      (TwListModel *self);
void         tw_list_model_groups_follow_query (TwListModel *self);
void         tw_list_model_groups_committed    (TwListModel *self, TwCommit *commit);
/* All of them, without telling it. */
void         tw_list_model_groups_drop         (TwListModel *self);

G_END_DECLS
