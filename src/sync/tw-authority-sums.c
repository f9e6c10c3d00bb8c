/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sees, as counts and sums, so that his device can tell whether it has the same. */
#include "config.h"

#include <inttypes.h>

#include "tw-authority-private.h"

typedef struct
{
  guint number;
  guint first;                                         /* of its queries in the array: those alive, then those in the wastebasket */
} Part;

static void
clear_sum (gpointer data)
{
  g_clear_pointer (&((TwPeersSum *) data)->query, tw_query_unref);
}

/* What the person sees of an entity, with what is in the wastebasket. */
static gboolean
add_queries (TwAccess *access, TwSchema *schema, const TwEntity *entity, GArray *sums, GError **error)
{
  g_autoptr (TwQuery) live = tw_query_new (schema, entity, NULL, NULL, error);
  g_autoptr (TwQuery) deleted = live != NULL ? tw_query_with_deleted (live) : NULL;
  TwPeersSum pair[2] = { { NULL } };

  if (live == NULL)
    return FALSE;
  pair[0].query = tw_access_query (access, live, error);
  pair[1].query = pair[0].query != NULL ? tw_access_query (access, deleted, error) : NULL;
  g_array_append_vals (sums, pair, 2);
  return pair[1].query != NULL;
}

static char *
print_sums (TwAccess *access, GArray *parts, GArray *sums, gint64 seq)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"protocol\":%d,\"seq\":%" PRId64 ",\"rights\":\"%016" PRIx64 "\",\"entities\":[", TW_WIRE_PROTOCOL, seq,
                          tw_access_hash (access));
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      const TwPeersSum *pair = &g_array_index (sums, TwPeersSum, part->first);

      g_string_append_printf (json, "%s[%u,%" PRId64 ",\"%" PRIu64 "\"]", i > 0 ? "," : "", part->number, pair[0].count + pair[1].count,
                              pair[0].sum + pair[1].sum);
    }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

/**
 * tw_authority_sum:
 * @authority: the server
 * @user: who is signed in
 * @seq: (nullable): the place that his device has come to, as a decimal text
 * @error: the store's
 *
 * Whether a device has what its person sees there. It is not worth reading all tables for a device at another place: it has to pull
 * first, and an empty text says so.
 *
 * Returns: (transfer full) (nullable): JSON: seq; rights, as in a page; and for each entity its number, the count of rows that the
 *   user sees (those in the wastebasket too) and the sum of tw_sync_hash() as a decimal text
 */
char *
tw_authority_sum (TwAuthority *authority, const TwId *user, const char *seq, GError **error)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (authority->access, user, NULL, error);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (authority->store);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part)), sums = g_array_new (FALSE, FALSE, sizeof (TwPeersSum));
  gboolean good = TRUE;
  gint64 now = 0;

  if (access == NULL)
    return NULL;
  if (seq != NULL && g_ascii_strtoll (seq, NULL, 10) != tw_peers_get_seq (authority->store))
    return g_strdup ("");
  g_array_set_clear_func (sums, clear_sum);
  tw_store_act_as (authority->store, user);
  for (guint e = 0; good && e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      Part part = { entity->number, sums->len };

      if (!tw_access_may (access, TW_RIGHT_READ, entity))
        continue;
      good = add_queries (access, schema, entity, sums, error);
      g_array_append_val (parts, part);
    }
  good = good && tw_peers_sum (authority->store, (TwPeersSum *) sums->data, sums->len, &now, error);
  tw_store_act_as (authority->store, NULL);
  return good ? print_sums (access, parts, sums, now) : NULL;
}
