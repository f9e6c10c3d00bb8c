/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions and keys of everybody, and the rights of a role, line by line. Users and roles themselves are records (/api/crm). */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-accounts.h"
#include "tw-admin-private.h"

#define MAX_USERS 100000

static const char *const no_names[] = { NULL };

static gboolean
read_param (TwRequest *request, TwResponse *response, const char *name, TwId *id)
{
  if (tw_id_parse (tw_request_get_param (request, name), id))
    return TRUE;
  tw_response_problem (response, 404, "not-found", NULL, _("There is nothing of this id."));
  return FALSE;
}

/* (element-type TwId) */
static GArray *
list_users (TwAdmin *admin, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "user"), NULL, NULL, error);
  g_autoptr (GPtrArray) records = query != NULL ? tw_store_list (admin->store, query, MAX_USERS, NULL, NULL, error) : NULL;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_array_append_vals (ids, tw_record_get_id (g_ptr_array_index (records, i)), 1);
  return ids;
}

typedef void (*PrintUser) (TwAdmin *admin, const TwId *user, const char *name, GString *json);

/* What each user, or the one of the query, has. */
static void
answer_each (TwRequest *request, TwResponse *response, TwAdmin *admin, PrintUser print)
{
  static const char *const names[] = { "user", NULL };
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (GArray) users = NULL;
  g_autoptr (GError) error = NULL;
  gboolean by_user;
  GString *json;
  TwId user;

  if (!tw_admin_begin (request, response, names) || !tw_admin_read_id (request, response, "user", &user, &by_user))
    return;
  users = by_user ? g_array_append_vals (g_array_new (FALSE, FALSE, sizeof user), &user, 1) : list_users (admin, &error);
  if (error != NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < users->len; i++)
    {
      const TwId *id = &g_array_index (users, TwId, i);
      g_autofree char *name = tw_store_dup_title (admin->store, tw_schema_get_entity (schema, "user")->number, id);

      print (admin, id, name, json);
    }
  g_string_append (json, "],\"next\":null}");
  tw_response_take_json (response, json);
}

static void
begin_item (GString *json, const TwId *id, const TwId *user, const char *name)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  g_string_append_printf (json, "%s{\"id\":\"%s\"", json->str[json->len - 1] == '[' ? "" : ",", tw_id_print (id, text));
  tw_admin_print_id (json, "user", user);
  tw_admin_print_text (json, "user_name", name);
}

static void
print_sessions (TwAdmin *admin, const TwId *user, const char *name, GString *json)
{
  g_autoptr (GPtrArray) sessions = tw_accounts_list_sessions (admin->store, user, NULL);

  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    {
      const TwSession *session = g_ptr_array_index (sessions, i);

      begin_item (json, &session->id, user, name);
      tw_admin_print_text (json, "device", session->device);
      tw_admin_print_instant (json, "created", session->created);
      tw_admin_print_instant (json, "used", session->used);
      tw_admin_print_instant (json, "expires", session->expires);
      g_string_append_printf (json, ",\"revoked\":%s}", session->revoked ? "true" : "false");
    }
}

void
tw_admin_list_sessions (TwRequest *request, TwResponse *response, gpointer data)
{
  answer_each (request, response, data, print_sessions);
}

static void
print_keys (TwAdmin *admin, const TwId *user, const char *name, GString *json)
{
  g_autoptr (GPtrArray) keys = tw_accounts_list_keys (admin->store, user, NULL);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const TwKey *key = g_ptr_array_index (keys, i);

      begin_item (json, &key->id, user, name);
      tw_admin_print_text (json, "name", key->name);
      tw_admin_print_text (json, "scopes", key->scopes);
      tw_admin_print_instant (json, "created", key->created);
      tw_admin_print_instant (json, "expires", key->expires);
      tw_admin_print_instant (json, "used", tw_accounts_get_used (admin->server, key));
      tw_accounts_append_rate (json, key);
      g_string_append_printf (json, ",\"revoked\":%s}", key->revoked ? "true" : "false");
    }
}

void
tw_admin_list_keys (TwRequest *request, TwResponse *response, gpointer data)
{
  answer_each (request, response, data, print_keys);
}

/* --- Ending --- */

void
tw_admin_end_sessions (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GError) error = NULL;
  gboolean one = tw_request_get_param (request, "session") != NULL;
  TwId user, session;

  if (!tw_admin_begin (request, response, no_names) || !read_param (request, response, "id", &user)
      || (one && !read_param (request, response, "session", &session)) || !tw_accounts_is_not_own (request, response, &user))
    return;
  if (!tw_accounts_revoke (admin->store, &user, one ? &session : NULL, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_forget (admin->server, &user);
  tw_admin_write_audit (admin, request, "session-revoked", one ? NULL : "user", one ? &session : &user, NULL);
  tw_response_set_status (response, 204);
}

void
tw_admin_change_key (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  TwId user, key;

  if (tw_admin_begin (request, response, no_names) && read_param (request, response, "id", &user) && read_param (request, response, "key", &key)
      && tw_accounts_is_not_own (request, response, &user) && tw_accounts_change_key (admin->server, request, response, &user, &key))
    tw_admin_write_audit (admin, request, "key-limited", NULL, &key, NULL);
}

void
tw_admin_revoke_key (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GError) error = NULL;
  TwId user, key;

  if (!tw_admin_begin (request, response, no_names) || !read_param (request, response, "id", &user)
      || !read_param (request, response, "key", &key) || !tw_accounts_is_not_own (request, response, &user))
    return;
  if (!tw_accounts_revoke_key (admin->store, &user, &key, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  tw_accounts_forget (admin->server, &user);
  tw_admin_write_audit (admin, request, "key-revoked", NULL, &key, NULL);
  tw_response_set_status (response, 204);
}

/* --- A right of a role --- */

static gboolean
refuse_right (TwResponse *response, const char *sentence)
{
  tw_response_problem (response, 422, "invalid", NULL, sentence);
  return FALSE;
}

/* {"entity": "deal", "rights": ["read", "change"]} as a line of "permissions". */
static gboolean
read_right (TwRequest *request, TwResponse *response, TwSchema *schema, const char **entity, GString *line)
{
  static const char *const rights[] = { "read", "create", "change", "delete", "export", "administer", NULL };
  const TwDocNode *root = tw_request_parse_json (request, response), *key, *list;

  if (root == NULL)
    return FALSE;
  key = tw_doc_member (root, "entity");
  list = tw_doc_member (root, "rights");
  if (key == NULL || key->type != TW_DOC_TEXT || (strcmp (key->text, "*") != 0 && tw_schema_get_entity (schema, key->text) == NULL)
      || list == NULL || list->type != TW_DOC_ARRAY)
    return refuse_right (response, _("Send “entity”, the key of a kind of record or *, and “rights”, a list."));
  *entity = strcmp (key->text, "*") == 0 ? "*" : tw_schema_get_entity (schema, key->text)->key;
  for (const TwDocNode *right = list->first; right != NULL; right = right->next)
    {
      if (right->type != TW_DOC_TEXT || !g_strv_contains (rights, right->text))
        return refuse_right (response, _("A right is one of read, create, change, delete, export, administer."));
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", right->text);
    }
  return TRUE;
}

static gboolean
is_of_entity (const char *line, const char *entity)
{
  gsize length = strlen (entity);

  while (*line == ' ')
    line++;
  return strncmp (line, entity, length) == 0 && strchr (" :\t,", line[length]) != NULL;
}

/* The role's lines with that of the entity replaced; without rights it goes. */
static gboolean
replace_line (TwRecord *role, const char *entity, const char *rights, GError **error)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (role), "permissions");
  const TwValue *former = tw_record_get (role, field);
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_autofree char *text = g_strdup_printf ("%s %s", entity, rights);
  g_auto (TwValue) line = tw_value_text (text), value = TW_VALUE_INIT;
  gboolean put = !*rights;

  for (guint i = 0; former->type == TW_TYPE_LIST && i < former->list->n_values; i++)
    {
      gboolean its = is_of_entity (former->list->values[i].text, entity);

      if (!its || !put)
        g_array_append_vals (lines, its ? &line : &former->list->values[i], 1);
      put |= its;
    }
  if (!put)
    g_array_append_vals (lines, &line, 1);
  value = tw_value_list ((const TwValue *) (gpointer) lines->data, lines->len);
  return tw_record_set (role, field, &value, error);
}

void
tw_admin_set_right (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (GString) rights = g_string_new (NULL);
  g_autoptr (TwRecord) role = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  const char *entity;
  TwEdit *edit;
  TwId id;

  if (!tw_admin_begin (request, response, no_names) || !read_param (request, response, "id", &id)
      || !read_right (request, response, schema, &entity, rights))
    return;
  role = tw_store_get (admin->store, tw_schema_get_entity (schema, "role"), &id, NULL);
  if (role == NULL || tw_record_is_deleted (role))
    {
      tw_response_problem (response, 404, "not-found", NULL, _("There is nothing of this id."));
      return;
    }
  tw_store_act_as (admin->store, tw_server_get_caller (request));
  edit = tw_edit_new (admin->store, TW_ORIGIN_PERSON, _("Change rights of a role"));
  if (replace_line (role, entity, rights->str, &error))
    {
      tw_edit_save (edit, role);
      commit = tw_edit_commit (edit, &error);
    }
  else
    tw_edit_free (edit);
  tw_store_act_as (admin->store, NULL);
  if (commit != NULL)
    tw_response_set_status (response, 204);
  else
    tw_response_problem_error (response, error);
}
