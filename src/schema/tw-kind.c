/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-schema-private.h"

static const struct
{
  const char *name;
  TwType      type;
} kinds[] = {
  [TW_KIND_TEXT] = { "text", TW_TYPE_TEXT },          [TW_KIND_LONGTEXT] = { "longtext", TW_TYPE_TEXT },
  [TW_KIND_RICHTEXT] = { "richtext", TW_TYPE_TEXT },  [TW_KIND_EMAIL] = { "email", TW_TYPE_TEXT },
  [TW_KIND_PHONE] = { "phone", TW_TYPE_TEXT },        [TW_KIND_URL] = { "url", TW_TYPE_TEXT },
  [TW_KIND_COLOR] = { "color", TW_TYPE_TEXT },        [TW_KIND_FILE] = { "file", TW_TYPE_TEXT },
  [TW_KIND_INTEGER] = { "integer", TW_TYPE_INTEGER }, [TW_KIND_DECIMAL] = { "decimal", TW_TYPE_DECIMAL },
  [TW_KIND_PERCENT] = { "percent", TW_TYPE_DECIMAL }, [TW_KIND_MONEY] = { "money", TW_TYPE_MONEY },
  [TW_KIND_BOOLEAN] = { "boolean", TW_TYPE_BOOLEAN }, [TW_KIND_DATE] = { "date", TW_TYPE_DATE },
  [TW_KIND_TIME] = { "time", TW_TYPE_TIME },          [TW_KIND_DATETIME] = { "datetime", TW_TYPE_DATETIME },
  [TW_KIND_DURATION] = { "duration", TW_TYPE_DURATION }, [TW_KIND_ENUM] = { "enum", TW_TYPE_ENUM },
  [TW_KIND_SET] = { "set", TW_TYPE_LIST },            [TW_KIND_TAGS] = { "tags", TW_TYPE_LIST },
  [TW_KIND_LIST] = { "list", TW_TYPE_LIST },          [TW_KIND_LINK] = { "link", TW_TYPE_LINK },
  [TW_KIND_LINKS] = { "links", TW_TYPE_LIST },        [TW_KIND_JSON] = { "json", TW_TYPE_JSON },
  [TW_KIND_GEO] = { "geo", TW_TYPE_JSON },            [TW_KIND_NUMBER] = { "number", TW_TYPE_TEXT },
};

TwType
tw_kind_get_type (TwKind kind)
{
  return kinds[kind].type;
}

const char *
tw_kind_get_name (TwKind kind)
{
  return kinds[kind].name;
}

gboolean
tw_kind_parse (const char *name, TwKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}
