/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files a workspace takes: how large they may be, and of which kinds. One record of the entity "file_policy" says it; without it any
 * file up to TW_FILE_MAX_SIZE is taken. It is set by whoever may change that record, and obeyed by desktop, command line and server. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* Told by the contents; by the name only what contents do not tell. */
typedef enum
{
  TW_FILE_PDF, TW_FILE_PICTURES, TW_FILE_OFFICE, TW_FILE_TEXT, TW_FILE_MEDIA, TW_FILE_ARCHIVES, TW_FILE_PROGRAMS, TW_FILE_OTHER, TW_N_FILE_GROUPS
} TwFileGroup;

typedef struct
{
  gint64   max_size;                                   /* bytes */
  gboolean refused[TW_N_FILE_GROUPS];
  gboolean strict;                                     /* somebody has set it: what a file is called must be true */
} TwFilePolicy;

const char *tw_file_group_get_key   (TwFileGroup group);
/* As a person calls them, "Pictures". */
const char *tw_file_group_get_label (TwFileGroup group);

/* What is in force; any thread. */
void        tw_file_policy_load     (TwStore *store, TwFilePolicy *policy);
/* Reads a small record. (transfer full) (nullable) the change of it; NULL: this workspace knows no such record */
TwEdit     *tw_file_policy_save     (TwStore *store, const TwFilePolicy *policy, GError **error);
/* FALSE with one sentence, TW_STORE_ERROR_INVALID. */
gboolean    tw_file_policy_check_size (const TwFilePolicy *policy, gint64 size, GError **error);
/* head: the first bytes of the file; name: (nullable) what it is called */
gboolean    tw_file_policy_check_type (const TwFilePolicy *policy, const char *name, const guint8 *head, gsize length, GError **error);
/* A file of the workspace; one that is not here yet passes. */
gboolean    tw_file_policy_check_blob (const TwFilePolicy *policy, const char *path, const char *name, GError **error);

/* For tw_store_add_rule(): no record comes to name a file that is not taken. */
gboolean    tw_file_rule            (TwRuleCase *one, GError **error);

G_END_DECLS
