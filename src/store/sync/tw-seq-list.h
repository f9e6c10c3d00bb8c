/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few stretches of commits, "118-617,700-705": those of which a device has everything although it did not pull them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 first, last;
} TwSeqStretch;

/* (element-type TwSeqStretch): in order; what is not readable ends the list. text nullable. */
GArray *tw_seq_list_parse (const char *text);
char   *tw_seq_list_print (GArray *list);              /* NULL: empty */
void    tw_seq_list_add   (GArray *list, gint64 seq);
void    tw_seq_list_prune (GArray *list, gint64 up_to);
/* Up to where everything is there, when it is up to seq. */
gint64  tw_seq_list_skip  (GArray *list, gint64 seq);

G_END_DECLS
