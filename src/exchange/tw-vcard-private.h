/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One card as cells: what the reader of files (tw-vcard-reader.c) asks of tw-vcard-card.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_VCARD_NAME, TW_VCARD_FIRST, TW_VCARD_LAST, TW_VCARD_COMPANY, TW_VCARD_JOB, TW_VCARD_EMAIL, TW_VCARD_PHONE, TW_VCARD_MOBILE,
  TW_VCARD_STREET, TW_VCARD_POSTAL_CODE, TW_VCARD_CITY, TW_VCARD_STATE, TW_VCARD_COUNTRY, TW_VCARD_BIRTHDAY, TW_VCARD_ANNIVERSARY,
  TW_VCARD_WEBSITE, TW_VCARD_SOCIAL, TW_VCARD_LANGUAGE, TW_VCARD_TAGS, TW_VCARD_NOTES, TW_VCARD_PHOTO, TW_VCARD_N_COLUMNS
} TwVcardColumn;

extern const char *const tw_vcard_columns[TW_VCARD_N_COLUMNS];

/* text: BEGIN:VCARD … END:VCARD. cells: empty strings that the values are appended to. */
void tw_vcard_read_card (const char *text, GString *const *cells);

/* tw-vcard-line.c: appends a physical line to the line that it continues; FALSE: it is a line of its own. */
gboolean tw_vcard_line_join   (GString *line, const char *next);
/* Puts a whole line into the card; one without a value is left out. */
void     tw_vcard_line_append (GString *card, const char *line);

G_END_DECLS
