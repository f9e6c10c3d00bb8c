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
  gboolean    was_there;                               /* before the push */
  TwValue     code;                                    /* before it */
  TwValue    *values;                                  /* by index of the field */
  TwValue    *others;                                  /* the other right answer, or what it is when fuzzy */
  gboolean   *fuzzy;                                   /* anything may be right */
  GPtrArray  *words;                                   /* of a note: what either side added to it; NULL: not known */
} ModelRow;

/* Two values of a field met, and the one that is not shown must be kept with the other. */
typedef struct
{
  TwId           id;
  const TwField *field;
  char          *mine, *theirs;                        /* JSON; theirs nullable */
} Contest;

struct _SimModel
{
  SimNet         *net;
  SimNode        *node;                                /* of who pushes */
  const TwEntity *thing;
  GHashTable     *rows;                                /* TwId → ModelRow */
  gint64          n_conflicts;                         /* before */
  guint           least, most;                         /* conflicts that must, may be added */
  gboolean        bad_clock;                           /* the client's is too far off to decide anything */
  GArray         *contests;                            /* Contest */
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
  tw_value_clear (&row->code);
  g_free (row->values);
  g_free (row->others);
  g_free (row->fuzzy);
  g_clear_pointer (&row->words, g_ptr_array_unref);
  g_free (row);
}

static void
contest_clear (Contest *contest)
{
  g_free (contest->mine);
  g_free (contest->theirs);
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
  row->exists = row->was_there = record != NULL;
  row->deleted = record != NULL && tw_record_is_deleted (record);
  row->hidden = record != NULL && !sim_may_see (model->net, model->node, record);
  for (guint i = 0; record != NULL && i < model->thing->n_fields; i++)
    row->values[i] = tw_value_copy (tw_record_get_before (record, model->thing->fields[i]));
  if (record != NULL)
    row->code = tw_value_copy (tw_record_get_key (record, "code"));
  g_hash_table_insert (model->rows, g_memdup2 (id, sizeof *id), row);
  return row;
}

SimModel *
sim_model_new (SimNet *net, SimNode *node, TwWirePush *push)
{
  SimModel *model = g_new0 (SimModel, 1);

  model->net = net;
  model->node = node;
  model->bad_clock = ABS (net->world->now + net->server_skew - push->sent_at) > 5 * 60 * G_USEC_PER_SEC;
  model->contests = g_array_new (FALSE, FALSE, sizeof (Contest));
  g_array_set_clear_func (model->contests, (GDestroyNotify) contest_clear);
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
expect (SimModel *model, const TwId *id, const TwField *field, const TwValue *mine, const TwValue *theirs)
{
  Contest contest = { *id, field, tw_value_to_json (mine), theirs != NULL ? tw_value_to_json (theirs) : NULL };

  g_array_append_val (model->contests, contest);
  model->least++;
  model->most++;
}

static gboolean
has (const TwValue *list, const TwValue *item)
{
  for (guint i = 0; list->type == TW_TYPE_LIST && i < list->list->n_values; i++)
    if (tw_value_equal (&list->list->values[i], item))
      return TRUE;
  return FALSE;
}

/* What only these have, or what is in both. */
static void
add_items (GArray *items, const TwValue *of, const TwValue *other, gboolean in_other)
{
  for (guint i = 0; of->type == TW_TYPE_LIST && i < of->list->n_values; i++)
    if (has (other, &of->list->values[i]) == in_other)
      g_array_append_val (items, of->list->values[i]);
}

/* Everybody's additions, without what either took away. */
static void
join_sets (const TwValue *base, const TwValue *mine, TwValue *theirs)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (TwValue)), all = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto (TwValue) left = TW_VALUE_INIT;
  TwValue result = TW_VALUE_INIT;

  add_items (kept, theirs, base, FALSE);               /* theirs alone */
  left = tw_value_list ((const TwValue *) (gpointer) kept->data, kept->len);
  add_items (all, &left, mine, FALSE);
  add_items (all, mine, base, FALSE);                  /* mine, theirs or not */
  g_array_set_size (kept, 0);
  add_items (kept, base, mine, TRUE);                  /* of the base: what both still have */
  for (guint i = 0; i < kept->len; i++)
    if (has (theirs, &g_array_index (kept, TwValue, i)))
      g_array_append_val (all, g_array_index (kept, TwValue, i));
  if (all->len > 0)
    result = tw_value_list ((const TwValue *) (gpointer) all->data, all->len);
  tw_value_clear (theirs);
  *theirs = result;
}

static gboolean
same_set (const TwValue *a, const TwValue *b)
{
  guint n = a->type == TW_TYPE_LIST ? a->list->n_values : 0;

  if (n != (b->type == TW_TYPE_LIST ? b->list->n_values : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!has (b, &a->list->values[i]))
      return FALSE;
  return TRUE;
}

static void
add_words (GPtrArray *words, const TwValue *text, const TwValue *base)
{
  g_auto (GStrv) parts = text->type == TW_TYPE_TEXT ? g_strsplit_set (text->text, " \n", -1) : NULL;
  g_auto (GStrv) former = g_strsplit_set (base->type == TW_TYPE_TEXT ? base->text : "", " \n", -1);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) former, parts[i]))
      g_ptr_array_add (words, g_strdup (parts[i]));
}

/* Whatever comes out, each new word of both is in it, unless the losing text is kept whole. */
static void
join_texts (ModelRow *row, const TwField *field, const TwValue *base, const TwValue *mine, const TwValue *theirs)
{
  row->fuzzy[field->index] = TRUE;
  row->words = g_ptr_array_new_with_free_func (g_free);
  add_words (row->words, mine, base);
  add_words (row->words, theirs, base);
}

static void
merge (SimModel *model, const TwId *id, ModelRow *row, const TwField *field, const TwValue *base, const TwValue *mine)
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
      if (field->merge == TW_MERGE_TEXT)
        g_clear_pointer (&row->words, g_ptr_array_unref);
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
      expect (model, id, field, mine, theirs);
      break;
    case TW_MERGE_ADD:
      sum = tw_value_integer (number (theirs) + number (mine) - number (base));
      put (theirs, &sum);
      break;
    case TW_MERGE_REGISTER:
      expect (model, id, field, mine, theirs);
      if (model->bad_clock)
        break;
      put (&row->others[i], tw_value_is_null (mine) ? theirs : mine);
      row->fuzzy[i] = tw_value_is_null (mine);
      break;
    case TW_MERGE_STRICT:
      row->fuzzy[i] = mine->type != TW_TYPE_BOOLEAN || theirs->type != TW_TYPE_BOOLEAN;
      if (mine->type == TW_TYPE_BOOLEAN && mine->i)
        put (theirs, mine);
      break;
    case TW_MERGE_SET:
      if (field->type == TW_TYPE_LIST)
        join_sets (base, mine, theirs);
      break;
    case TW_MERGE_TEXT:
      join_texts (row, field, base, mine, theirs);
      model->most++;
    }
}

static void
fail (SimModel *model, const TwId *id, const char *sentence)
{
  g_autofree char *text = tw_id_dup_text (id);

  if (model->net->problem == NULL)
    model->net->problem = g_strdup_printf ("thing %s: %s", text, sentence);
}

/* The record is in the wastebasket: each value that somebody saved meanwhile waits for a person. */
static void
keep_for_deleted (SimModel *model, ModelRow *row, const TwWireOp *op, const TwFieldChange *change)
{
  const TwField *field = tw_entity_get_field_by_number (model->thing, change->field);

  if (field == NULL || field->number < TW_FIELD_FIRST_OWN)
    return;
  if (row->unknown)
    model->most++;
  else
    expect (model, &op->id, field, &change->after, NULL);
}

static void
apply (SimModel *model, const TwWireOp *op)
{
  ModelRow *row = read_row (model, &op->id);

  if (op->entity != model->thing->number)
    {
      model->most += op->fields->len;
      return;
    }
  if (row->hidden && !row->handed_on && op->kind != TW_WIRE_DELETE)
    fail (model, &op->id, "I9: it was changed by somebody who may not see it");
  /* What one may not see is as good as deleted. */
  if (op->kind == TW_WIRE_DELETE && row->hidden)
    return;
  row->unknown |= row->handed_on;
  if (op->kind == TW_WIRE_DELETE || op->kind == TW_WIRE_RESTORE)
    {
      row->deleted = op->kind == TW_WIRE_DELETE;
      model->most += op->kind == TW_WIRE_RESTORE;      /* its code may be another's by now */
      return;
    }
  if (op->kind == TW_WIRE_SET && !row->exists)
    {
      row->unknown = TRUE;
      return;
    }
  if (row->deleted)
    {
      for (guint f = 0; f < op->fields->len; f++)
        keep_for_deleted (model, row, op, &g_array_index (op->fields, TwFieldChange, f));
      return;
    }
  for (guint f = 0; f < op->fields->len; f++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, f);
      const TwField *field = tw_entity_get_field_by_number (model->thing, change->field);

      if (field == NULL || field->number < TW_FIELD_FIRST_OWN)
        continue;
      row->handed_on |= field == model->thing->owner_field;
      model->most += field->unique;
      if (row->exists)
        merge (model, &op->id, row, field, &change->before, &change->after);
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

/* Who may not see a record hears nothing of it, not even that it is not his to change. */
static void
check_refusal (SimModel *model, const TwWireMutation *mutation, TwWirePushAnswer *answer)
{
  const TwWireOp *op = mutation->ops->len == 1 ? g_ptr_array_index (mutation->ops, 0) : NULL;
  ModelRow *row = op != NULL && op->entity == model->thing->number ? read_row (model, &op->id) : NULL;
  const char *problem = NULL;

  if (row == NULL || !row->hidden || row->handed_on || row->unknown)
    return;
  sim_trace (model->net->world, "model: this thing was out of sight");
  for (guint i = 0; i < answer->results->len; i++)
    if (g_array_index (answer->results, TwPushResult, i).n == mutation->n)
      problem = g_array_index (answer->results, TwPushResult, i).problem;
  if (op->kind == TW_WIRE_DELETE || problem == NULL || strstr (problem, "\"not-found\"") == NULL)
    fail (model, &op->id, "I9: what became of a change tells somebody that it is there");
}

static void
apply_mutation (SimModel *model, const TwWireMutation *mutation, TwPushState state)
{
  for (guint o = 0; o < mutation->ops->len; o++)
    {
      const TwWireOp *op = g_ptr_array_index (mutation->ops, o);

      /* What comes of a lost history is asked by scenes. */
      if (mutation->lost != NULL)
        {
          read_row (model, &op->id)->unknown = TRUE;
          model->most += op->fields->len;
        }
      else if (state != TW_PUSH_REJECTED)
        apply (model, op);
      else if (!mutation->atomic && mutation->ops->len > 1)
        {
          read_row (model, &op->id)->unknown = TRUE;
          model->most += op->fields->len;
        }
    }
}

/* Each contest has a record with both values. */
static char *
check_contests (SimModel *model)
{
  const TwSchema *schema = tw_store_get_schema (model->net->store);
  const TwEntity *entity = tw_schema_get_entity ((TwSchema *) schema, "sync_conflict");
  g_autoptr (TwQuery) query = tw_query_new ((TwSchema *) schema, entity, NULL, NULL, NULL);
  g_autoptr (GPtrArray) kept = model->contests->len > 0 ? tw_store_list (model->net->store, query, 100000, NULL, NULL, NULL) : NULL;

  for (guint i = 0; i < model->contests->len; i++)
    {
      const Contest *contest = &g_array_index (model->contests, Contest, i);
      gboolean found = FALSE;

      for (guint k = 0; !found && k < kept->len; k++)
        {
          TwRecord *record = g_ptr_array_index (kept, k);
          const TwValue *of = tw_record_get_key (record, "record"), *field = tw_record_get_key (record, "field");
          const TwValue *mine = tw_record_get_key (record, "mine"), *theirs = tw_record_get_key (record, "theirs");

          /* A record that was deleted right after is not linked any more. */
          found = (of->type != TW_TYPE_LINK || tw_id_equal (&of->id, &contest->id)) && g_strcmp0 (field->text, contest->field->key) == 0
                  && mine->type == TW_TYPE_JSON && strcmp (mine->text, contest->mine) == 0
                  && (contest->theirs == NULL || (theirs->type == TW_TYPE_JSON && strcmp (theirs->text, contest->theirs) == 0));
        }
      if (!found)
        {
          g_autofree char *text = tw_id_dup_text (&contest->id);

          return g_strdup_printf ("I3: no conflict has what was sent for thing.%s of %s, %s, and what is there, %s", contest->field->key,
                                  text, contest->mine, contest->theirs);
        }
    }
  return NULL;
}

static char *
check_words (const TwId *id, ModelRow *row, const TwField *field, const TwValue *now)
{
  g_auto (GStrv) words = g_strsplit_set (now->type == TW_TYPE_TEXT ? now->text : "", " \n", -1);

  for (guint i = 0; i < row->words->len; i++)
    if (!g_strv_contains ((const char *const *) words, g_ptr_array_index (row->words, i)))
      {
        g_autofree char *text = tw_id_dup_text (id);

        return g_strdup_printf ("I3: “%s” is not in thing.%s of %s", (const char *) g_ptr_array_index (row->words, i), field->key, text);
      }
  return NULL;
}

/* kept_more: there are conflicts beyond those that must be, and one of them may have a text whole. */
static char *
compare (SimModel *model, const TwId *id, ModelRow *row, gboolean kept_more)
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

      if (field->merge == TW_MERGE_TEXT && row->words != NULL && !kept_more && (a = check_words (id, row, field, now)) != NULL)
        return g_steal_pointer (&a);
      /* Links to what is deleted are cleared. */
      if (field->number < TW_FIELD_FIRST_OWN || field->kind == TW_KIND_LINKS || strcmp (field->key, "parent") == 0 || row->fuzzy[i]
          || same (now, &row->values[i]) || (!tw_value_is_null (&row->others[i]) && same (now, &row->others[i]))
          || (field->merge == TW_MERGE_SET && same_set (now, &row->values[i])))
        continue;
      a = tw_value_print (now);
      b = tw_value_print (&row->values[i]);
      return g_strdup_printf ("I3: thing.%s of %s is “%s” and should be “%s”", field->key, text, a, b);
    }
  return NULL;
}

/* What was on its way when the device was put back from a copy is not known to it any more. */
static void
note_rejected (SimNode *node, const TwId *commit)
{
  if (!g_hash_table_contains (node->unanswered, commit))
    return;
  for (guint i = 0; i < node->rejected->len; i++)
    if (tw_id_equal (&g_array_index (node->rejected, TwId, i), commit))
      return;
  g_array_append_vals (node->rejected, commit, 1);
}

/* TRUE: it was sent before, under this number or, by a copy of the device, another one, and has no effect. */
static gboolean
is_known (SimModel *model, const TwId *client, const TwWireMutation *mutation, TwPushState state)
{
  GHashTable *answered = model->net->answered;
  const gint64 *taken = g_hash_table_lookup (model->net->taken, client);
  gpointer then;

  if (taken != NULL && mutation->n <= *taken)
    return TRUE;
  g_hash_table_insert (model->net->taken, g_memdup2 (client, sizeof *client), g_memdup2 (&mutation->n, sizeof mutation->n));
  if (state == TW_PUSH_REJECTED)
    note_rejected (model->node, &mutation->commit);
  /* Of a lost history each device brings the same row under the same name, as it has it: what nobody brought before counts. */
  if (mutation->lost != NULL)
    return FALSE;
  if (g_hash_table_lookup_extended (answered, &mutation->commit, NULL, &then))
    {
      if (GPOINTER_TO_INT (then) != (int) state)
        fail (model, &mutation->commit, "I4: this change was answered in two ways");
      return TRUE;
    }
  g_hash_table_insert (answered, g_memdup2 (&mutation->commit, sizeof (TwId)), GINT_TO_POINTER (state));
  return FALSE;
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

      if (is_known (model, &push->client, mutation, state))
        continue;
      sim_trace (model->net->world, "server: client %u's %" G_GINT64_FORMAT " is %s", node->index, mutation->n,
                 state == TW_PUSH_REJECTED ? "rejected" : state == TW_PUSH_MERGED ? "merged" : "applied");
      if (state == TW_PUSH_REJECTED)
        check_refusal (model, mutation, answer);
      apply_mutation (model, mutation, state);
    }
  added = count_conflicts (model->net) - model->n_conflicts;
  g_hash_table_iter_init (&iter, model->rows);
  while (problem == NULL && g_hash_table_iter_next (&iter, &id, &row))
    {
      problem = compare (model, id, row, added > model->least);
      if (problem == NULL)
        problem = sim_check_twins (model->net, id, model->rows, &((ModelRow *) row)->code);
    }
  if (problem == NULL)
    problem = check_contests (model);
  if (problem == NULL && (added < model->least || added > model->most))
    problem = g_strdup_printf ("I3: %" G_GINT64_FORMAT " conflicts were kept, not %u to %u", added, model->least, model->most);
  return problem;
}

void
sim_model_free (SimModel *model)
{
  g_hash_table_unref (model->rows);
  g_array_unref (model->contests);
  g_free (model);
}
