/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an archive: what its parts (tw-unarchive.c) and their lines (tw-unarchive-lines.c) share. */
#pragma once

#include "tw-archive-private.h"
#include "tw-search-private.h"
#include "tw-store-internal.h"

G_BEGIN_DECLS

typedef struct
{
  const char    *file;
  GByteArray    *bytes;                                /* of the part being read */
  JsonParser    *parser;
  TwStore       *store;
  TwSchema      *schema;
  TwDb          *db;
  TwStmt        *insert_change;
  GByteArray    *body;
  TwSearchBatch *search;
  guint          n_search;
  gint64         size;
  gboolean       has_head;
  TwProgress     progress;
  gpointer       data;
  GCancellable  *cancellable;
} TwUnarchive;

/* A part whose bytes were read: each line into its table. FALSE with error when a line is not as it should be. */
gboolean tw_unarchive_head        (TwUnarchive *reader, gint64 *version, GError **error);
gboolean tw_unarchive_definitions (TwUnarchive *reader, const char *name, GError **error);
gboolean tw_unarchive_part        (TwUnarchive *reader, const char *name, const char *part, GError **error);

G_END_DECLS
