/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The push request, which carries what a person did, and its answer. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-commit-private.h"
#include "tw-wire-private.h"

#define MAX_OPS    100000                              /* of one mutation: the store cuts commits far below */
#define MAX_FIELDS 4000

static const char *const op_names[] = { "set", "add", "delete", "restore" };
static const char *const state_names[] = { "applied", "merged", "rejected" };

static void
op_free (TwWireOp *op)
{
  g_clear_pointer (&op->fields, g_array_unref);
  g_free (op);
}

static TwWireOp *
op_new (TwWireOpKind kind, guint entity, const TwId *id)
{
  TwWireOp *op = g_new0 (TwWireOp, 1);

  op->kind = kind;
  op->entity = entity;
  op->id = *id;
  op->fields = tw_field_changes_new ();
  return op;
}

static void
mutation_free (TwWireMutation *mutation)
{
  g_ptr_array_unref (mutation->ops);
  g_free (mutation->title);
  g_free (mutation->lost);
  g_free (mutation->problem);
  g_free (mutation);
}

static TwWireMutation *
mutation_new (void)
{
  TwWireMutation *mutation = g_new0 (TwWireMutation, 1);

  mutation->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  return mutation;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwWireMutation, mutation_free)

static TwWirePush *
push_new (void)
{
  TwWirePush *push = g_new0 (TwWirePush, 1);

  push->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  return push;
}

void
tw_wire_push_free (TwWirePush *push)
{
  if (push == NULL)
    return;
  g_ptr_array_unref (push->mutations);
  g_clear_pointer (&push->doc, tw_doc_free);
  g_free (push->epoch);
  g_free (push->schema);
  g_free (push->name);
  g_free (push);
}

/* --- Writing --- */

static TwWireOpKind
get_op_kind (TwOp op)
{
  return op == TW_OP_ADD ? TW_WIRE_ADD : op == TW_OP_DELETE ? TW_WIRE_DELETE : op == TW_OP_RESTORE ? TW_WIRE_RESTORE : TW_WIRE_SET;
}

/**
 * tw_wire_push_from_outbox:
 * @items: (element-type TwOutboxItem): in order, n without gaps
 *
 * Returns: (transfer full): the request without the sender's identity
 */
TwWirePush *
tw_wire_push_from_outbox (GPtrArray *items)
{
  TwWirePush *push = push_new ();

  for (guint i = 0; i < items->len; i++)
    {
      const TwOutboxItem *item = g_ptr_array_index (items, i);
      TwWireMutation *mutation = mutation_new ();

      mutation->n = item->n;
      mutation->commit = item->commit;
      mutation->stamp = item->stamp;
      mutation->at = item->at;
      mutation->origin = item->origin;
      mutation->atomic = item->atomic;
      mutation->lost = g_strdup (item->lost);
      mutation->lost_seq = item->lost_seq;
      mutation->lost_fork = item->lost_fork;
      mutation->title = g_strdup (item->title);
      for (guint c = 0; c < item->changes->len; c++)
        {
          TwChange *change = g_ptr_array_index (item->changes, c);
          TwWireOp *op;

          /* What a person purges here is purged by the server at its own time. */
          if (tw_change_get_op (change) == TW_OP_PURGE)
            continue;
          op = op_new (get_op_kind (tw_change_get_op (change)), tw_change_get_entity (change), tw_change_get_record (change));
          for (guint f = 0; f < tw_change_get_n_fields (change); f++)
            {
              const TwFieldChange *field = tw_change_get_field (change, f);

              tw_field_changes_add (op->fields, field->field, &field->before, &field->after);
            }
          g_ptr_array_add (mutation->ops, op);
        }
      g_ptr_array_add (push->mutations, mutation);
    }
  return push;
}

static void
put_number (GString *json, const char *before, gint64 number)
{
  g_string_append (json, before);
  tw_wire_put_int (json, number);
}

static void
append_op (GString *json, const TwWireOp *op)
{
  g_string_append (json, "{\"op\":\"");
  g_string_append (json, op_names[op->kind]);
  put_number (json, "\",\"e\":", op->entity);
  g_string_append (json, ",\"id\":");
  tw_wire_put_id (json, &op->id);
  g_string_append (json, ",\"f\":{");
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *field = &g_array_index (op->fields, TwFieldChange, i);

      put_number (json, i > 0 ? ",\"" : "\"", field->field);
      g_string_append (json, "\":[");
      tw_wire_append_value (json, &field->before);
      g_string_append_c (json, ',');
      tw_wire_append_value (json, &field->after);
      g_string_append_c (json, ']');
    }
  g_string_append (json, "}}");
}

static void
append_mutation (GString *json, const TwWireMutation *mutation)
{
  put_number (json, "{\"n\":", mutation->n);
  g_string_append (json, ",\"commit\":");
  tw_wire_put_id (json, &mutation->commit);
  /* A stamp may be larger than any other number. */
  if (mutation->stamp > G_MAXINT64)
    g_string_append_printf (json, ",\"stamp\":%" PRIu64, mutation->stamp);
  else
    put_number (json, ",\"stamp\":", (gint64) mutation->stamp);
  put_number (json, ",\"at\":", mutation->at);
  put_number (json, ",\"origin\":", mutation->origin);
  if (mutation->atomic)
    g_string_append (json, ",\"atomic\":true");
  tw_wire_put_text (json, "lost", mutation->lost);
  if (mutation->lost != NULL)
    g_string_append_printf (json, ",\"lost_seq\":%" PRId64 ",\"lost_fork\":%" PRId64, mutation->lost_seq, mutation->lost_fork);
  tw_wire_put_text (json, "title", mutation->title);
  g_string_append (json, ",\"ops\":[");
  for (guint i = 0; i < mutation->ops->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_op (json, g_ptr_array_index (mutation->ops, i));
    }
  g_string_append (json, "]}");
}

/**
 * tw_wire_mutation_print:
 * @mutation: one that was made here or parsed
 *
 * Returns: (transfer full): its JSON
 */
char *
tw_wire_mutation_print (const TwWireMutation *mutation)
{
  GString *json = g_string_new (NULL);

  if (mutation->node != NULL)
    tw_doc_print (mutation->node, json);
  else
    append_mutation (json, mutation);
  return g_string_free (json, FALSE);
}

/**
 * tw_wire_push_begin:
 * @push: with the sender's identity
 *
 * Prints all but the time of sending, which decides what a clock that is off is worth, and is known when it is sent.
 *
 * Returns: (transfer full): the beginning of the request's body
 */
GString *
tw_wire_push_begin (TwWirePush *push)
{
  GString *json = g_string_sized_new (256 + push->mutations->len * 256);

  g_string_append_printf (json, "{\"protocol\":%d,\"client\":", TW_WIRE_PROTOCOL);
  tw_wire_put_id (json, &push->client);
  tw_wire_put_text (json, "epoch", push->epoch);
  tw_wire_put_text (json, "schema", push->schema);
  tw_wire_put_text (json, "name", push->name);
  g_string_append (json, ",\"mutations\":[");
  for (guint i = 0; i < push->mutations->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_mutation (json, g_ptr_array_index (push->mutations, i));
    }
  g_string_append_c (json, ']');
  return json;
}

/**
 * tw_wire_push_end:
 * @json: (transfer full): of tw_wire_push_begin()
 * @after: the commit that the server must have taken just before; nil: nothing is said of it
 * @sent_at: now, by the sender's clock
 *
 * Returns: (transfer full): the request's body
 */
GBytes *
tw_wire_push_end (GString *json, const TwId *after, TwInstant sent_at)
{
  if (!tw_id_is_nil (after))
    {
      g_string_append (json, ",\"after\":");
      tw_wire_put_id (json, after);
    }
  g_string_append_printf (json, ",\"sent_at\":%" PRId64 "}", sent_at);
  return g_string_free_to_bytes (json);
}

/**
 * tw_wire_push_print:
 * @push: with the sender's identity, and the time
 *
 * Returns: (transfer full): the request's body
 */
GBytes *
tw_wire_push_print (TwWirePush *push)
{
  return tw_wire_push_end (tw_wire_push_begin (push), &push->after, push->sent_at);
}

/* --- Reading --- */

static gboolean
find_name (const char *const *names, guint n, const TwDocNode *node, guint *found)
{
  for (guint i = 0; node != NULL && node->type == TW_DOC_TEXT && i < n; i++)
    if (strcmp (names[i], node->text) == 0)
      {
        *found = i;
        return TRUE;
      }
  return FALSE;
}

/* What this schema cannot take rejects the mutation; what is no message of the protocol fails the request. */
static gboolean
read_field (TwWireMutation *mutation, TwWireOp *op, const TwEntity *entity, const TwDocNode *member, GError **error)
{
  const TwField *field = NULL;
  guint64 number;
  g_auto (TwValue) base = TW_VALUE_INIT, mine = TW_VALUE_INIT;

  if (!g_ascii_string_to_unsigned (member->key, 10, 1, G_MAXUINT, &number, NULL) || member->type != TW_DOC_ARRAY || member->n_items != 2)
    return TW_WIRE_FAIL ("“f” has a member that is not [base, mine] under a field's number.");
  if (entity != NULL)
    field = tw_entity_get_field_by_number (entity, number);
  if (entity != NULL && (field == NULL || field->formula != NULL))
    {
      if (mutation->problem == NULL)
        mutation->problem = g_strdup_printf (_("The server has no field %u in “%s”. Install the version of the server."), (guint) number,
                                             tw_entity_get_label (entity, TRUE));
      return TRUE;
    }
  if (!tw_wire_read_value (member->first, field, &base) || !tw_wire_read_value (member->first->next, field, &mine))
    {
      if (mutation->problem == NULL)
        mutation->problem = g_strdup_printf (_("The value of “%s” is not of the field's type."),
                                             field != NULL ? tw_field_get_label (field) : member->key);
      return TRUE;
    }
  tw_field_changes_add (op->fields, number, &base, &mine);
  return TRUE;
}

static gboolean
read_op (TwSchema *schema, TwWireMutation *mutation, const TwDocNode *node, GError **error)
{
  const TwDocNode *fields = tw_doc_member (node, "f");
  const TwEntity *entity;
  TwWireOp *op;
  gint64 number;
  guint kind;
  TwId id;

  if (!find_name (op_names, G_N_ELEMENTS (op_names), tw_doc_member (node, "op"), &kind))
    return TW_WIRE_FAIL ("“op” is none of set, add, delete, restore.");
  if (!tw_wire_get_int (node, "e", 0, 4095, &number, error) || !tw_wire_get_id (node, "id", &id, error))
    return FALSE;
  if (fields != NULL && (fields->type != TW_DOC_OBJECT || fields->n_items > MAX_FIELDS))
    return TW_WIRE_FAIL ("“f” is not an object of at most %d members.", MAX_FIELDS);
  entity = tw_schema_get_entity_by_number (schema, number);
  if (number != 0 && entity == NULL)
    {
      if (mutation->problem == NULL)
        mutation->problem = g_strdup_printf (_("The server has no records of kind %u. Install the version of the server."), (guint) number);
      return TRUE;
    }
  op = op_new (kind, number, &id);
  g_ptr_array_add (mutation->ops, op);
  for (const TwDocNode *member = fields != NULL ? fields->first : NULL; member != NULL; member = member->next)
    if (!read_field (mutation, op, entity, member, error))
      return FALSE;
  return TRUE;
}

static TwWireMutation *
read_mutation (TwSchema *schema, const TwDocNode *node, GError **error)
{
  g_autoptr (TwWireMutation) mutation = mutation_new ();
  const TwDocNode *ops, *atomic = tw_doc_member (node, "atomic"), *stamp = tw_doc_member (node, "stamp");
  gint64 origin;

  if (node->type != TW_DOC_OBJECT || !tw_wire_get_int (node, "n", 1, G_MAXINT64 - 1, &mutation->n, error)
      || !tw_wire_get_id (node, "commit", &mutation->commit, error)
      || !tw_wire_get_int (node, "at", G_MININT64, G_MAXINT64, &mutation->at, error)
      || !tw_wire_get_int (node, "origin", 0, TW_ORIGIN_DEMO, &origin, error)
      || !tw_wire_get_text (node, "title", 4000, &mutation->title, error) || !tw_wire_get_text (node, "lost", 64, &mutation->lost, error)
      || (mutation->lost != NULL && !tw_wire_get_int (node, "lost_seq", 0, G_MAXINT64, &mutation->lost_seq, error))
      || (mutation->lost != NULL && !tw_wire_get_int (node, "lost_fork", 0, G_MAXINT64, &mutation->lost_fork, error))
      || (ops = tw_wire_get_array (node, "ops", MAX_OPS, error)) == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "A mutation is not an object.");
      return NULL;
    }
  if (stamp == NULL || stamp->type != TW_DOC_NUMBER || !g_ascii_string_to_unsigned (stamp->text, 10, 0, G_MAXUINT64, &mutation->stamp, NULL))
    {
      g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "“stamp” is not a stamp of a clock.");
      return NULL;
    }
  mutation->origin = origin;
  mutation->atomic = atomic != NULL && atomic->type == TW_DOC_BOOLEAN && atomic->boolean;
  for (const TwDocNode *op = ops->first; op != NULL; op = op->next)
    if (!read_op (schema, mutation, op, error))
      return NULL;
  mutation->node = node;
  return g_steal_pointer (&mutation);
}

/**
 * tw_wire_push_parse:
 * @schema: the reader's
 * @body: the request
 * @error: %TW_WIRE_ERROR
 *
 * Returns: (transfer full) (nullable): the request; n of its mutations is without gaps
 */
TwWirePush *
tw_wire_push_parse (TwSchema *schema, GBytes *body, GError **error)
{
  g_autoptr (TwDoc) doc = tw_wire_doc_parse (body, TW_WIRE_MAX_BODY, error);
  g_autoptr (TwWirePush) push = push_new ();
  const TwDocNode *root, *mutations;

  if (doc == NULL)
    return NULL;
  root = tw_doc_get_root (doc);
  if (!tw_wire_get_id (root, "client", &push->client, error) || !tw_wire_get_text (root, "epoch", 64, &push->epoch, error)
      || !tw_wire_get_text (root, "schema", 64, &push->schema, error) || !tw_wire_get_text (root, "name", 200, &push->name, error)
      || !tw_wire_get_int (root, "sent_at", G_MININT64, G_MAXINT64, &push->sent_at, error)
      || (tw_doc_member (root, "after") != NULL && !tw_wire_get_id (root, "after", &push->after, error))
      || (mutations = tw_wire_get_array (root, "mutations", TW_WIRE_MOST_MUTATIONS, error)) == NULL)
    return NULL;
  for (const TwDocNode *node = mutations->first; node != NULL; node = node->next)
    {
      TwWireMutation *mutation = read_mutation (schema, node, error);
      const TwWireMutation *former = push->mutations->len > 0 ? g_ptr_array_index (push->mutations, push->mutations->len - 1) : NULL;

      if (mutation == NULL)
        return NULL;
      g_ptr_array_add (push->mutations, mutation);
      if (former != NULL && mutation->n != former->n + 1)
        {
          g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "The numbers of the mutations have gaps.");
          return NULL;
        }
    }
  push->doc = g_steal_pointer (&doc);
  return g_steal_pointer (&push);
}

/* --- The answer --- */

static void
clear_result (TwPushResult *result)
{
  g_free (result->problem);
}

/**
 * tw_wire_push_answer_print:
 * @answer: to be told
 *
 * Returns: (transfer full): the answer's body
 */
GBytes *
tw_wire_push_answer_print (const TwWirePushAnswer *answer)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"protocol\":%d,\"acked\":%" PRId64 ",\"seq\":%" PRId64 ",\"server_time\":%" PRId64, TW_WIRE_PROTOCOL,
                          answer->acked, answer->seq, answer->server_time);
  if (answer->window > 1)
    g_string_append_printf (json, ",\"window\":%u", answer->window);
  if (answer->most > TW_WIRE_MAX_MUTATIONS)
    g_string_append_printf (json, ",\"most\":%u", answer->most);
  tw_wire_put_text (json, "problem", answer->problem);
  if (answer->problem != NULL)
    g_string_append_printf (json, ",\"expected\":%" PRId64, answer->expected);
  g_string_append (json, ",\"results\":[");
  for (guint i = 0; answer->results != NULL && i < answer->results->len; i++)
    {
      const TwPushResult *result = &g_array_index (answer->results, TwPushResult, i);

      put_number (json, i > 0 ? ",{\"n\":" : "{\"n\":", result->n);
      g_string_append (json, ",\"state\":\"");
      g_string_append (json, state_names[result->state]);
      g_string_append_c (json, '"');
      tw_wire_put_text (json, "problem", result->problem);
      if (result->row_seq > 0)
        {
          put_number (json, ",\"row\":[", result->row_before);
          put_number (json, ",", result->row_seq);
          put_number (json, ",", result->row_at);
          g_string_append_c (json, ']');
        }
      g_string_append_c (json, '}');
    }
  g_string_append (json, "]}");
  return g_string_free_to_bytes (json);
}

/* What cannot be read is not told. */
static void
read_row (const TwDocNode *node, TwPushResult *result)
{
  gint64 numbers[3], *at = numbers;

  if (node == NULL || node->type != TW_DOC_ARRAY || node->n_items != G_N_ELEMENTS (numbers))
    return;
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    if (!tw_doc_integer (item, at++))
      return;
  if (numbers[0] <= 0 || numbers[1] <= numbers[0] || numbers[2] <= 0)
    return;
  result->row_before = numbers[0];
  result->row_seq = numbers[1];
  result->row_at = numbers[2];
}

static gboolean
read_result (const TwDocNode *node, TwWirePushAnswer *answer, GError **error)
{
  TwPushResult result = { 0 };
  guint state;

  if (!tw_wire_get_int (node, "n", 1, G_MAXINT64, &result.n, error))
    return FALSE;
  if (!find_name (state_names, G_N_ELEMENTS (state_names), tw_doc_member (node, "state"), &state))
    return TW_WIRE_FAIL ("“state” is none of applied, merged, rejected.");
  result.state = state;
  if (!tw_wire_get_text (node, "problem", 100000, &result.problem, error))
    return FALSE;
  if (result.state == TW_PUSH_APPLIED)
    read_row (tw_doc_member (node, "row"), &result);
  g_array_append_val (answer->results, result);
  return TRUE;
}

/**
 * tw_wire_push_answer_parse:
 * @body: from the server
 * @error: %TW_WIRE_ERROR
 *
 * Returns: (transfer full) (nullable): the answer
 */
TwWirePushAnswer *
tw_wire_push_answer_parse (GBytes *body, GError **error)
{
  g_autoptr (TwDoc) doc = tw_wire_doc_parse (body, TW_WIRE_MAX_BODY, error);
  g_autoptr (TwWirePushAnswer) answer = tw_wire_push_answer_new ();
  const TwDocNode *root, *results;
  gint64 window = 1, most = TW_WIRE_MAX_MUTATIONS;

  if (doc == NULL)
    return NULL;
  root = tw_doc_get_root (doc);
  if (!tw_wire_get_int (root, "acked", 0, G_MAXINT64, &answer->acked, error)
      || !tw_wire_get_int (root, "seq", 0, G_MAXINT64, &answer->seq, error)
      || !tw_wire_get_int (root, "server_time", G_MININT64, G_MAXINT64, &answer->server_time, error)
      || !tw_wire_get_text (root, "problem", 200, &answer->problem, error)
      || (answer->problem != NULL && !tw_wire_get_int (root, "expected", 0, G_MAXINT64, &answer->expected, error))
      || (tw_doc_member (root, "window") != NULL && !tw_wire_get_int (root, "window", 1, G_MAXUINT, &window, error))
      || (tw_doc_member (root, "most") != NULL && !tw_wire_get_int (root, "most", 1, G_MAXUINT, &most, error))
      || (results = tw_wire_get_array (root, "results", TW_WIRE_MOST_MUTATIONS, error)) == NULL)
    return NULL;
  for (const TwDocNode *node = results->first; node != NULL; node = node->next)
    if (!read_result (node, answer, error))
      return NULL;
  answer->window = (guint) window;
  answer->most = (guint) MAX (most, TW_WIRE_MAX_MUTATIONS);
  return g_steal_pointer (&answer);
}

/**
 * tw_wire_push_answer_new:
 *
 * Returns: (transfer full): an empty answer
 */
TwWirePushAnswer *
tw_wire_push_answer_new (void)
{
  TwWirePushAnswer *answer = g_new0 (TwWirePushAnswer, 1);

  answer->results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  g_array_set_clear_func (answer->results, (GDestroyNotify) clear_result);
  answer->window = 1;
  answer->most = TW_WIRE_MAX_MUTATIONS;
  return answer;
}

void
tw_wire_push_answer_free (TwWirePushAnswer *answer)
{
  if (answer == NULL)
    return;
  g_array_unref (answer->results);
  g_free (answer->problem);
  g_free (answer);
}
