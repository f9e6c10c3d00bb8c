/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task in one line, as people say it in English, French and Arabic: "Call Ann tomorrow 10:00", "Rappeler Léa lundi 14h30 !",
 * "اتصل بأحمد غدا". Words for days and times are taken out of the line; what is left is the title. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef struct
{
  char    *title;                                      /* without the words that are understood */
  gboolean has_date, has_time;
  TwDate   date;                                       /* a time alone means today, or tomorrow when it is over */
  int      seconds;                                    /* since midnight */
  guint    priority;                                   /* exclamation marks that stand alone: 0 none, 1 high, 2 urgent */
} TwTaskWords;

/* now: seconds since midnight. */
void tw_task_words_read  (const char *line, TwDate today, int now, TwTaskWords *words);
void tw_task_words_clear (TwTaskWords *words);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwTaskWords, tw_task_words_clear)

G_END_DECLS
