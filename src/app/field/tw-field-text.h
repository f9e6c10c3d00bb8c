/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as widgets show them. Every widget that shows a value takes its text from here, so that numbers and addresses keep their
 * order in a text that runs from right to left. */
#pragma once

#include "tw-record.h"

G_BEGIN_DECLS

char *tw_field_dup_text (const TwField *field, const TwValue *value, const char *link_title);
char *tw_field_isolate  (const TwField *field, const char *text);
/* Any text that stands among others: its first letter says which way it runs. */
char *tw_text_isolate   (const char *text);
/* A line of several of them: it runs the way the desktop does, whatever its first word is. */
char *tw_line_free      (GString *line);
char *tw_line_join      (GPtrArray *texts);
/* A number with its sign, always from left to right. */
char *tw_number_isolate (const char *text);
/* A sum of money for headings, in whole units. */
char *tw_money_dup_whole (const TwMoney *money);

G_END_DECLS
