/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions come again and again; what was parsed, checked and narrowed to a caller's rights is kept for the next time. A kept query
 * holds its schema and its rights, so that another snapshot or other rights never meet it. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"

#define MAX_KEPT 512

typedef struct
{
  TwQuery  *query;
  TwAccess *access;
  TwSchema *schema;
} Kept;

struct _TwRestQueries
{
  GMutex      lock;
  GHashTable *kept;                                    /* text → Kept; under lock */
};

static void
kept_free (Kept *kept)
{
  tw_query_unref (kept->query);
  tw_access_unref (kept->access);
  tw_schema_unref (kept->schema);
  g_free (kept);
}

TwRestQueries *
tw_rest_queries_new (void)
{
  TwRestQueries *queries = g_new0 (TwRestQueries, 1);

  g_mutex_init (&queries->lock);
  queries->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) kept_free);
  return queries;
}

void
tw_rest_queries_free (TwRestQueries *queries)
{
  g_hash_table_unref (queries->kept);
  g_mutex_clear (&queries->lock);
  g_free (queries);
}

static TwQuery *
find (TwRestQueries *queries, TwRestCall *call, const char *key)
{
  Kept *kept;
  TwQuery *query = NULL;

  g_mutex_lock (&queries->lock);
  kept = g_hash_table_lookup (queries->kept, key);
  if (kept != NULL && kept->access == call->access && kept->schema == call->schema)
    query = tw_query_ref (kept->query);
  g_mutex_unlock (&queries->lock);
  return query;
}

static void
keep (TwRestQueries *queries, TwRestCall *call, const char *key, TwQuery *query)
{
  Kept *kept = g_new (Kept, 1);

  *kept = (Kept) { tw_query_ref (query), tw_access_ref (call->access), tw_schema_ref (call->schema) };
  g_mutex_lock (&queries->lock);
  if (g_hash_table_size (queries->kept) >= MAX_KEPT)
    g_hash_table_remove_all (queries->kept);
  g_hash_table_replace (queries->kept, g_strdup (key), kept);
  g_mutex_unlock (&queries->lock);
}

static TwQuery *
fail (TwRestCall *call, const char *name, const GError *error)
{
  if (error->domain == TW_EXPR_ERROR || error->domain == TW_RECORD_ERROR)
    {
      tw_response_problem (call->response, 400, "expression", NULL, error->message);
      tw_response_problem_field (call->response, name, "expression", error->message);
    }
  else
    tw_response_problem_error (call->response, error);
  return NULL;
}

TwQuery *
tw_rest_query (TwRestCall *call, const TwEntity *entity, const char *where, const char *sort)
{
  const TwId *user = tw_access_get_user (call->access);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *key = NULL;
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  TwQuery *narrowed;

  if (strlen (where ? where : "") > TW_REST_MAX_WHERE || strlen (sort ? sort : "") > TW_REST_MAX_WHERE)
    {
      tw_response_problem (call->response, 400, "expression", NULL, _("The condition or order is too long. Send at most 4,000 bytes."));
      return NULL;
    }
  tw_id_print (user != NULL ? user : &tw_id_nil, id);
  key = g_strdup_printf ("%s %u %s\n%s", id, entity->number, sort ? sort : "", where ? where : "");
  narrowed = find (call->rest->queries, call, key);
  if (narrowed != NULL)
    return narrowed;
  query = tw_query_new (call->schema, entity, where, NULL, &error);
  if (query == NULL)
    return fail (call, "where", error);
  if (sort != NULL)
    {
      tw_query_unref (g_steal_pointer (&query));
      query = tw_query_new (call->schema, entity, where, sort, &error);
      if (query == NULL)
        return fail (call, "sort", error);
    }
  narrowed = tw_access_query (call->access, query, &error);
  if (narrowed == NULL)
    return fail (call, "where", error);
  keep (call->rest->queries, call, key, narrowed);
  return narrowed;
}
