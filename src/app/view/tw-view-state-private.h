/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

struct _TwViewState
{
  GObject      parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwSchema    *schema;                                 /* (owned) the snapshot that entity belongs to */
  const TwEntity *entity;                              /* (not owned) part of schema */

  /* What is asked for. */
  GPtrArray   *conditions;                             /* (owned) char * */
  char        *text;                                   /* (owned) (nullable) */
  char        *sort;                                   /* (owned) (nullable) the entity's own order */
  TwQuery     *query;                                  /* (owned) made of the above */

  /* How it is shown. */
  char       **columns;                                /* (owned) field keys */
  char        *presentation;                           /* (owned) */
  char        *group_field;                            /* (owned) (nullable) of the board */
  char        *list_group;                             /* (owned) (nullable) of the list */
  char        *chart;                                  /* (owned) (nullable) */
  GHashTable  *widths;                                 /* (owned) field key → pixels */

  /* Where it came from. */
  char        *name;                                   /* (owned) (nullable) */
  TwId         saved_view;                             /* nil: none */
  char        *saved;                                  /* (owned) (nullable) the view as it was put down */
};

/* Makes the conditions the view's own when they make a query, else changes nothing. (transfer full) */
gboolean tw_view_state_take_conditions (TwViewState *self, GPtrArray *conditions, GError **error);
/* All conditions as one; (nullable) without any. */
char    *tw_view_state_join_conditions (GPtrArray *conditions);

G_END_DECLS
