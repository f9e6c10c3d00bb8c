/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of fields: their names in schema files, their types and what may be said of them. */

#include "config.h"

#include "tw-schema-private.h"

#define SIMPLE_TEXT (TW_KIND_HAS_TEXT | TW_KIND_HAS_UNIQUE | TW_KIND_HAS_SEARCH)
#define LONG_TEXT   (TW_KIND_HAS_TEXT | TW_KIND_HAS_SEARCH | TW_KIND_HAS_MERGE)
#define QUANTITY    (TW_KIND_HAS_BOUNDS | TW_KIND_HAS_UNIQUE | TW_KIND_HAS_ADD)
#define MOMENT      (TW_KIND_HAS_BOUNDS | TW_KIND_HAS_UNIQUE)
#define LABELS      (TW_KIND_HAS_SET | TW_KIND_HAS_ITEMS | TW_KIND_HAS_SEARCH)

/* The longest e-mail address has 320 characters: 64 before the @ and 255 after it (RFC 5321 §4.5.3.1). */
static const TwKindInfo kinds[] = {
  [TW_KIND_TEXT]     = { "text",     TW_TYPE_TEXT,     SIMPLE_TEXT | TW_KIND_HAS_MERGE, 10000 },
  [TW_KIND_LONGTEXT] = { "longtext", TW_TYPE_TEXT,     LONG_TEXT, 10000000 },
  [TW_KIND_RICHTEXT] = { "richtext", TW_TYPE_TEXT,     LONG_TEXT, 10000000 },
  [TW_KIND_EMAIL]    = { "email",    TW_TYPE_TEXT,     SIMPLE_TEXT, 320 },
  [TW_KIND_PHONE]    = { "phone",    TW_TYPE_TEXT,     SIMPLE_TEXT, 100 },
  [TW_KIND_URL]      = { "url",      TW_TYPE_TEXT,     SIMPLE_TEXT, 8192 },
  [TW_KIND_COLOR]    = { "color",    TW_TYPE_TEXT,     TW_KIND_HAS_UNIQUE, 32 },
  [TW_KIND_FILE]     = { "file",     TW_TYPE_TEXT,     TW_KIND_HAS_UNIQUE | TW_KIND_HAS_SEARCH, 4096 },
  [TW_KIND_INTEGER]  = { "integer",  TW_TYPE_INTEGER,  QUANTITY | TW_KIND_HAS_UNIT, 0 },
  [TW_KIND_DECIMAL]  = { "decimal",  TW_TYPE_DECIMAL,  QUANTITY | TW_KIND_HAS_DIGITS, 0 },
  [TW_KIND_PERCENT]  = { "percent",  TW_TYPE_DECIMAL,  QUANTITY | TW_KIND_HAS_DIGITS, 0 },
  [TW_KIND_MONEY]    = { "money",    TW_TYPE_MONEY,    QUANTITY, 0 },
  [TW_KIND_BOOLEAN]  = { "boolean",  TW_TYPE_BOOLEAN,  TW_KIND_HAS_UNIQUE, 0 },
  [TW_KIND_DATE]     = { "date",     TW_TYPE_DATE,     MOMENT, 0 },
  [TW_KIND_TIME]     = { "time",     TW_TYPE_TIME,     MOMENT, 0 },
  [TW_KIND_DATETIME] = { "datetime", TW_TYPE_DATETIME, MOMENT, 0 },
  [TW_KIND_DURATION] = { "duration", TW_TYPE_DURATION, QUANTITY, 0 },
  [TW_KIND_ENUM]     = { "enum",     TW_TYPE_ENUM,     TW_KIND_HAS_CHOICES | TW_KIND_HAS_UNIQUE, 0 },
  [TW_KIND_SET]      = { "set",      TW_TYPE_LIST,     TW_KIND_HAS_CHOICES | TW_KIND_HAS_SET, 0 },
  [TW_KIND_TAGS]     = { "tags",     TW_TYPE_LIST,     LABELS, 200 },
  [TW_KIND_LIST]     = { "list",     TW_TYPE_LIST,     LABELS, 10000 },
  [TW_KIND_LINK]     = { "link",     TW_TYPE_LINK,     TW_KIND_HAS_TARGET | TW_KIND_HAS_UNIQUE | TW_KIND_HAS_CASCADE, 0 },
  [TW_KIND_LINKS]    = { "links",    TW_TYPE_LIST,     TW_KIND_HAS_TARGET | TW_KIND_HAS_SET, 0 },
  [TW_KIND_JSON]     = { "json",     TW_TYPE_JSON,     0, 10000000 },
  [TW_KIND_GEO]      = { "geo",      TW_TYPE_JSON,     0, 200 },
  [TW_KIND_NUMBER]   = { "number",   TW_TYPE_TEXT,     SIMPLE_TEXT | TW_KIND_HAS_SERIES, 200 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TW_N_KINDS);

const TwKindInfo *
tw_kind_get_info (TwKind kind)
{
  g_return_val_if_fail ((guint) kind < TW_N_KINDS, &kinds[TW_KIND_TEXT]);
  return &kinds[kind];
}

/**
 * tw_kind_get_name:
 * @kind: a kind
 *
 * Returns: its name in schema files, "longtext"
 */
const char *
tw_kind_get_name (TwKind kind)
{
  return tw_kind_get_info (kind)->name;
}

/**
 * tw_kind_parse:
 * @name: a name as in schema files
 * @kind: (out): the kind
 *
 * Returns: %FALSE when no kind has the name
 */
gboolean
tw_kind_parse (const char *name, TwKind *kind)
{
  for (guint i = 0; i < TW_N_KINDS; i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}
