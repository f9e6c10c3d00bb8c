/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first steps in a workspace: each is done when there is a record that shows it, so that the list ticks itself. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title;                                   /* N_() */
  const char *entity, *where;                          /* done when there is such a record; where nullable */
  const char *action, *target;                         /* what helps to do it: an action of the window and its text */
} TwFirstStep;

const TwFirstStep *tw_first_steps_get  (guint *n_steps);
/* Any thread: bit i is set when step i is done. */
gboolean           tw_first_steps_read (TwStore *store, guint *done, GError **error);

G_END_DECLS
