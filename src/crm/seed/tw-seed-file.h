/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records written as JSON in a resource file: data/seed/README.md. */
#pragma once

#include "tw-bulk.h"

G_BEGIN_DECLS

/* Makes the files of data/seed and data/demo known to GResource; any number of times, any thread. */
void     tw_crm_register_resources (void);
/* Saves the records of one file that the store does not have yet. path: in the program's resources. */
gboolean tw_seed_file_save (TwBulk *bulk, TwSchema *schema, const char *path, GError **error);

G_END_DECLS
