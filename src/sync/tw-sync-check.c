/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether this device still has what its person sees at the server: now and then both sides count their rows and sum up what identifies
 * them. It always comes out the same unless a program, a disk or a hand at the file was wrong; then the entity is read anew, around what
 * is not sent. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-sync-private.h"

#define MAX_ANSWER    (1024 * 1024)
#define CHECK_SECONDS ((gint64) 24 * 3600)                      /* each device once a day */
#define FIRST_SECONDS 300                              /* not while the program starts, and not all devices at once */
#define AGAIN_SECONDS 60

typedef struct
{
  TwSync  *sync;
  guint    round;
  TwReply *reply;
  GArray  *differing;                                  /* numbers of entities */
  gboolean read;                                       /* the answer was one */
  gboolean same_place;                                 /* both sides looked at one seq and the same rights */
  GError  *error;
} Check;

typedef struct
{
  guint   number;
  gint64  count;
  guint64 sum;
} Sum;

static gboolean
add_row (const TwId *id, gint64 server_seq, gpointer data)
{
  Sum *sum = data;

  sum->count++;
  sum->sum += tw_sync_hash (sum->number, id, server_seq);
  return TRUE;
}

/* --- Off the engine's thread --- */

/* [number, count, "sum"] */
static gboolean
read_entry (const TwDocNode *node, Sum *sum)
{
  const TwDocNode *count, *text;
  gint64 number;

  if (node->type != TW_DOC_ARRAY || node->n_items != 3)
    return FALSE;
  count = node->first->next;
  text = count->next;
  if (!tw_doc_integer (node->first, &number) || number <= 0 || number > G_MAXUINT || !tw_doc_integer (count, &sum->count)
      || text->type != TW_DOC_TEXT || !g_ascii_string_to_unsigned (text->text, 10, 0, G_MAXUINT64, &sum->sum, NULL))
    return FALSE;
  sum->number = (guint) number;
  return TRUE;
}

/* Theirs, by number; NULL: the answer cannot be read. */
static GHashTable *
read_sums (const TwDocNode *root)
{
  const TwDocNode *entities = tw_doc_member (root, "entities");
  g_autoptr (GHashTable) sums = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  if (entities == NULL || entities->type != TW_DOC_ARRAY)
    return NULL;
  for (const TwDocNode *node = entities->first; node != NULL; node = node->next)
    {
      Sum *sum = g_new0 (Sum, 1);

      if (!read_entry (node, sum))
        {
          g_free (sum);
          return NULL;
        }
      g_hash_table_replace (sums, GUINT_TO_POINTER (sum->number), sum);
    }
  return g_steal_pointer (&sums);
}

/* What the person may not see at all is not in the answer, and must not be here either. */
static void
compare (Check *check, GHashTable *theirs)
{
  TwStore *store = check->sync->store;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  for (guint e = 0; check->error == NULL && e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      const Sum *wanted = g_hash_table_lookup (theirs, GUINT_TO_POINTER (entity->number));
      Sum sum = { entity->number };

      if (tw_replica_scan (store, entity, NULL, add_row, &sum, &check->error)
          && (wanted != NULL ? sum.count != wanted->count || sum.sum != wanted->sum : sum.count != 0))
        g_array_append_val (check->differing, entity->number);
    }
}

static gboolean
is_same_place (TwSync *sync, const TwDocNode *root)
{
  g_autofree char *seq = tw_replica_dup_state (sync->store, "seq"), *rights = tw_replica_dup_state (sync->store, "rights");
  const TwDocNode *given = tw_doc_member (root, "rights");
  gint64 theirs;

  return seq != NULL && tw_doc_member (root, "seq") != NULL && tw_doc_integer (tw_doc_member (root, "seq"), &theirs)
         && g_ascii_strtoll (seq, NULL, 10) == theirs && given != NULL && given->type == TW_DOC_TEXT && g_strcmp0 (rights, given->text) == 0;
}

static void
run_check (gpointer data, gpointer unused)
{
  Check *check = data;
  gsize length;
  const char *text = g_bytes_get_data (check->reply->body, &length);
  g_autoptr (TwDoc) doc = length > 0 && length <= MAX_ANSWER ? tw_doc_parse ("check", text, length, NULL) : NULL;
  g_autoptr (GHashTable) theirs = doc != NULL ? read_sums (tw_doc_get_root (doc)) : NULL;

  g_array_set_size (check->differing, 0);
  check->read = theirs != NULL;
  check->same_place = check->read && is_same_place (check->sync, tw_doc_get_root (doc));
  if (check->same_place)
    compare (check, theirs);
}

/* --- What comes of it --- */

static void
check_free (Check *check)
{
  tw_reply_free (check->reply);
  g_array_unref (check->differing);
  g_clear_error (&check->error);
  g_object_unref (check->sync);
  g_free (check);
}

static void
put_off (TwSync *sync, gint64 seconds)
{
  sync->check_after = sync->env.ticks (sync->env.data) + seconds * G_USEC_PER_SEC;
}

/* Reads anew what differs, and tells. */
static gboolean
mend (TwSync *sync, GArray *differing, GError **error)
{
  g_autofree char *reload = tw_sync_join_reload (sync, differing), *repairs = tw_replica_dup_state (sync->store, "repairs"), *count = NULL;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);

  for (guint i = 0; i < differing->len; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, g_array_index (differing, guint, i));

      tw_sync_note (sync, "Not the same as at the server, read anew: %s.", entity->plural);
    }
  count = g_strdup_printf ("%" G_GINT64_FORMAT, (repairs != NULL ? g_ascii_strtoll (repairs, NULL, 10) : 0) + differing->len);
  return tw_replica_set_state (sync->store, "repairs", count, error) && tw_replica_set_state (sync->store, "reload", reload, error);
}

static void
take_check (Check *check)
{
  TwSync *sync = check->sync;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, sync->env.now (sync->env.data));
  g_autoptr (GError) error = NULL;

  put_off (sync, CHECK_SECONDS);
  if (check->error != NULL || !check->read)
    tw_sync_note (sync, "%s", check->error != NULL ? check->error->message : _("The server's answer could not be read. Trying again later."));
  else if (!check->same_place)
    {
      /* Something happened meanwhile: it has to come first. */
      sync->pull_wanted = TRUE;
      put_off (sync, AGAIN_SECONDS);
    }
  else if ((check->differing->len > 0 && !mend (sync, check->differing, &error))
           || !tw_replica_set_state (sync->store, "checked", now, &error))
    tw_sync_note (sync, "%s", error->message);
  tw_sync_finish_step (sync);
}

static void
finish_check (gpointer data, gpointer unused)
{
  Check *check = data;

  if (check->round == check->sync->round)
    take_check (check);
  check_free (check);
}

static void
check_replied (TwReply *reply, gpointer data)
{
  TwSync *sync = data;
  Check *check;

  /* Whose answer it is is not known until it is read, and then it is old: the pull before it was the contact. */
  if (reply->status == 200 && reply->body != NULL)
    {
      check = g_new0 (Check, 1);
      check->sync = g_object_ref (sync);
      check->round = sync->round;
      check->reply = reply;
      check->differing = g_array_new (FALSE, FALSE, sizeof (guint));
      sync->env.work (run_check, finish_check, check, sync->env.data);
      return;
    }
  /* The server is further than this device. */
  if (reply->status == 204)
    {
      sync->pull_wanted = TRUE;
      put_off (sync, AGAIN_SECONDS);
      tw_sync_finish_step (sync);
    }
  else if (reply->status == 0 || reply->status == 401)
    {
      put_off (sync, AGAIN_SECONDS);
      tw_sync_fail_step (sync, reply, NULL);
    }
  else
    {
      /* It can do without: what people do goes on. */
      put_off (sync, CHECK_SECONDS);
      tw_sync_finish_step (sync);
    }
  tw_reply_free (reply);
}

/* --- When --- */

/* After a start: a day after the last time, whenever that was. */
void
tw_sync_plan_check (TwSync *sync)
{
  g_autofree char *checked = tw_replica_dup_state (sync->store, "checked");
  gint64 since = checked != NULL ? sync->env.now (sync->env.data) - g_ascii_strtoll (checked, NULL, 10) : G_MAXINT64;
  gint64 left = since >= 0 && since < CHECK_SECONDS * G_USEC_PER_SEC ? CHECK_SECONDS - since / G_USEC_PER_SEC : 0;

  put_off (sync, left + FIRST_SECONDS + (gint64) (sync->env.random (sync->env.data) * FIRST_SECONDS));
}

/* Only a device that is otherwise at rest can be compared. */
gboolean
tw_sync_wants_check (TwSync *sync)
{
  return sync->pending == 0 && sync->run == NULL && sync->env.ticks (sync->env.data) >= sync->check_after;
}

void
tw_sync_step_check (TwSync *sync)
{
  g_autofree char *seq = tw_replica_dup_state (sync->store, "seq"), *person = tw_sync_dup_person (sync);
  g_autofree char *path = g_strdup_printf ("/sync/v1/check?seq=%s&person=%s", seq != NULL ? seq : "0", person);

  tw_sync_request (sync, "GET", path, NULL, check_replied);
}

/**
 * tw_sync_check:
 * @sync: an engine
 *
 * Compares with the server as soon as everything is sent and loaded, which is otherwise done once a day. What differs is read anew;
 * "repairs" in the replica's state counts such entities, "checked" is the instant of the last comparison.
 */
void
tw_sync_check (TwSync *sync)
{
  sync->check_after = 0;
  tw_sync_now (sync);
}

/**
 * tw_sync_get_checked:
 * @sync: an engine
 * @repairs: (out) (optional): how many entities were ever found to differ, and read anew
 *
 * Returns: the instant of the last comparison with the server; 0: none yet
 */
gint64
tw_sync_get_checked (TwSync *sync, gint64 *repairs)
{
  g_autofree char *checked = tw_replica_dup_state (sync->store, "checked"), *count = tw_replica_dup_state (sync->store, "repairs");

  if (repairs != NULL)
    *repairs = count != NULL ? g_ascii_strtoll (count, NULL, 10) : 0;
  return checked != NULL ? g_ascii_strtoll (checked, NULL, 10) : 0;
}
