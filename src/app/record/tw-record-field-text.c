/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-field-text.h"

#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-columns.h"
#include "tw-field-text.h"

static char *
dup_item_text (TwStore       *store,
               const TwField *field,
               const TwValue *item)
{
  const TwChoice *choice = item->type == TW_TYPE_ENUM ? tw_field_get_choice (field, item->text) : NULL;
  g_autofree char *word = NULL;

  if (item->type == TW_TYPE_LINK)
    word = tw_store_dup_title (store, item->tag, &item->id);
  else if (choice != NULL)
    word = g_strdup (tw_choice_get_label (field, choice));
  else
    word = tw_value_print (item);
  return tw_field_isolate (field, word != NULL ? word : "");
}

static char *
dup_list_text (TwStore       *store,
               const TwField *field,
               const TwList  *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->n_values; i++)
    {
      g_autofree char *word = dup_item_text (store, field, &list->values[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", word);
    }
  return g_string_free (text, FALSE);
}

/* What stands there is a hash, which tells people nothing. */
static char *
dup_file_text (TwStore    *store,
               const char *hash)
{
  gint64 size = tw_store_get_blob_size (store, hash);

  return size >= 0 ? g_format_size (size) : g_strdup (_("Not on this computer yet"));
}

/**
 * tw_record_field_dup_text:
 * @store: the store
 * @field: a field
 * @value: its value
 *
 * Returns: (transfer full) (nullable): the value for people: links by their titles, lists with commas, files by their size
 */
char *
tw_record_field_dup_text (TwStore       *store,
                          const TwField *field,
                          const TwValue *value)
{
  g_autofree char *title = NULL;

  if (tw_value_is_null (value))
    return g_strdup ("");
  if (value->type == TW_TYPE_LIST)
    return dup_list_text (store, field, value->list);
  if (value->type == TW_TYPE_TEXT && tw_field_is_file (field))
    return dup_file_text (store, value->text);
  if (value->type == TW_TYPE_LINK)
    title = tw_store_dup_title (store, value->tag, &value->id);
  return tw_field_dup_text (field, value, title);
}

/**
 * tw_record_field_dup_worth:
 * @store: the store
 * @currency: that of the workspace
 * @field: a field
 * @value: its value
 *
 * Returns: (transfer full) (nullable): as tw_record_field_dup_text(); beside money of another currency stands what it is worth in
 *   @currency by the rates of today, when there is one
 */
char *
tw_record_field_dup_worth (TwStore       *store,
                           TwCurrency     currency,
                           const TwField *field,
                           const TwValue *value)
{
  g_autofree char *text = tw_record_field_dup_text (store, field, value), *worth = NULL;
  g_autoptr(GArray) sums = NULL;
  g_auto(TwValue) converted = TW_VALUE_INIT;
  TwMoney money;

  if (text == NULL || value->type != TW_TYPE_MONEY || value->tag == currency)
    return g_steal_pointer (&text);
  sums = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_append_vals (sums, value, 1);
  if (!tw_group_total (store, sums, currency, &money))
    return g_steal_pointer (&text);
  converted = tw_value_money (money.amount, money.currency);
  worth = tw_field_dup_text (field, &converted, NULL);
  /* Translators: an amount, and about what it is worth in another currency. */
  return g_strdup_printf (_("%1$s (≈ %2$s)"), text, worth);
}
