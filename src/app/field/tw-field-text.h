/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as widgets show them. Every widget that shows a value takes its text from here, so that numbers and addresses keep their
 * order in a text that runs from right to left. */
#pragma once

#include "tw-record.h"

G_BEGIN_DECLS

char *tw_field_dup_text (const TwField *field, const TwValue *value, const char *link_title);
char *tw_field_isolate  (const TwField *field, const char *text);

G_END_DECLS
