/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a value leads outside of the program: a mail to write, a number to call, a page to look at. */
#pragma once

#include "tw-app.h"
#include "tw-record.h"

G_BEGIN_DECLS

char       *tw_field_dup_uri       (const TwField *field, const TwValue *value);     /* nullable */
/* A mail to several addresses, NULL-terminated; those that are none are left out. NULL: none is left. */
char       *tw_field_dup_mail_uri  (const char *const *addresses);
const char *tw_field_get_open_icon (const TwField *field);                           /* nullable: leads nowhere */
const char *tw_field_get_open_word (const TwField *field);

G_END_DECLS
