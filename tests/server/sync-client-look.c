/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the device, and how it is. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "sync-client.h"

static double
get_rss_mb (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || sscanf (text, "%*d %ld", &pages) != 1)
    return 0;
  return pages * (double) sysconf (_SC_PAGESIZE) / 1048576.0;
}

static gboolean
list_query (Client *client, TwQuery *query, guint *n)
{
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  do
    {
      g_autofree char *next = NULL;
      g_autoptr (GPtrArray) records = tw_store_list (client->store, query, 1000, after, &next, &error);

      for (guint i = 0; records != NULL && i < records->len; i++)
        {
          TwRecord *record = g_ptr_array_index (records, i);
          g_autofree char *name = tw_value_to_json (tw_record_get_key (record, "name"));
          g_autofree char *job = tw_value_to_json (tw_record_get_key (record, "job_title"));
          g_autofree char *tags = tw_value_to_json (tw_record_get_key (record, "tags"));
          char id[TW_ID_TEXT_LENGTH + 1];

          client_answer ("contact\t%s\t%s\t%s\t%s", tw_id_print (tw_record_get_id (record), id), name, job, tags);
          (*n)++;
        }
      if (error != NULL)
        {
          client_answer ("error %s", error->message);
          return FALSE;
        }
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  return TRUE;
}

void
client_list (Client *client)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, client->contact, NULL, NULL, NULL);
  guint n = 0;

  if (list_query (client, query, &n))
    client_answer ("ok list %u", n);
}

typedef struct
{
  guint   number;
  guint64 sum;
  gint64  count;
} Sum;

static gboolean
add_sum (const TwId *id, gint64 server_seq, gpointer data)
{
  Sum *sum = data;

  sum->sum += tw_sync_hash (sum->number, id, server_seq);
  sum->count++;
  return TRUE;
}

void
client_print_sums (Client *client)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      Sum sum = { entity->number, 0, 0 };

      if (!tw_replica_scan (client->store, entity, NULL, add_sum, &sum, &error))
        {
          client_answer ("error %s", error->message);
          return;
        }
      client_answer ("sum %u %" PRId64 " %" PRIu64, sum.number, sum.count, sum.sum);
    }
  client_answer ("ok sums");
}

void
client_print_status (Client *client)
{
  gint64 pending;
  guint refused, conflicts;

  g_object_get (client->sync, "pending", &pending, "refused", &refused, "conflicts", &conflicts, NULL);
  client_answer ("ok status %" PRId64 " %u %u %d %.1f", tw_outbox_count (client->store, NULL), refused, conflicts,
                 tw_sync_get_state (client->sync), get_rss_mb ());
}

/* Which part of a first load is under way; "-": none. */
void
client_print_part (Client *client)
{
  g_autofree char *part = tw_replica_dup_state (client->store, "load");

  client_answer ("ok part %s", part != NULL ? part : "-");
}

void
client_print_problems (Client *client)
{
  g_autoptr (GPtrArray) problems = tw_sync_list_problems (client->sync);

  for (guint i = 0; i < problems->len; i++)
    client_answer ("problem %s", (const char *) g_ptr_array_index (problems, i));
  client_answer ("ok problems");
}
