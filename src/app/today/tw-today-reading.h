/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page of today shows, read on any thread. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *lines;                                    /* (owned) TwTodayLine */
  gboolean   with_steps;                               /* the first steps were asked for and read */
  guint      steps;                                    /* bit i is set when step i is done */
} TwTodayReading;

TwTodayReading *tw_today_reading_new  (TwStore *store, gboolean with_steps, GError **error);
void            tw_today_reading_free (TwTodayReading *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwTodayReading, tw_today_reading_free)

G_END_DECLS
