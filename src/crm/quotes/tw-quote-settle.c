/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-quote-rule.h"
#include "tw-replica.h"

#define AT_A_TIME 500

/* FALSE: there are none left, or it could not be done. */
static gboolean
settle_some (TwStore *store, TwQuery *query, char **cursor, GError **error)
{
  g_autofree char *after = g_steal_pointer (cursor);
  g_autoptr(GPtrArray) quotes = tw_store_list (store, query, AT_A_TIME, after, cursor, error);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; quotes && i < quotes->len; i++)
    g_array_append_vals (ids, tw_record_get_id (g_ptr_array_index (quotes, i)), 1);
  return ids->len > 0 && tw_store_keep_now (store, "quote", ids, _("Totals of quotes"), error) && *cursor;
}

/**
 * tw_quote_settle:
 * @store: a store that was just opened and has the keeper of quotes
 *
 * Works out the totals that are not there. What fails is tried again when the workspace is opened the next time.
 */
void
tw_quote_settle (TwStore *store)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "quote");
  const TwField *total = entity ? tw_entity_get_field (entity, "total") : NULL;
  g_autoptr(TwQuery) query = NULL, unsorted = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *cursor = NULL;

  if (!total || !total->kept || tw_store_is_read_only (store) || tw_store_is_replica (store))
    return;
  query = tw_query_new (schema, entity, "total is empty", NULL, &error);
  unsorted = query ? tw_query_without_sort (query) : NULL;
  while (unsorted && settle_some (store, unsorted, &cursor, &error))
    ;
  if (error)
    g_info ("Totals of quotes: %s", error->message);
}
