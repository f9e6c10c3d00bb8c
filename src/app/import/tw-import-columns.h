/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column of a file goes to which field: a row a column, with some of its values. Columns without any value are not shown.
 * Signal "changed" (). */
#pragma once

#include "tw-app.h"
#include "tw-import-mapping.h"
#include "tw-import-sample.h"

G_BEGIN_DECLS

#define TW_TYPE_IMPORT_COLUMNS (tw_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (TwImportColumns, tw_import_columns, TW, IMPORT_COLUMNS, AdwPreferencesGroup)

GtkWidget  *tw_import_columns_new    (void);
/* mapping is lent and changed by what a person chooses. */
void        tw_import_columns_show   (TwImportColumns *self, const TwImportSample *sample, const TwEntity *entity,
                                      TwImportMapping *mapping);
guint       tw_import_columns_get_n_shown (TwImportColumns *self);
/* The choice for a column, by its name; NULL when it is not shown. Its selected item is a field's key or "". */
GtkDropDown *tw_import_columns_get_choice (TwImportColumns *self, const char *column);
/* Targets in the order of the choices; first "" for none. (transfer none) */
const char *const *tw_import_columns_get_targets (TwImportColumns *self);

G_END_DECLS
