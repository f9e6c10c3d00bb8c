/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column of a file goes to which field, and how (docs/import-mapping.md has the JSON form). */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

typedef enum { TW_MISSING_REJECT, TW_MISSING_CREATE, TW_MISSING_EMPTY } TwMissing;
typedef enum { TW_DATE_ORDER_AUTO, TW_DATE_ORDER_YMD, TW_DATE_ORDER_DMY, TW_DATE_ORDER_MDY } TwDateOrder;

typedef struct
{
  char       *column;                                  /* the header's name */
  char       *target;                                  /* "email", "name.first", "company.email", "amount.currency", "id"; NULL: left out */
  TwDateOrder dates;
  char        decimal;                                 /* '.' or ','; 0: found out from the column */
  char       *separator;                               /* of several values in a cell; NULL: found out */
  TwMissing   missing;                                 /* when a link's target is not there */
  gboolean    missing_set;
  GHashTable *values;                                  /* (nullable) text in the file → text to read instead */
} TwImportColumn;

typedef struct
{
  char       *entity;
  GPtrArray  *columns;                                 /* TwImportColumn */
  GHashTable *defaults;                                /* field key → text, for rows whose columns give nothing */
  char       *key;                                     /* field that finds the record to update; nullable */
  TwMissing   missing;                                 /* for columns that do not say it */
} TwImportMapping;

TwImportMapping *tw_import_mapping_new     (const char *entity);
void             tw_import_mapping_free    (TwImportMapping *mapping);
TwImportColumn  *tw_import_mapping_add     (TwImportMapping *mapping, const char *column, const char *target);
/* By field keys, labels and data/import/synonyms.json. Columns that mean nothing get no target. */
TwImportMapping *tw_import_mapping_guess   (const TwEntity *entity, const char *const *columns, guint n_columns);
const char      *tw_import_mapping_guess_column (const TwEntity *entity, const char *column);   /* interned; nullable */
TwImportMapping *tw_import_mapping_parse   (const char *json, gsize length, GError **error);
char            *tw_import_mapping_print   (const TwImportMapping *mapping);
/* Key of the setting under which a mapping for this header is kept. */
char            *tw_import_mapping_fingerprint (const TwEntity *entity, const char *const *columns, guint n_columns);
/* Another word for a choice of a field ("Marketing Qualified Lead"): its key, or NULL. */
const char      *tw_import_value_synonym   (const TwField *field, const char *text);
/* Letters and digits of the folded text: "E-mail 1 - Value" → "email1value". */
char            *tw_import_simplify        (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwImportMapping, tw_import_mapping_free)

G_END_DECLS
