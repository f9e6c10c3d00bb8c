/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-store-text.h"

static char *
join_titles (TwStore *store, const TwList *list)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < list->n_values; i++)
    {
      const TwValue *item = &list->values[i];
      g_autofree char *one = tw_store_dup_title (store, item->tag, &item->id);

      g_string_append_printf (titles, "%s%s", i > 0 ? ", " : "", one);
    }
  return g_string_free (titles, FALSE);
}

/**
 * tw_store_dup_text:
 * @store: a store
 * @field: a field
 * @value: its value in a record of the store
 *
 * Writes a value for people, in the current locale; a link is the name of its record. Any thread.
 *
 * Returns: (transfer full): the text; "" for none
 */
char *
tw_store_dup_text (TwStore *store, const TwField *field, const TwValue *value)
{
  g_autofree char *title = NULL;

  if (value->type == TW_TYPE_LIST && field->kind == TW_KIND_LINKS)
    return join_titles (store, value->list);
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (store, value->tag, &value->id);
  return tw_field_format (field, value, title);
}
