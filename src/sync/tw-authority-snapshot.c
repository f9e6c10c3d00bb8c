/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first load of a device, and the reload of an entity after rights changed: rows in the order of storage, a page at a time.
 * Pages are not of one moment; each row has its seq, and pulling from the cursor of the first page brings what changed meanwhile. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-authority-private.h"

#define USUAL_LIMIT 2000
#define MAX_LIMIT   5000

/* What other records point to comes first, so that what is shown first is whole. */
static const char *const start_entities[] = {
  "user", "role", "team", "territory", "currency", "exchange_rate", "pipeline", "deal_stage", "win_loss_reason", "saved_view", "tier",
};

/* A person's own work of these days. */
static const struct { const char *entity, *where; } today_queries[] = {
  { "deal", "owner = me and status = \"open\"" },
  { "task", "assignee = me and status != \"completed\"" },
  { "meeting", "starts_at > now() - 30 days and starts_at < now() + 30 days" },
  { "lead", "owner = me and status = \"active\"" },
};

typedef struct
{
  TwAuthority *authority;
  TwAccess    *access;
  TwSchema    *schema;
  TwWirePage  *page;
  gboolean    *readable;
  guint        limit, n;
  gint64       last_rid;
  gboolean     full;
} Loading;

TwWirePage *
tw_authority_page_new (TwAuthority *authority, const char *epoch, TwSchema *schema, TwAccess *access)
{
  TwWirePage *page = tw_wire_page_new ();
  TwExprContext *context = tw_store_dup_context (authority->store);

  page->epoch = g_strdup (epoch);
  page->schema = g_strdup (tw_schema_get_version (schema));
  page->rights = g_strdup_printf ("%016" PRIx64, tw_access_hash (access));
  page->server_time = context->now;
  tw_store_context_free (context);
  return page;
}

void
tw_authority_add_site (TwAuthority *authority, TwWirePage *page)
{
  page->definitions = tw_store_dup_definitions (authority->store, 0);
  tw_store_list_settings (authority->store, page->settings);
}

static gboolean
add_row (TwRecord *record, gint64 rid, gpointer data, GError **error)
{
  Loading *loading = data;

  tw_wire_page_add (loading->page, record, loading->readable);
  loading->last_rid = rid;
  loading->full = ++loading->n >= loading->limit || tw_wire_page_get_size (loading->page) >= TW_WIRE_MAX_PAGE;
  return !loading->full;
}

/* The query's rows after rid, as far as the page has room. Nothing is read of what the caller may not read at all. */
static gboolean
load_rows (Loading *loading, TwQuery *query, gint64 after, GError **error)
{
  const TwEntity *entity = tw_query_get_entity (query);
  g_autoptr (TwQuery) narrowed = NULL;
  g_autofree gboolean *readable = g_new (gboolean, entity->n_fields);
  gboolean good;

  if (!tw_access_may (loading->access, TW_RIGHT_READ, entity))
    return TRUE;
  narrowed = tw_access_query (loading->access, query, error);
  if (narrowed == NULL)
    return FALSE;
  for (guint i = 0; i < entity->n_fields; i++)
    readable[i] = tw_access_field (loading->access, entity->fields[i]) != TW_FIELD_HIDDEN;
  loading->readable = readable;
  good = tw_peers_read_snapshot (loading->authority->store, narrowed, after, loading->limit, add_row, loading, error);
  loading->readable = NULL;
  return good;
}

static gboolean
load_start (Loading *loading, GError **error)
{
  tw_authority_add_site (loading->authority, loading->page);
  for (guint i = 0; i < G_N_ELEMENTS (start_entities) && !loading->full; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (loading->schema, start_entities[i]);
      g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (loading->schema, entity, NULL, NULL, error) : NULL;

      if (entity != NULL && (query == NULL || !load_rows (loading, query, 0, error)))
        return FALSE;
    }
  return TRUE;
}

/* A site's schema may lack a field that these conditions name: then that part waits for its turn. */
static gboolean
load_today (Loading *loading, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (today_queries) && !loading->full; i++)
    {
      const TwEntity *entity = tw_schema_get_entity (loading->schema, today_queries[i].entity);
      g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (loading->schema, entity, today_queries[i].where, NULL, NULL) : NULL;

      if (query != NULL && !load_rows (loading, query, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* after: "live:RID" or "deleted:RID": the wastebasket follows the live rows. */
static gboolean
parse_position (const char *after, gboolean *deleted, gint64 *rid, GError **error)
{
  *deleted = FALSE;
  *rid = 0;
  if (after == NULL)
    return TRUE;
  *deleted = g_str_has_prefix (after, "deleted:");
  if ((*deleted || g_str_has_prefix (after, "live:"))
      && g_ascii_string_to_signed (strchr (after, ':') + 1, 10, 0, G_MAXINT64, rid, NULL))
    return TRUE;
  g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID, _("“after” is not the “next” of a page of this load."));
  return FALSE;
}

/* Nobody learns how many there are of what he may not see. */
static gint64
count_left (Loading *loading, const TwEntity *entity)
{
  g_autofree char *where = tw_access_dup_where (loading->access, TW_RIGHT_READ, entity);

  return where != NULL ? 0 : MAX (tw_peers_get_last_rid (loading->authority->store, entity) - loading->last_rid, 0);
}

static gboolean
load_entity (Loading *loading, const TwEntity *entity, const char *after, GError **error)
{
  g_autoptr (TwQuery) query = tw_query_new (loading->schema, entity, NULL, NULL, error), part = NULL;
  gboolean deleted;
  gint64 rid;

  if (query == NULL || !parse_position (after, &deleted, &rid, error))
    return FALSE;
  part = deleted ? tw_query_with_deleted (query) : tw_query_ref (query);
  if (!load_rows (loading, part, rid, error))
    return FALSE;
  if (loading->full)
    {
      loading->page->next = g_strdup_printf ("%s:%" PRId64, deleted ? "deleted" : "live", loading->last_rid);
      loading->page->left = deleted ? 0 : count_left (loading, entity);
    }
  else if (!deleted)
    loading->page->next = g_strdup ("deleted:0");
  loading->page->more = loading->page->next != NULL;
  return TRUE;
}

/**
 * tw_authority_snapshot:
 * @authority: the server
 * @user: who is signed in
 * @part: "start", "today" or an entity's key
 * @after: (nullable): next of the page before
 * @limit: rows, 0 for the usual 2,000
 * @error: %TW_AUTHORITY_ERROR_INVALID, or the store's
 *
 * Returns: (transfer full) (nullable): a page of what the user may see
 */
TwWirePage *
tw_authority_snapshot (TwAuthority *authority, const TwId *user, const char *part, const char *after, guint limit, GError **error)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (authority->access, user, NULL, error);
  g_autoptr (TwSchema) schema = tw_store_ref_schema (authority->store);
  const char *epoch = tw_authority_get_epoch (authority);
  g_autoptr (TwWirePage) page = access != NULL ? tw_authority_page_new (authority, epoch, schema, access) : NULL;
  Loading loading = { authority, access, schema, page, NULL, limit == 0 ? USUAL_LIMIT : MIN (limit, MAX_LIMIT) };
  TwSyncCursor cursor = { 0 };
  const TwEntity *entity;
  gboolean good;

  if (access == NULL || (page->lineage = tw_peers_dup_lineage (authority->store, error)) == NULL)
    return NULL;
  /* Before any row is read: what changes while the pages are made comes by pulling. */
  cursor.seq = page->seq = tw_peers_get_seq (authority->store);
  cursor.access = tw_access_hash (access);
  page->cursor = tw_sync_cursor_print (authority, epoch, user, &cursor);
  entity = tw_schema_get_entity (schema, part);
  tw_store_act_as (authority->store, user);
  if (strcmp (part, "start") == 0)
    good = load_start (&loading, error);
  else if (strcmp (part, "today") == 0)
    good = load_today (&loading, error);
  else if (entity != NULL)
    good = load_entity (&loading, entity, after, error);
  else
    {
      g_set_error (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID, _("There is no part “%s” to load."), part);
      good = FALSE;
    }
  tw_store_act_as (authority->store, NULL);
  return good ? g_steal_pointer (&page) : NULL;
}
