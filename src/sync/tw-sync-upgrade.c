/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this program knows and the one before it did not: values of fields that were kept aside come to their places, and entities
 * whose rows were passed over are loaded. The server sends neither again by itself, because the device has their seqs. */
#include "config.h"

#include "tw-sync-private.h"

#define STATE_SHAPE "shape"                            /* entities and fields that the rows were read with */

typedef struct
{
  TwSync *sync;
  guint   round;
  GError *error;
} Upgrade;

/* "10,21/CHECKSUM": numbers of the entities, and of all their fields. */
static char *
dup_shape (TwSchema *schema)
{
  GString *shape = g_string_new (NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      g_string_append_printf (shape, "%s%u", e > 0 ? "," : "", entity->number);
      for (guint f = 0; f < entity->n_fields; f++)
        {
          g_autofree char *field = g_strdup_printf ("%u.%u ", entity->number, entity->fields[f]->number);

          g_checksum_update (sum, (const guchar *) field, -1);
        }
    }
  g_string_append_printf (shape, "/%s", g_checksum_get_string (sum));
  return g_string_free (shape, FALSE);
}

/* Those that were passed over. A device of which nothing is known yet has passed over none: its first load brings all. */
static GArray *
find_new (TwSchema *schema, const char *former)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *list = g_strndup (former, strcspn (former, "/"));
  g_auto (GStrv) known = g_strsplit (list, ",", -1);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      guint number = tw_schema_get_entity_at (schema, e)->number;
      g_autofree char *text = g_strdup_printf ("%u", number);

      if (!g_strv_contains ((const char *const *) known, text))
        g_array_append_val (numbers, number);
    }
  return numbers;
}

/* --- What was kept aside --- */

typedef struct
{
  TwId  id;
  char *extra;
} Kept;

static void
kept_clear (Kept *kept)
{
  g_free (kept->extra);
}

static gboolean
collect (const TwId *id, const char *extra, gpointer data)
{
  Kept kept = { *id, g_strdup (extra) };

  g_array_append_val ((GArray *) data, kept);
  return TRUE;
}

/* A value that is not of its field's type stays where it is. */
static gboolean
put_kept (TwReplicaTx *tx, const TwEntity *entity, const Kept *kept, GError **error)
{
  g_autoptr (TwDoc) doc = tw_doc_parse ("extra", kept->extra, -1, NULL);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autoptr (GString) rest = g_string_new (NULL);

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (const TwDocNode *node = doc != NULL ? tw_doc_get_root (doc)->first : NULL; node != NULL; node = node->next)
    {
      const TwField *field = tw_entity_get_field_by_number (entity, (guint) g_ascii_strtoull (node->key, NULL, 10));
      TwValue value;

      if (field != NULL && field->formula == NULL && tw_wire_read_value (node, field, &value))
        {
          g_ptr_array_add (fields, (gpointer) field);
          g_array_append_val (values, value);
          continue;
        }
      g_string_append_printf (rest, "%s\"%s\":", rest->len > 0 ? "," : "{", node->key);
      tw_doc_print (node, rest);
    }
  if (fields->len == 0)
    return TRUE;
  if (rest->len > 0)
    g_string_append_c (rest, '}');
  return tw_replica_put_kept (tx, entity, &kept->id, (const TwField *const *) fields->pdata, (const TwValue *) (gpointer) values->data,
                              fields->len, rest->len > 0 ? rest->str : NULL, error);
}

static gboolean
put_all (TwReplicaTx *tx, TwStore *store, const TwEntity *entity, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Kept));

  g_array_set_clear_func (rows, (GDestroyNotify) kept_clear);
  if (!tw_replica_scan_extra (store, entity, collect, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put_kept (tx, entity, &g_array_index (rows, Kept, i), error))
      return FALSE;
  return TRUE;
}

/* --- The step --- */

static gboolean
upgrade (TwSync *sync, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  g_autofree char *shape = dup_shape (schema), *former = tw_replica_dup_state (sync->store, STATE_SHAPE), *reload = NULL;
  g_autoptr (GArray) numbers = former != NULL ? find_new (schema, former) : NULL;
  g_autoptr (TwReplicaTx) tx = tw_replica_begin (sync->store, error);
  g_autoptr (TwCommit) commit = NULL;

  if (tx == NULL)
    return FALSE;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    if (!put_all (tx, sync->store, tw_schema_get_entity_at (schema, e), error))
      return FALSE;
  if (numbers != NULL && numbers->len > 0)
    {
      reload = tw_sync_join_reload (sync, numbers);
      if (!tw_replica_put_state (tx, "reload", reload, error))
        return FALSE;
    }
  if (!tw_replica_put_state (tx, STATE_SHAPE, shape, error))
    return FALSE;
  commit = tw_replica_commit (g_steal_pointer (&tx), 0, error);
  return commit != NULL;
}

static void
run_upgrade (gpointer data, gpointer unused)
{
  Upgrade *job = data;

  g_clear_error (&job->error);
  upgrade (job->sync, &job->error);
}

static void
finish_upgrade (gpointer data, gpointer unused)
{
  Upgrade *job = data;
  TwSync *sync = job->sync;

  if (job->round == sync->round)
    {
      sync->upgrade_wanted = job->error != NULL;
      sync->files_changed = TRUE;
      if (job->error != NULL)
        tw_sync_fail_step (sync, NULL, job->error->message);
      else
        tw_sync_finish_step (sync);
    }
  g_clear_error (&job->error);
  g_object_unref (sync);
  g_free (job);
}

void
tw_sync_plan_upgrade (TwSync *sync)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (sync->store);
  g_autofree char *shape = dup_shape (schema), *former = tw_replica_dup_state (sync->store, STATE_SHAPE);
  g_autofree char *load = tw_replica_dup_state (sync->store, "load");

  /* Before the first load there is nothing that another program could have kept aside, and the load asks for all that this one knows. */
  if (former == NULL && load == NULL && tw_store_is_replica (sync->store) && tw_sync_wants_load (sync)
      && tw_replica_set_state (sync->store, STATE_SHAPE, shape, NULL))
    {
      sync->upgrade_wanted = FALSE;
      return;
    }
  sync->upgrade_wanted = tw_store_is_replica (sync->store) && g_strcmp0 (shape, former) != 0;
}

void
tw_sync_step_upgrade (TwSync *sync)
{
  Upgrade *job = g_new0 (Upgrade, 1);

  job->sync = g_object_ref (sync);
  job->round = sync->round;
  sync->env.work (run_upgrade, finish_upgrade, job, sync->env.data);
}
