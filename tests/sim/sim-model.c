/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain model of what a push must do to the server, written without the engine's code: one mutation after the other on values
 * in a hash table. After each push the server's rows are compared with it. Where two answers are right (who was later by a clock, how
 * two texts are put together) both are let through, but a value that lost must be in a conflict. */
#include "config.h"

#include "sim-node.h"

#include <string.h>

typedef struct
{
  gboolean    exists, deleted, unknown, hidden, handed_on;
  TwValue    *values;                                  /* by index of the field */
  TwValue    *others;                                  /* the other right answer, or what it is when fuzzy */
  gboolean   *fuzzy;                                   /* anything may be right */
} ModelRow;

struct _SimModel
{
  SimNet         *net;
  TwAccess       *access;                              /* of who pushes */
  const TwEntity *thing;
  GHashTable     *rows;                                /* TwId → ModelRow */
  gint64          n_conflicts;                         /* before */
  guint           least, most;                         /* conflicts that must, may be added */
};

#define MAX_FIELDS 64

static void
row_free (ModelRow *row)
{
  for (guint i = 0; i < MAX_FIELDS; i++)
    {
      tw_value_clear (&row->values[i]);
      tw_value_clear (&row->others[i]);
    }
  g_free (row->values);
  g_free (row->others);
  g_free (row->fuzzy);
  g_free (row);
}

static ModelRow *
row_new (void)
{
  ModelRow *row = g_new0 (ModelRow, 1);

  row->values = g_new0 (TwValue, MAX_FIELDS);
  row->others = g_new0 (TwValue, MAX_FIELDS);
  row->fuzzy = g_new0 (gboolean, MAX_FIELDS);
  return row;
}

static gint64
count_conflicts (SimNet *net)
{
  TwSchema *schema = tw_store_get_schema (net->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "sync_conflict"), NULL, NULL, NULL);

  return tw_store_count (net->store, query, NULL);
}

static ModelRow *
read_row (SimModel *model, const TwId *id)
{
  ModelRow *row = g_hash_table_lookup (model->rows, id);
  g_autoptr (TwRecord) record = NULL;

  if (row != NULL)
    return row;
  row = row_new ();
  record = tw_store_get (model->net->store, model->thing, id, NULL);
  row->exists = record != NULL;
  row->deleted = record != NULL && tw_record_is_deleted (record);
  row->hidden = record != NULL && !tw_access_may_row (model->access, TW_RIGHT_READ, record);
  for (guint i = 0; record != NULL && i < model->thing->n_fields; i++)
    row->values[i] = tw_value_copy (tw_record_get_before (record, model->thing->fields[i]));
  g_hash_table_insert (model->rows, g_memdup2 (id, sizeof *id), row);
  return row;
}

SimModel *
sim_model_new (SimNet *net, SimNode *node, TwWirePush *push)
{
  SimModel *model = g_new0 (SimModel, 1);

  model->net = net;
  model->access = tw_access_cache_get (net->access, &node->user, NULL, NULL);
  model->thing = tw_schema_get_entity (tw_store_get_schema (net->store), "thing");
  model->rows = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, (GDestroyNotify) row_free);
  model->n_conflicts = count_conflicts (net);
  for (guint i = 0; i < push->mutations->len; i++)
    {
      const TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);

      for (guint o = 0; o < mutation->ops->len; o++)
        read_row (model, &((TwWireOp *) g_ptr_array_index (mutation->ops, o))->id);
    }
  return model;
}

static gboolean
empty (const TwValue *value)
{
  return tw_value_is_null (value) || (value->type == TW_TYPE_LIST && value->list->n_values == 0);
}

static gboolean
same (const TwValue *a, const TwValue *b)
{
  return (empty (a) && empty (b)) || tw_value_equal (a, b);
}

static void
put (TwValue *slot, const TwValue *value)
{
  TwValue copy = tw_value_copy (value);

  tw_value_clear (slot);
  *slot = copy;
}

static gint64
number (const TwValue *value)
{
  return value->type == TW_TYPE_INTEGER ? value->i : 0;
}

static void
merge (SimModel *model, ModelRow *row, const TwField *field, const TwValue *base, const TwValue *mine)
{
  guint i = field->index;
  TwValue *theirs = &row->values[i], sum;

  if (model->net->world->verbose)
    {
      g_autofree char *b = tw_value_print (base), *m = tw_value_print (mine), *t = tw_value_print (theirs);

      sim_trace (model->net->world, "model: %s from “%s” to “%s”, there it is “%s”", field->key, b, m, t);
    }
  if (row->fuzzy[i] || row->unknown)
    {
      model->most++;
      return;
    }
  /* After a contest both values are possible; what comes on top of that is left open. */
  if (!tw_value_is_null (&row->others[i]))
    {
      row->fuzzy[i] = TRUE;
      model->most += 2;
      return;
    }
  if (field->merge != TW_MERGE_ADD && same (mine, theirs))
    return;
  if (same (base, theirs))
    {
      put (theirs, mine);
      return;
    }
  switch (field->merge)
    {
    case TW_MERGE_ASK:
      model->least++;
      model->most++;
      break;
    case TW_MERGE_ADD:
      sum = tw_value_integer (number (theirs) + number (mine) - number (base));
      put (theirs, &sum);
      break;
    case TW_MERGE_REGISTER:
      put (&row->others[i], tw_value_is_null (mine) ? theirs : mine);
      row->fuzzy[i] = tw_value_is_null (mine);
      model->least++;
      model->most++;
      break;
    case TW_MERGE_STRICT:
      row->fuzzy[i] = mine->type != TW_TYPE_BOOLEAN || theirs->type != TW_TYPE_BOOLEAN;
      if (mine->type == TW_TYPE_BOOLEAN && mine->i)
        put (theirs, mine);
      break;
    case TW_MERGE_SET:
    case TW_MERGE_TEXT:
      row->fuzzy[i] = TRUE;
      model->most++;
    }
}

static void
apply (SimModel *model, const TwWireOp *op)
{
  ModelRow *row = read_row (model, &op->id);

  if (op->entity != model->thing->number)
    return;
  /* What one may not see is as good as deleted. */
  if (op->kind == TW_WIRE_DELETE && row->hidden)
    return;
  row->unknown |= row->handed_on;
  if (op->kind == TW_WIRE_DELETE || op->kind == TW_WIRE_RESTORE)
    {
      row->deleted = op->kind == TW_WIRE_DELETE;
      return;
    }
  if (op->kind == TW_WIRE_SET && !row->exists)
    {
      row->unknown = TRUE;
      return;
    }
  if (row->deleted)
    {
      model->most += op->fields->len;
      return;
    }
  for (guint f = 0; f < op->fields->len; f++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, f);
      const TwField *field = tw_entity_get_field_by_number (model->thing, change->field);

      if (field == NULL || field->number < TW_FIELD_FIRST_OWN)
        continue;
      row->handed_on |= field == model->thing->owner_field;
      if (row->exists)
        merge (model, row, field, &change->before, &change->after);
      else
        put (&row->values[field->index], &change->after);
    }
  row->exists = TRUE;
}

static TwPushState
get_state (TwWirePushAnswer *answer, gint64 n)
{
  for (guint i = 0; i < answer->results->len; i++)
    if (g_array_index (answer->results, TwPushResult, i).n == n)
      return g_array_index (answer->results, TwPushResult, i).state;
  return TW_PUSH_APPLIED;
}

static void
apply_mutation (SimModel *model, const TwWireMutation *mutation, TwPushState state)
{
  for (guint o = 0; o < mutation->ops->len; o++)
    {
      const TwWireOp *op = g_ptr_array_index (mutation->ops, o);

      if (state != TW_PUSH_REJECTED)
        apply (model, op);
      else if (!mutation->atomic && mutation->ops->len > 1)
        {
          read_row (model, &op->id)->unknown = TRUE;
          model->most += op->fields->len;
        }
    }
}

static char *
compare (SimModel *model, const TwId *id, ModelRow *row)
{
  g_autoptr (TwRecord) record = tw_store_get (model->net->store, model->thing, id, NULL);
  g_autofree char *text = tw_id_dup_text (id);

  if (row->unknown)
    return NULL;
  if ((record != NULL) != row->exists)
    return g_strdup_printf ("I2: thing %s is %sthere", text, record != NULL ? "" : "not ");
  if (record != NULL && tw_record_is_deleted (record) != row->deleted)
    return g_strdup_printf ("I6: thing %s is %s", text, row->deleted ? "not deleted" : "deleted");
  for (guint i = 0; record != NULL && i < model->thing->n_fields; i++)
    {
      const TwField *field = model->thing->fields[i];
      const TwValue *now = tw_record_get_before (record, field);
      g_autofree char *a = NULL, *b = NULL;

      /* Links to what is deleted are cleared. */
      if (field->number < TW_FIELD_FIRST_OWN || field->kind == TW_KIND_LINKS || strcmp (field->key, "parent") == 0 || row->fuzzy[i]
          || same (now, &row->values[i]) || (!tw_value_is_null (&row->others[i]) && same (now, &row->others[i])))
        continue;
      a = tw_value_print (now);
      b = tw_value_print (&row->values[i]);
      return g_strdup_printf ("I3: thing.%s of %s is “%s” and should be “%s”", field->key, text, a, b);
    }
  return NULL;
}

char *
sim_model_check (SimModel *model, SimNode *node, TwWirePush *push, TwWirePushAnswer *answer)
{
  GHashTableIter iter;
  gpointer id, row;
  char *problem = NULL;
  gint64 added;

  if (answer->problem != NULL)
    return NULL;
  for (guint i = 0; i < push->mutations->len; i++)
    {
      const TwWireMutation *mutation = g_ptr_array_index (push->mutations, i);
      TwPushState state = get_state (answer, mutation->n);

      /* What was sent before has no effect. */
      if (mutation->n <= node->taken)
        continue;
      node->taken = mutation->n;
      sim_trace (model->net->world, "server: client %u's %" G_GINT64_FORMAT " is %s", node->index, mutation->n,
                 state == TW_PUSH_REJECTED ? "rejected" : state == TW_PUSH_MERGED ? "merged" : "applied");
      if (state == TW_PUSH_REJECTED)
        g_array_append_val (node->rejected, mutation->commit);
      apply_mutation (model, mutation, state);
    }
  g_hash_table_iter_init (&iter, model->rows);
  while (problem == NULL && g_hash_table_iter_next (&iter, &id, &row))
    problem = compare (model, id, row);
  added = count_conflicts (model->net) - model->n_conflicts;
  if (problem == NULL && (added < model->least || added > model->most))
    problem = g_strdup_printf ("I3: %" G_GINT64_FORMAT " conflicts were kept, not %u to %u", added, model->least, model->most);
  return problem;
}

void
sim_model_free (SimModel *model)
{
  g_hash_table_unref (model->rows);
  tw_access_unref (model->access);
  g_free (model);
}
