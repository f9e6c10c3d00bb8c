/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as a table for the clipboard: tab-separated text, and the same as an HTML table, with a line of titles. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *const *fields;                           /* keys of the columns, NULL-terminated; unknown ones are passed over */
  void             (*progress) (double fraction, gpointer data);  /* nullable */
  gpointer           data;
} TwTableTextOptions;

/* ids: of TwId; those that are gone are left out. Both texts are for the caller. Any thread. */
gboolean tw_table_text_make (TwStore *store, const TwEntity *entity, GArray *ids, const TwTableTextOptions *options,
                             GCancellable *cancellable, char **tsv, char **html, GError **error);

G_END_DECLS
