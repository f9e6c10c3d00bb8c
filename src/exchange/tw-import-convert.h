/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells into values of a field. A target is one column on its way to one field; it looks at the column's cells first, decides
 * how dates and numbers are written there, and then converts. Links are resolved elsewhere (tw-import-links.h). */
#pragma once

#include "tw-csv-reader.h"
#include "tw-import-mapping.h"

G_BEGIN_DECLS

typedef struct
{
  const TwField        *field;                         /* NULL: the record's id */
  const char           *part;                          /* after the dot of the target; nullable */
  const TwImportColumn *spec;
  guint                 column;                        /* index in the row */
  GTimeZone            *zone;
  TwCurrency            currency, dollar;              /* of bare amounts; of a bare $ */
  /* Decided from the column. */
  TwDateOrder           dates;
  char                  decimal;
  guint                 n_dmy, n_mdy, n_either;        /* date cells that prove an order, or fit both */
  guint                 n_comma, n_point;
  GHashTable           *choices;                       /* text of the file → choice key */
} TwImportTarget;

void     tw_import_target_clear  (TwImportTarget *target);
gboolean tw_import_target_looks  (const TwImportTarget *target);     /* whether its cells have to be looked at */
void     tw_import_target_look   (TwImportTarget *target, const TwCell *cell);
/* file_decimal: what the other columns of the file say, for a column that says nothing. */
void     tw_import_target_decide (TwImportTarget *target, char file_decimal);
/* What no value of a field can be but must not be lost: the caller keeps the text in the notes. */
typedef enum { TW_CONVERT_FAILED, TW_CONVERT_EMPTY, TW_CONVERT_VALUE, TW_CONVERT_NOTE } TwConvert;
/* rest receives further values of a cell whose field holds one only (nullable result, transfer full). The cell's text may be
 * changed in place. currency: of this row, 0 for none. */
TwConvert tw_import_target_convert (TwImportTarget *target, TwCell *cell, TwCurrency currency, TwValue *value, char **rest,
                                    GError **error);
/* Parts of a cell that holds several values; empty ones left out. */
char   **tw_import_split         (const TwImportTarget *target, const TwCell *cell);

G_END_DECLS
