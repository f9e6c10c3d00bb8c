/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First load, and the reload of entities after rights changed. The place is kept with the rows of each page, so that a load goes on
 * where it was cut off; nothing that is not sent is ever touched by it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "tw-sync-private.h"

/* Rows of a page: large enough for the rate, small enough that a page takes about a quarter of a second. */
#define PAGE_ROWS 5000

/* --- The order of a first load --- */

/* "start", "today", then every entity of the schema. NULL: the part is the last one. */
static char *
dup_next_part (TwSync *sync, const char *part)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  const TwEntity *entity;
  guint n = tw_schema_get_n_entities (schema), at = 0;

  if (strcmp (part, "start") == 0)
    return g_strdup ("today");
  if (strcmp (part, "today") != 0)
    {
      entity = tw_schema_get_entity (schema, part);
      while (at < n && tw_schema_get_entity_at (schema, at) != entity)
        at++;
      at++;
    }
  return at < n ? g_strdup (tw_schema_get_entity_at (schema, at)->key) : NULL;
}

static void
show_load (TwSync *sync, const char *part)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  const TwEntity *entity = tw_schema_get_entity (schema, part);
  guint n = tw_schema_get_n_entities (schema), at = 0;

  while (at < n && tw_schema_get_entity_at (schema, at) != entity)
    at++;
  tw_sync_set_progress (sync, at < n ? 0.05 + 0.95 * at / n : 0);
}

gboolean
tw_sync_wants_load (TwSync *sync)
{
  g_autofree char *cursor = tw_replica_dup_state (sync->store, "cursor");

  return cursor == NULL;
}

gboolean
tw_sync_begin_load (TwSync *sync, GError **error)
{
  tw_sync_drop_count (sync);
  return tw_replica_set_state (sync->store, "load.again", "1", error)
         && tw_replica_set_state (sync->store, "load", "start", error) && tw_replica_set_state (sync->store, "load.after", NULL, error)
         && tw_replica_set_state (sync->store, "load.cursor", NULL, error) && tw_replica_set_state (sync->store, "load.rights", NULL, error)
         && tw_replica_set_state (sync->store, "load.seq", NULL, error)
         && tw_replica_set_state (sync->store, "have", NULL, error) && tw_replica_set_state (sync->store, "cursor", NULL, error);
}

static void
load_applied (TwSync *sync, TwWirePage *page, GError *error)
{
  if (error != NULL)
    tw_sync_fail_step (sync, NULL, error->message);
  else
    {
      /* Its rows are of the time when each page was made. */
      sync->pull_wanted = TRUE;
      tw_sync_finish_step (sync);
    }
}

/* Whose device it is: a server gives another person nothing on it. */
char *
tw_sync_dup_person (TwSync *sync)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (sync->store);

  return tw_id_dup_text (identity != NULL ? &identity->user : &tw_id_nil);
}

char *
tw_sync_dup_client (TwSync *sync)
{
  g_autoptr (TwReplicaIdentity) identity = tw_replica_dup_identity (sync->store);

  return tw_id_dup_text (identity != NULL ? &identity->client : &tw_id_nil);
}

static char *
dup_path (TwSync *sync, const char *part, const char *after)
{
  g_autofree char *escaped = after != NULL ? g_uri_escape_string (after, NULL, FALSE) : NULL, *person = tw_sync_dup_person (sync);

  return g_strdup_printf ("/sync/v1/snapshot?part=%s&limit=%d&person=%s%s%s", part, PAGE_ROWS, person, escaped != NULL ? "&after=" : "",
                          escaped != NULL ? escaped : "");
}

static void take_load_read (TwSync *sync, TwSyncRead *read);

static void
load_replied (TwReply *reply, gpointer data)
{
  tw_sync_read (data, reply, take_load_read);
}

static void
ahead_read (TwSync *sync, TwSyncRead *read)
{
  sync->ahead_pending = FALSE;
  if (sync->ahead == NULL)
    tw_sync_read_free (read);
  else if (sync->ahead_wanted)
    {
      tw_sync_drop_ahead (sync);
      take_load_read (sync, read);
    }
  else
    sync->ahead_read = read;
}

static void
ahead_replied (TwReply *reply, gpointer data)
{
  tw_sync_read (data, reply, ahead_read);
}

/* The server makes the next page, and it is read, while this one is applied. One at a time: an answer is known by that. */
static void
ask_ahead (TwSync *sync, const char *part, const char *after)
{
  tw_sync_drop_ahead (sync);
  if (sync->ahead_pending)
    return;
  sync->ahead_pending = TRUE;
  sync->ahead = dup_path (sync, part, after);
  tw_sync_request (sync, "GET", sync->ahead, NULL, ahead_replied);
}

void
tw_sync_drop_ahead (TwSync *sync)
{
  g_clear_pointer (&sync->ahead, g_free);
  g_clear_pointer (&sync->ahead_read, tw_sync_read_free);
  sync->ahead_wanted = FALSE;
}

/* A load gives what is there. What was taken away since the lost cursor shows only when each entity is compared. */
static void
finish_load (TwSync *sync, TwSyncApply *apply, const char *cursor, const char *rights, gboolean compare)
{
  g_autofree char *reload = NULL;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  tw_sync_apply_put (apply, "cursor", cursor);
  tw_sync_apply_put (apply, "rights", rights);
  tw_sync_apply_put (apply, "load.cursor", NULL);
  tw_sync_apply_put (apply, "load.rights", NULL);
  if (!compare)
    return;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    g_array_append_val (numbers, tw_schema_get_entity_at (schema, e)->number);
  reload = tw_sync_join_reload (sync, numbers);
  tw_sync_apply_put (apply, "reload", reload);
  tw_sync_apply_put (apply, "load.again", NULL);
}

static gint64
get_number (TwSync *sync, const char *key)
{
  g_autofree char *text = tw_replica_dup_state (sync->store, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* An answer that somebody on the way has kept: what changed between it and the place from which is pulled afterwards would come with neither. */
static void
refuse_old (TwSync *sync, TwWirePage *page)
{
  tw_wire_page_free (page);
  tw_sync_fail_step (sync, NULL, _("The server's answer is older than what is here. Trying again later."));
}

/* The seq of the last commit that both histories have, each told as "EPOCH BEGAN EPOCH BEGAN …"; 0: they have nothing in common. */
static gint64
find_fork (const char *mine, const char *theirs)
{
  g_auto (GStrv) own = g_strsplit (mine, " ", -1), other = g_strsplit (theirs, " ", -1);
  guint n_own = g_strv_length (own) / 2, n_other = g_strv_length (other) / 2;
  gint64 fork = G_MAXINT64;

  for (guint i = n_own; i > 0; i--)
    for (guint k = n_other; k > 0; k--)
      {
        if (strcmp (own[2 * i - 2], other[2 * k - 2]) != 0)
          continue;
        if (i < n_own)
          fork = MIN (fork, g_ascii_strtoll (own[2 * i + 1], NULL, 10));
        if (k < n_other)
          fork = MIN (fork, g_ascii_strtoll (other[2 * k + 1], NULL, 10));
        return fork;
      }
  return 0;
}

/* A server that does not tell where its epochs began cannot take back what it has lost, but for whole records. */
static gboolean
begin_epoch (TwSync *sync, const char *epoch, TwWirePage *page, GError **error)
{
  g_autofree char *lineage = tw_replica_dup_state (sync->store, "lineage"), *alone = g_strdup_printf ("%s 0", epoch);

  return tw_replica_begin_epoch (sync->store, epoch, page->lineage != NULL ? find_fork (lineage != NULL ? lineage : alone, page->lineage)
                                                                           : G_MAXINT64, error);
}

static void
begin_again (TwSync *sync, TwWirePage *page)
{
  g_autoptr (GError) error = NULL;

  tw_wire_page_free (page);
  if (tw_sync_begin_load (sync, &error))
    tw_sync_finish_step (sync);
  else
    tw_sync_fail_step (sync, NULL, error->message);
}

static void
take_load_page (TwSync *sync, TwWirePage *page)
{
  g_autofree char *part = tw_replica_dup_state (sync->store, "load"), *first = tw_replica_dup_state (sync->store, "load.cursor");
  g_autofree char *next = NULL, *epoch = tw_replica_dup_state (sync->store, "epoch");
  g_autofree char *rights = tw_replica_dup_state (sync->store, "load.rights"), *again = tw_replica_dup_state (sync->store, "load.again");
  g_autoptr (GError) error = NULL;
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, page->seq);
  TwSyncApply *apply;
  gboolean compare;

  /* The server was put back while this load was under way: its pages are older, and the present ones nevertheless. */
  if (first != NULL && g_strcmp0 (epoch, page->epoch) != 0)
    {
      begin_again (sync, page);
      return;
    }
  if (first != NULL && page->seq < get_number (sync, "load.seq"))
    {
      refuse_old (sync, page);
      return;
    }
  if (first == NULL && epoch != NULL && g_strcmp0 (epoch, page->epoch) != 0 && !begin_epoch (sync, epoch, page, &error))
    {
      tw_wire_page_free (page);
      tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  apply = tw_sync_apply_new (sync, page, load_applied);
  apply->loads = TRUE;
  /* Rows are here as of the newest page: an older one, of this load or of the reload behind it, knows nothing of them. */
  tw_sync_apply_put (apply, "load.seq", seq);
  if (first == NULL)
    {
      tw_sync_apply_put (apply, "load.cursor", page->cursor);
      tw_sync_apply_put (apply, "load.rights", page->rights);
      tw_sync_apply_put (apply, "epoch", page->epoch);
      tw_sync_apply_put (apply, "lineage", page->lineage);
    }
  /* Rows of other rights than the cursor's: when those are back by the next pull, nobody would tell that these rows are none of ours. */
  compare = again != NULL || (first != NULL && g_strcmp0 (rights, page->rights) != 0);
  if (compare && again == NULL)
    tw_sync_apply_put (apply, "load.again", "1");
  /* Not without the load's cursor, nor without the word that these are rows of other rights. */
  apply->splits = first != NULL && (!compare || again != NULL);
  tw_sync_apply_put (apply, "load.after", page->next);
  if (page->next == NULL)
    {
      next = dup_next_part (sync, part != NULL ? part : "start");
      tw_sync_apply_put (apply, "load", next);
      if (next == NULL)
        finish_load (sync, apply, first != NULL ? first : page->cursor, first != NULL ? rights : page->rights, compare);
    }
  if (page->next != NULL || next != NULL)
    ask_ahead (sync, next != NULL ? next : part != NULL ? part : "start", page->next);
  tw_sync_apply_run (apply);
}

/* The server does not take the place that it gave out, or that something on the way made of it: asking for the same once more would
 * end nowhere. TRUE: there was a place, and now the part begins anew. */
static gboolean
forget_place (TwSync *sync, TwSyncRead *read, const char *key)
{
  g_autofree char *after = tw_replica_dup_state (sync->store, key);

  return read->reply->status == 400 && after != NULL && tw_replica_set_state (sync->store, key, NULL, NULL);
}

static void
take_load_read (TwSync *sync, TwSyncRead *read)
{
  TwWirePage *page;

  forget_place (sync, read, "load.after");
  page = tw_sync_read_take (sync, read);
  if (page != NULL)
    take_load_page (sync, page);
}

void
tw_sync_step_load (TwSync *sync)
{
  g_autofree char *part = tw_replica_dup_state (sync->store, "load"), *after = tw_replica_dup_state (sync->store, "load.after");
  g_autofree char *path = dup_path (sync, part != NULL ? part : "start", after);

  show_load (sync, part != NULL ? part : "start");
  if (g_strcmp0 (sync->ahead, path) != 0)
    {
      tw_sync_drop_ahead (sync);
      tw_sync_request (sync, "GET", path, NULL, load_replied);
    }
  else if (sync->ahead_read == NULL)
    sync->ahead_wanted = TRUE;
  else
    {
      TwSyncRead *read = g_steal_pointer (&sync->ahead_read);

      tw_sync_drop_ahead (sync);
      take_load_read (sync, read);
    }
}

/* --- Reload --- */

gboolean
tw_sync_wants_reload (TwSync *sync)
{
  g_autofree char *reload = tw_replica_dup_state (sync->store, "reload");

  return reload != NULL && *reload;
}

/* Those that wait and these, each once, as "21,22". */
char *
tw_sync_join_reload (TwSync *sync, GArray *numbers)
{
  g_autofree char *reload = tw_replica_dup_state (sync->store, "reload");
  g_auto (GStrv) waiting = g_strsplit (reload != NULL ? reload : "", ",", -1);
  GString *joined = g_string_new (reload);

  for (guint i = 0; i < numbers->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", g_array_index (numbers, guint, i));

      if (!g_strv_contains ((const char *const *) waiting, number))
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? "," : "", number);
    }
  return g_string_free (joined, FALSE);
}

static void
reload_applied (TwSync *sync, TwWirePage *page, GError *error)
{
  if (error != NULL)
    {
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      tw_sync_fail_step (sync, NULL, error->message);
      return;
    }
  if (page->next == NULL)
    {
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      tw_sync_files_offer_again (sync);
    }
  tw_sync_finish_step (sync);
}

/* Was the page made by the same rights as the cursor? Else what is not in it, or is in it, says nothing: they may change back before
 * the next pull, which would not know of it. */
static gboolean
is_of_cursor (TwSync *sync, TwWirePage *page)
{
  g_autofree char *rights = tw_replica_dup_state (sync->store, "rights");

  return rights == NULL || page->rights == NULL || strcmp (rights, page->rights) == 0;
}

/* Those that wait after the first. */
static void
drop_first_reload (TwSync *sync)
{
  g_autofree char *reload = tw_replica_dup_state (sync->store, "reload");
  const char *rest = reload != NULL ? strchr (reload, ',') : NULL;

  tw_replica_set_state (sync->store, "reload", rest != NULL ? rest + 1 : NULL, NULL);
}

static void
take_reload_read (TwSync *sync, TwSyncRead *read)
{
  TwSyncApply *apply;
  TwWirePage *page;

  /* What the server has no such part of cannot be loaded from it. */
  if (!forget_place (sync, read, "reload.after") && read->reply->status == 400)
    drop_first_reload (sync);
  page = tw_sync_read_take (sync, read);
  if (page == NULL)
    {
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      return;
    }
  /* The first pull after a load is still to come: the load has told how old an answer may be. */
  if (page->seq < MAX (get_number (sync, "seq"), get_number (sync, "load.seq")))
    {
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      /* Or the server was put back: a pull tells. */
      sync->pull_first = TRUE;
      refuse_old (sync, page);
      return;
    }
  if (!is_of_cursor (sync, page))
    {
      tw_wire_page_free (page);
      g_clear_pointer (&sync->seen, g_hash_table_unref);
      sync->pull_first = TRUE;
      tw_sync_finish_step (sync);
      return;
    }
  apply = tw_sync_apply_new (sync, page, reload_applied);
  sync->seen_seq = MIN (sync->seen_seq, page->seq);
  apply->seen = g_hash_table_ref (sync->seen);
  apply->seen_seq = sync->seen_seq;
  tw_sync_apply_put (apply, "reload.after", page->next);
  if (page->next == NULL)
    {
      g_autofree char *reload = tw_replica_dup_state (sync->store, "reload");
      const char *rest = reload != NULL ? strchr (reload, ',') : NULL;

      apply->sweep = sync->reloading;
      tw_sync_apply_put (apply, "reload", rest != NULL ? rest + 1 : NULL);
    }
  tw_sync_apply_run (apply);
}

static void
reload_replied (TwReply *reply, gpointer data)
{
  tw_sync_read (data, reply, take_reload_read);
}

/* The entity that is first in the list. What was seen of it is only in memory: after a stop it begins anew. */
void
tw_sync_step_reload (TwSync *sync)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  g_autofree char *reload = tw_replica_dup_state (sync->store, "reload"), *after = NULL, *path = NULL;
  const TwEntity *entity;

  sync->reloading = strtoul (reload, NULL, 10);
  entity = tw_schema_get_entity_by_number (schema, sync->reloading);
  if (entity == NULL)
    {
      /* Of a newer schema: nothing of it is here. */
      drop_first_reload (sync);
      tw_sync_finish_step (sync);
      return;
    }
  if (sync->seen == NULL)
    {
      sync->seen = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
      sync->seen_seq = G_MAXINT64;
    }
  else
    after = tw_replica_dup_state (sync->store, "reload.after");
  path = dup_path (sync, entity->key, after);
  tw_sync_request (sync, "GET", path, NULL, reload_replied);
}
