/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed since a cursor, as its reader may see it now: a reader of the log. A row that changed and is not visible is told only to
 * those who could see it before. Rows that became visible or invisible because other records or the rights changed cannot be
 * read from their own changes: then the page names their entities to be loaded again. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"
#include "tw-seq-list.h"

#define USUAL_LIMIT 2000
#define MAX_LIMIT   5000

typedef struct
{
  gboolean     any;                                    /* some rows may be seen */
  gboolean    *readable;                               /* by index of the field; NULL: all */
  TwExprBound *where;                                  /* NULL: every row */
  gboolean     follows;                                /* the condition reads other records */
} EntityView;

typedef struct
{
  TwAuthority *authority;
  TwAccess    *access;
  TwSchema    *schema;
  TwWirePage  *page;
  GHashTable  *views;                                  /* number → EntityView */
  gboolean     knows_followed, followed;               /* some condition reads other records; is_followed() */
} Pulling;

static void
view_free (EntityView *view)
{
  g_free (view->readable);
  g_clear_pointer (&view->where, tw_expr_bound_unref);
  g_free (view);
}

static EntityView *
get_view (Pulling *pulling, const TwEntity *entity)
{
  EntityView *view = g_hash_table_lookup (pulling->views, GUINT_TO_POINTER (entity->number));
  g_autofree char *where = NULL;
  gboolean hidden = FALSE;

  if (view != NULL)
    return view;
  view = g_new0 (EntityView, 1);
  g_hash_table_insert (pulling->views, GUINT_TO_POINTER (entity->number), view);
  view->any = tw_access_may (pulling->access, TW_RIGHT_READ, entity);
  if (!view->any)
    return view;
  view->readable = g_new0 (gboolean, entity->n_fields);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      view->readable[i] = tw_access_field (pulling->access, entity->fields[i]) != TW_FIELD_HIDDEN;
      hidden |= !view->readable[i];
    }
  if (!hidden)
    g_clear_pointer (&view->readable, g_free);
  where = tw_access_dup_where (pulling->access, TW_RIGHT_READ, entity);
  if (where != NULL)
    view->where = tw_expr_bind_text (where, pulling->schema, entity, TW_EXPR_BIND_CONDITION, NULL);
  view->follows = view->where != NULL && tw_access_reads_others (pulling->access, entity);
  return view;
}

static void
add_reload (TwWirePage *page, guint entity)
{
  for (guint i = 0; i < page->reload->len; i++)
    if (g_array_index (page->reload, guint, i) == entity)
      return;
  g_array_append_val (page->reload, entity);
}

/* Whose visibility reads a field of this record that changed? */
static void
follow_change (Pulling *pulling, TwChanged *changed, TwRecord *record, TwRecord *before)
{
  const TwEntity *entity = tw_record_get_entity (record != NULL ? record : before);

  for (guint e = 0; e < tw_schema_get_n_entities (pulling->schema); e++)
    {
      const TwEntity *follower = tw_schema_get_entity_at (pulling->schema, e);
      EntityView *view = get_view (pulling, follower);

      if (!view->follows || follower == entity || !tw_expr_bound_reads_entity (view->where, entity))
        continue;
      for (guint i = 0; i < entity->n_fields; i++)
        if (tw_expr_bound_reads_field (view->where, entity->fields[i])
            && (record == NULL || before == NULL
                || !tw_value_equal (tw_record_get_before (record, entity->fields[i]), tw_record_get_before (before, entity->fields[i]))))
          {
            add_reload (pulling->page, follower->number);
            break;
          }
    }
}

/* Asked for when there is something to read: who looks for news finds none most of the time. */
static gboolean
is_followed (Pulling *pulling)
{
  for (guint e = 0; !pulling->knows_followed && !pulling->followed && e < tw_schema_get_n_entities (pulling->schema); e++)
    pulling->followed = get_view (pulling, tw_schema_get_entity_at (pulling->schema, e))->follows;
  pulling->knows_followed = TRUE;
  return pulling->followed;
}

/* A record that somebody added and gave away before his next pull: his device has it, although he never read it from here. */
static gboolean
is_own_making (Pulling *pulling, TwRecord *record)
{
  const TwField *field = tw_entity_get_field_by_number (tw_record_get_entity (record), TW_FIELD_CREATED_BY);
  const TwValue *by = field != NULL ? tw_record_get_before (record, field) : NULL;

  return by != NULL && by->type == TW_TYPE_LINK && tw_id_equal (&by->id, tw_access_get_user (pulling->access));
}

static gboolean
add_change (TwChanged *changed, gpointer data, GError **error)
{
  Pulling *pulling = data;
  const TwEntity *entity = tw_schema_get_entity_by_number (pulling->schema, tw_changed_get_entity (changed));
  TwRecord *record = tw_changed_get_record (changed);
  g_autoptr (TwRecord) before = NULL;
  EntityView *view;

  if (entity == NULL)
    return TRUE;
  view = get_view (pulling, entity);
  if (is_followed (pulling) || (record != NULL && view->where != NULL && !tw_access_may_row (pulling->access, TW_RIGHT_READ, record)))
    {
      g_autoptr (GError) local = NULL;

      before = tw_changed_dup_before (changed, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (pulling->followed && (record != NULL || before != NULL))
    follow_change (pulling, changed, record, before);
  /* Who may read none of the kind now may have had some of it before, and their words are on his device. */
  if (!view->any && !(record == NULL && tw_changed_is_erased (changed)))
    return TRUE;
  if (record == NULL)
    tw_wire_page_add_gone (pulling->page, tw_changed_is_erased (changed) ? TW_WIRE_ERASED : TW_WIRE_PURGED, entity->number,
                           tw_changed_get_id (changed), tw_changed_get_row_seq (changed));
  else if (view->where == NULL || tw_access_may_row (pulling->access, TW_RIGHT_READ, record))
    {
      /* Else it comes in a later page. Who may not see it now must be told in the page of the change that took it from him. */
      if (tw_changed_is_last (changed))
        tw_wire_page_add (pulling->page, record, view->readable);
    }
  else if (before != NULL ? tw_access_may_row (pulling->access, TW_RIGHT_READ, before) : is_own_making (pulling, record))
    tw_wire_page_add_gone (pulling->page, TW_WIRE_LEFT, entity->number, tw_changed_get_id (changed), tw_changed_get_row_seq (changed));
  return TRUE;
}

static void
load_all_again (Pulling *pulling)
{
  for (guint e = 0; e < tw_schema_get_n_entities (pulling->schema); e++)
    add_reload (pulling->page, tw_schema_get_entity_at (pulling->schema, e)->number);
}

/* From its own records nobody else's visibility is to be read here. */
static void
skip_known (TwAuthority *authority, const char *have, TwSyncCursor *at)
{
  g_autoptr (GArray) list = tw_seq_list_parse (have);

  at->seq = MIN (tw_seq_list_skip (list, at->seq), tw_peers_get_seq (authority->store));
}

/**
 * tw_authority_pull:
 * @authority: the server
 * @user: who is signed in
 * @cursor: (nullable): of the last page that was applied
 * @have: (nullable): commits behind it whose rows the client has from answers to what it sent (tw-seq-list.h)
 * @limit: changes to look at, 0 for the usual 2,000
 * @error: %TW_AUTHORITY_ERROR_RESYNC: load anew; or the store's
 *
 * Returns: (transfer full) (nullable): what changed since the cursor, as the user may see it now
 */
TwWirePage *
tw_authority_pull (TwAuthority *authority, const TwId *user, const char *cursor, const char *have, guint limit, GError **error)
{
  g_autoptr (TwAccess) access = tw_access_cache_get (authority->access, user, NULL, error);
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (TwWirePage) page = NULL;
  g_autoptr (GHashTable) views = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) view_free);
  Pulling pulling = { authority, access };
  const char *epoch = tw_authority_get_epoch (authority);
  TwSyncCursor at, next;
  gboolean complete, site = FALSE;

  if (access == NULL || !tw_sync_cursor_parse (authority, epoch, user, cursor, &at, error))
    return NULL;
  if (at.seq > tw_peers_get_seq (authority->store))
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_RESYNC,
                           _("The server was set back to an earlier state. This device has to load once more."));
      return NULL;
    }
  schema = tw_store_ref_schema (authority->store);
  page = tw_authority_page_new (authority, epoch, schema, access);
  page->since = at.change == 0 ? at.seq : MAX (at.seq - 1, 0);
  pulling.schema = schema;
  pulling.page = page;
  pulling.views = views;
  next = at;
  next.access = tw_access_hash (access);
  if (next.access != at.access)
    load_all_again (&pulling);
  else if (at.change == 0 && at.seq < tw_peers_get_seq (authority->store) && !is_followed (&pulling))
    skip_known (authority, have, &at);
  tw_store_act_as (authority->store, user);
  if (!tw_peers_read_changes (authority->store, at.seq, at.change, limit == 0 ? USUAL_LIMIT : MIN (limit, MAX_LIMIT), add_change, &pulling, &site, &next.seq, &next.change,
                              &complete, error))
    {
      tw_store_act_as (authority->store, NULL);
      return NULL;
    }
  tw_store_act_as (authority->store, NULL);
  if (site)
    tw_authority_add_site (authority, page);
  page->seq = next.seq;
  page->more = !complete;
  page->cursor = tw_sync_cursor_print (authority, epoch, user, &next);
  page->unchanged = complete && !site && g_str_equal (page->cursor, cursor) && page->reload->len == 0;
  return g_steal_pointer (&page);
}

/**
 * tw_authority_is_known:
 * @page: of tw_authority_pull()
 * @seq: (nullable): the seq up to which the client says that it has everything, as text
 *
 * A client that has loaded may not know yet what its cursor stands for, and needs the page although nothing is in it.
 *
 * Returns: whether the page tells the client nothing, so that 204 is answer enough
 */
gboolean
tw_authority_is_known (const TwWirePage *page, const char *seq)
{
  gint64 known;

  return page->unchanged && seq != NULL && g_ascii_string_to_signed (seq, 10, 0, G_MAXINT64, &known, NULL) && known == page->seq;
}
