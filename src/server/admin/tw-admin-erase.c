/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right to be forgotten, by an administrator's hand. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "tw-admin-private.h"
#include "tw-erase.h"
#include "tw-peers.h"

#define MAX_RECORDS 100

static const char *const no_names[] = { NULL };

static gboolean
refuse (TwResponse *response, const char *sentence)
{
  tw_response_problem (response, 422, "invalid", NULL, sentence);
  return FALSE;
}

static gboolean
read_record (TwSchema *schema, const TwDocNode *item, TwErasure *erasure)
{
  const TwDocNode *key = tw_doc_member (item, "entity"), *id = tw_doc_member (item, "id");
  const TwEntity *entity = key != NULL && key->type == TW_DOC_TEXT ? tw_schema_get_entity (schema, key->text) : NULL;

  if (entity == NULL || id == NULL || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &erasure->id) || item->n_items != 2)
    return FALSE;
  erasure->entity = entity->number;
  return TRUE;
}

/* {"records": [{"entity", "id"} …]} */
static gboolean
read_records (TwRequest *request, TwResponse *response, TwSchema *schema, GArray *erasures)
{
  const TwDocNode *root = tw_request_parse_json (request, response), *records;

  if (root == NULL)
    return FALSE;
  records = root->type == TW_DOC_OBJECT && root->n_items == 1 ? tw_doc_member (root, "records") : NULL;
  if (records == NULL || records->type != TW_DOC_ARRAY || records->n_items == 0 || records->n_items > MAX_RECORDS)
    return refuse (response, _("Send 1 to 100 “records”, each with “entity” and “id”."));
  for (const TwDocNode *item = records->first; item != NULL; item = item->next)
    {
      TwErasure erasure;

      if (item->type != TW_DOC_OBJECT || !read_record (schema, item, &erasure))
        return refuse (response, _("Each of the “records” needs the “entity” of a kind of record, and its “id”."));
      g_array_append_val (erasures, erasure);
    }
  return TRUE;
}

void
tw_admin_erase (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (GArray) erasures = g_array_new (FALSE, FALSE, sizeof (TwErasure));
  g_autoptr (GError) error = NULL;
  GString *json;
  gint64 n;

  if (!tw_admin_begin (request, response, no_names) || !read_records (request, response, schema, erasures))
    return;
  /* Who may sign in has sessions and rights beside his record. */
  for (guint i = 0; i < erasures->len; i++)
    if (tw_schema_get_entity_by_number (schema, g_array_index (erasures, TwErasure, i).entity) == tw_schema_get_entity (schema, "user"))
      {
        refuse (response, _("Users are not erased: they are the authors of what others read. Change the user’s name and e-mail, and disable the account."));
        return;
      }
  n = tw_store_erase (admin->store, (const TwErasure *) (gpointer) erasures->data, erasures->len, tw_server_get_caller (request), &error);
  if (n < 0)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"erased\":%" PRId64 "}", n);
  tw_response_take_json (response, json);
}

/* Devices that have not told since that they erased it, too. */
void
tw_admin_list_unerased (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (GPtrArray) peers = NULL;
  g_autoptr (GError) error = NULL;
  GString *json;

  if (!tw_admin_begin (request, response, no_names))
    return;
  peers = tw_peers_list_unconfirmed (admin->store, &error);
  if (peers == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < peers->len; i++)
    {
      const TwPeer *peer = g_ptr_array_index (peers, i);
      g_autofree char *name = tw_store_dup_title (admin->store, tw_schema_get_entity (schema, "user")->number, &peer->user);
      char text[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (json, "%s{\"id\":\"%s\"", i > 0 ? "," : "", tw_id_print (&peer->id, text));
      tw_admin_print_id (json, "user", &peer->user);
      tw_admin_print_text (json, "user_name", name);
      tw_admin_print_text (json, "device", peer->name);
      tw_admin_print_instant (json, "seen", peer->seen);
      g_string_append_c (json, '}');
    }
  g_string_append (json, "],\"next\":null}");
  tw_response_take_json (response, json);
}
