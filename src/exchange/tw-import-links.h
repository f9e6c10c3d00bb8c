/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in a file into links to records, inside a bulk commit. */
#pragma once

#include "tw-bulk.h"
#include "tw-import-convert.h"

G_BEGIN_DECLS

typedef struct _TwImportLinks TwImportLinks;

typedef enum { TW_LINK_ERROR, TW_LINK_MISSING, TW_LINK_FOUND } TwLinkResult;

TwImportLinks *tw_import_links_new  (TwBulk *bulk, TwSchema *schema);
void           tw_import_links_free (TwImportLinks *links);
/* MISSING sets error to the reason, too. ERROR is a failure of the store. */
TwLinkResult   tw_import_links_find (TwImportLinks *links, const TwImportTarget *target, const char *text, TwValue *value, GError **error);
/* Makes the record that a text names. FALSE with a reason when it cannot be made from a name alone. */
gboolean       tw_import_links_create (TwImportLinks *links, const TwImportTarget *target, const char *text, TwValue *value, GError **error);
guint          tw_import_links_get_n_created (TwImportLinks *links);
/* The field of the target entity that texts of this column are compared with when it points to the rows' own entity. */
const TwField *tw_import_links_key_field (const TwImportTarget *target, const TwEntity *entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwImportLinks, tw_import_links_free)

G_END_DECLS
