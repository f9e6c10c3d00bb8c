/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a page of a list ended: the sort values and row number of its last record. */
#pragma once

#include "tw-query.h"

G_BEGIN_DECLS

typedef struct
{
  guint   n_values;
  TwValue *values;                                     /* one a sort key */
  gint64  rid;
} TwCursor;

TwCursor *tw_cursor_new   (guint n_values);
void      tw_cursor_free  (TwCursor *cursor);
char     *tw_cursor_print (const TwCursor *cursor, TwQuery *query);
/* NULL with TW_STORE_ERROR_CURSOR when the text is no cursor of this query. */
TwCursor *tw_cursor_parse (const char *text, TwQuery *query, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCursor, tw_cursor_free)

G_END_DECLS
