/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many writes in one request. Those that can be taken share one commit; when it is refused, each goes alone, so that each has its own
 * result whatever becomes of the others. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"

typedef enum { ITEM_CREATE, ITEM_CHANGE, ITEM_DELETE } ItemOp;

typedef struct
{
  ItemOp        op;
  TwRecord     *record;                                /* NULL: refused */
  gboolean      done;
  TwRestProblem problem;
} Item;

static void
item_free (Item *item)
{
  g_clear_object (&item->record);
  tw_rest_problem_clear (&item->problem);
  g_free (item);
}

/* The ids of one request's new records follow from the first, so that a repeated one makes them again, not others. */
static void
id_of_item (const TwId *base, guint i, TwId *id)
{
  *id = *base;
  id->bytes[14] ^= (guint8) (i >> 8);
  id->bytes[15] ^= (guint8) i;
}

static gboolean
refuse (Item *item, const char *message)
{
  tw_rest_problem_set (&item->problem, 422, "invalid", message);
  return FALSE;
}

static gboolean
read_op (Item *item, const TwDocNode *node)
{
  static const char *const ops[] = { "create", "change", "delete" };
  const TwDocNode *op = node->type == TW_DOC_OBJECT ? tw_doc_member (node, "op") : NULL;

  if (node->type != TW_DOC_OBJECT)
    return refuse (item, _("An item is an object with “op”, “id” and “fields”."));
  for (const TwDocNode *member = node->first; member != NULL; member = member->next)
    if (strcmp (member->key, "op") != 0 && strcmp (member->key, "id") != 0 && strcmp (member->key, "fields") != 0
        && strcmp (member->key, "if_match") != 0)
      return refuse (item, _("An item has no other members than “op”, “id”, “if_match” and “fields”."));
  for (guint i = 0; op != NULL && op->type == TW_DOC_TEXT && i < G_N_ELEMENTS (ops); i++)
    if (strcmp (op->text, ops[i]) == 0)
      {
        item->op = i;
        return TRUE;
      }
  return refuse (item, _("“op” is “create”, “change” or “delete”."));
}

static void
prepare (TwRestCall *call, Item *item, const TwDocNode *node, const TwId *own_id)
{
  const TwDocNode *fields, *id, *match;
  TwId read;

  if (!read_op (item, node))
    return;
  fields = tw_doc_member (node, "fields");
  id = tw_doc_member (node, "id");
  match = tw_doc_member (node, "if_match");
  if (item->op == ITEM_CREATE)
    {
      if (id != NULL || match != NULL)
        refuse (item, _("A new record has no id yet."));
      else
        item->record = tw_rest_prepare_create (call, fields, own_id, &item->problem);
      return;
    }
  if ((match != NULL && match->type != TW_DOC_TEXT) || (item->op == ITEM_DELETE && fields != NULL))
    refuse (item, _("“if_match” is a text, and only “create” and “change” have fields."));
  else if (id == NULL || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &read))
    tw_rest_problem_set (&item->problem, 404, "not-found", _("There is no such record, or you may not see it."));
  else if (item->op == ITEM_CHANGE)
    item->record = tw_rest_prepare_patch (call, &read, fields, match != NULL ? match->text : NULL, &item->problem);
  else
    item->record = tw_rest_prepare_delete (call, &read, match != NULL ? match->text : NULL, &item->problem);
}

/* A record twice in one request is two commits: the second is read only after the first. */
static gboolean
is_twice (GHashTable *seen, Item *item)
{
  return item->record != NULL && item->op != ITEM_CREATE && !g_hash_table_add (seen, (gpointer) tw_record_get_id (item->record));
}

static gboolean
commit_together (TwRestCall *call, GPtrArray *items)
{
  TwEdit *edit = tw_edit_new (call->rest->store, TW_ORIGIN_PERSON, _("Change many records"));
  g_autoptr (TwCommit) commit = NULL;
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (item->record == NULL || item->done)
        continue;
      if (item->op == ITEM_DELETE)
        tw_edit_delete (edit, call->entity, tw_record_get_id (item->record));
      else if (tw_record_has_changes (item->record) || tw_record_is_new (item->record))
        tw_edit_save (edit, item->record);
      else
        continue;
      n++;
    }
  if (n == 0)
    {
      tw_edit_free (edit);
      return TRUE;
    }
  commit = tw_edit_commit (edit, NULL);
  return commit != NULL;
}

static void
commit_alone (TwRestCall *call, Item *item)
{
  if (item->op != ITEM_DELETE && !tw_record_is_new (item->record) && !tw_record_has_changes (item->record))
    return;
  if (!tw_rest_commit (call, item->record, item->op == ITEM_DELETE, &item->problem))
    g_clear_object (&item->record);
}

static void
print_item (GString *json, Item *item)
{
  static const guint statuses[] = { 201, 200, 204 };
  char id[TW_ID_TEXT_LENGTH + 1];

  if (item->record == NULL)
    {
      g_string_append_printf (json, "{\"status\":%u,\"problem\":", item->problem.status);
      tw_rest_problem_print (&item->problem, json);
      g_string_append_c (json, '}');
      return;
    }
  tw_id_print (tw_record_get_id (item->record), id);
  g_string_append_printf (json, "{\"status\":%u,\"id\":\"%s\"", statuses[item->op], id);
  if (item->op != ITEM_DELETE)
    g_string_append_printf (json, ",\"row_seq\":%" PRId64, tw_record_get_row_seq (item->record));
  g_string_append_c (json, '}');
}

/* base: nil without an Idempotency-Key. */
static GString *
run (TwRestCall *call, const TwDocNode *list, const TwId *base)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (tw_id_hash, tw_id_equal);
  GString *json = g_string_new ("{\"items\":[");
  gboolean twice = FALSE, together;

  for (const TwDocNode *node = list->first; node != NULL; node = node->next)
    {
      Item *item = g_new0 (Item, 1);
      TwId id;

      id_of_item (base, items->len, &id);
      g_ptr_array_add (items, item);
      if (!tw_id_is_nil (base) && (item->record = tw_rest_find (call, call->entity, &id)) != NULL)
        item->done = TRUE;
      else
        prepare (call, item, node, tw_id_is_nil (base) ? NULL : &id);
      twice |= !item->done && is_twice (seen, item);
    }
  together = !twice && commit_together (call, items);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (!together && item->record != NULL && !item->done)
        commit_alone (call, item);
      if (i > 0)
        g_string_append_c (json, ',');
      print_item (json, item);
    }
  g_string_append (json, "]}");
  return json;
}

static void
answer_bulk (TwRestCall *call)
{
  static const char *const names[] = { NULL };
  const TwDocNode *body = tw_request_parse_json (call->request, call->response);
  const TwDocNode *list;
  TwRestOnce *once = NULL;
  GString *json;
  TwId base;

  if (body == NULL || !tw_rest_check_query (call, names))
    return;
  list = body->type == TW_DOC_OBJECT && body->n_items == 1 ? tw_doc_member (body, "items") : NULL;
  if (list == NULL || list->type != TW_DOC_ARRAY || list->n_items == 0 || list->n_items > TW_REST_MAX_ITEMS)
    {
      tw_response_problem (call->response, 422, "invalid", NULL, _("Send {\"items\": […]} with 1 to 1,000 items."));
      return;
    }
  if (!tw_rest_once_begin (call, &once, &base))
    return;
  tw_rest_note_bulk (call, list->n_items);
  json = run (call, list, &base);
  tw_rest_once_finish (call, once, 200, json->str, 0);
  tw_response_take_json (call->response, json);
}

void
tw_rest_handle_bulk (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_bulk (&call);
  tw_rest_end (&call);
}
