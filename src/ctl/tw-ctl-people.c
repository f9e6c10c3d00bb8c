/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "tradewindctl server": users, roles, sessions and keys, and the state of the server. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl-server.h"

/* --- Finding by name --- */

typedef struct
{
  const char *key, *wanted;
  char       *id;
} Finding;

static gboolean
same (const char *a, const char *b)
{
  g_autofree char *one = g_utf8_casefold (a, -1), *other = g_utf8_casefold (b, -1);
  return strcmp (one, other) == 0;
}

static gboolean
find_item (const TwDocNode *item, gpointer data, GError **error)
{
  Finding *finding = data;
  const char *text = tw_ctl_text (item, finding->key);
  if (!finding->id && text && same (text, finding->wanted))
    finding->id = g_strdup (tw_ctl_text (item, "id"));
  return TRUE;
}

static gboolean
find (TwCtlServer *server, const char *path, const char *key, const char *wanted, char **id)
{
  Finding finding = { key, wanted, NULL };
  g_autoptr(GError) error = NULL;
  *id = NULL;
  if (!tw_ctl_link_each (server->link, path, find_item, &finding, &error))
    {
      tw_ctl_fail (error);
      return FALSE;
    }
  if (!finding.id)
    tw_ctl_tell (_("There is nothing called “%s” on the server."), wanted);
  *id = finding.id;
  return finding.id != NULL;
}

gboolean
tw_ctl_server_find_user (TwCtlServer *server, const char *email, char **id)
{
  return find (server, "/api/crm/users?fields=email", "email", email, id);
}

static gboolean
find_role (TwCtlServer *server, const char *name, char **id)
{
  return find (server, "/api/crm/roles?fields=name", "name", name, id);
}

/* --- users --- */

typedef struct
{
  TwCtlTable *table;
  GHashTable *roles;                                   /* id → name */
} People;

static gboolean
note_role (const TwDocNode *item, gpointer data, GError **error)
{
  g_hash_table_insert (((People *) data)->roles, g_strdup (tw_ctl_text (item, "id")), g_strdup (tw_ctl_text (item, "name")));
  return TRUE;
}

static gboolean
add_user (const TwDocNode *item, gpointer data, GError **error)
{
  static const char *const keys[] = { "id", "name", "email", "active", "last_sign_in_at" };
  People *people = data;
  const TwDocNode *roles = tw_doc_member (item, "roles");
  g_autoptr(GString) text = g_string_new (NULL), json = g_string_new ("[");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    tw_ctl_server_add_cell (people->table, tw_doc_member (item, keys[i]));
  for (const TwDocNode *role = roles ? roles->first : NULL; role; role = role->next)
    {
      const char *name = g_hash_table_lookup (people->roles, role->text);
      g_string_append_printf (text, "%s%s", text->len ? ", " : "", name ? name : role->text);
      g_string_append (json, json->len > 1 ? "," : "");
      tw_doc_print_text (name ? name : role->text, json);
    }
  g_string_append_c (json, ']');
  tw_ctl_table_add (people->table, text->str, text->str, json->str);
  return TRUE;
}

static int
list_users (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "name", "email", "active", "last_sign_in_at", "roles", NULL };
  const char *const titles[] = { _("Id"), _("Name"), _("E-mail"), _("Active"), _("Last sign-in"), _("Roles"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (server->ctl, keys, titles);
  g_autoptr(GHashTable) roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GError) error = NULL;
  People people = { table, roles };
  if (!tw_ctl_link_each (server->link, "/api/crm/roles?fields=name", note_role, &people, &error)
      || !tw_ctl_link_each (server->link, "/api/crm/users?fields=name,email,active,last_sign_in_at,roles", add_user, &people, &error))
    return tw_ctl_fail (error);
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

/* The body of a new user; NULL: a role is not known, and told. */
static char *
print_new_user (TwCtlServer *server, const char *email)
{
  g_autoptr(GString) json = g_string_new ("{\"email\":");
  tw_doc_print_text (email, json);
  g_string_append (json, ",\"name\":");
  tw_doc_print_text (server->name ? server->name : email, json);
  g_string_append (json, ",\"roles\":[");
  for (guint i = 0; server->roles && server->roles[i]; i++)
    {
      g_autofree char *id = NULL;
      if (!find_role (server, server->roles[i], &id))
        return NULL;
      g_string_append_printf (json, "%s\"%s\"", i ? "," : "", id);
    }
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* One who is there already is invited again: the former invitation and password stay good until the new one is used. */
static char *
add_or_find_user (TwCtlServer *server, const char *email, GError **error)
{
  Finding finding = { "email", email, NULL };
  if (!tw_ctl_link_each (server->link, "/api/crm/users?fields=email", find_item, &finding, error))
    return NULL;
  if (finding.id)
    return finding.id;
  g_autofree char *body = print_new_user (server, email);
  g_autoptr(TwDoc) made = body ? tw_ctl_link_ask (server->link, "POST", "/api/crm/users", body, error) : NULL;
  return made ? g_strdup (tw_ctl_text (tw_doc_get_root (made), "id")) : NULL;
}

static int
invite_user (TwCtlServer *server)
{
  static const char *const keys[] = { "user", "invitation", NULL };
  const char *const titles[] = { _("User"), _("Invitation"), NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add_or_find_user (server, server->argv[0], &error);
  g_autofree char *body = id ? g_strdup_printf ("{\"user\":\"%s\"}", id) : NULL;
  g_autoptr(TwDoc) doc = body ? tw_ctl_link_ask (server->link, "POST", "/api/auth/invitations", body, &error) : NULL;
  if (!doc)
    return error ? tw_ctl_fail (error) : TW_CTL_FAILED;
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (server->ctl, keys, titles);
  tw_ctl_table_add_text (table, id);
  tw_ctl_table_add_text (table, tw_ctl_text (tw_doc_get_root (doc), "token"));
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

static int
set_active (TwCtlServer *server, gboolean active)
{
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_server_find_user (server, server->argv[0], &id))
    return TW_CTL_FAILED;
  g_autofree char *sessions = g_strdup_printf ("/api/admin/users/%s/sessions", id), *path = g_strdup_printf ("/api/crm/users/%s", id);
  if (active)
    return tw_ctl_server_do (server, "PATCH", path, "{\"active\":true}", g_strdup_printf (_("%s may sign in again."), server->argv[0]));
  g_autoptr(TwDoc) changed = tw_ctl_link_ask (server->link, "PATCH", path, "{\"active\":false}", &error);
  if (!changed)
    return tw_ctl_fail (error);
  return tw_ctl_server_do (server, "DELETE", sessions, NULL,
                           g_strdup_printf (_("%s is signed out everywhere and may not sign in any more."), server->argv[0]));
}

static int
disable_user (TwCtlServer *server)
{
  return set_active (server, FALSE);
}

static int
enable_user (TwCtlServer *server)
{
  return set_active (server, TRUE);
}

/* For who lost the authenticator and the recovery codes. */
static int
reset_factor (TwCtlServer *server)
{
  g_autofree char *id = NULL, *path = NULL;
  if (!tw_ctl_server_find_user (server, server->argv[0], &id))
    return TW_CTL_FAILED;
  path = g_strdup_printf ("/api/admin/users/%s/totp", id);
  return tw_ctl_server_do (server, "DELETE", path, NULL,
                           g_strdup_printf (_("%s signs in with the password alone until a second factor is set up again."), server->argv[0]));
}

/* --- roles --- */

static int
list_roles (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "name", "record_scope", "description", NULL };
  const char *const titles[] = { _("Id"), _("Name"), _("Records"), _("Description"), NULL };
  return tw_ctl_server_list (server, "/api/crm/roles?fields=name,record_scope,description", keys, titles);
}

static int
show_role (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "name", "record_scope", "description", "permissions", "field_rules", "row_rules", NULL };
  const char *const titles[] = { _("Id"), _("Name"), _("Records"), _("Description"), _("Permissions"), _("Rules for fields"),
                                 _("Rules for records"), NULL };
  g_autofree char *id = NULL, *path = NULL;
  if (!find_role (server, server->argv[0], &id))
    return TW_CTL_FAILED;
  path = g_strdup_printf ("/api/crm/roles/%s", id);
  return tw_ctl_server_show (server, path, keys, titles);
}

/* roles set "Seller" deal read,create,change; none takes them all away. */
static int
set_right (TwCtlServer *server)
{
  g_auto(GStrv) rights = g_strsplit (g_str_equal (server->argv[2], "none") ? "" : server->argv[2], ",", -1);
  g_autoptr(GString) body = g_string_new ("{\"entity\":");
  g_autofree char *id = NULL, *path = NULL;
  tw_doc_print_text (server->argv[1], body);
  g_string_append (body, ",\"rights\":[");
  for (guint i = 0; rights[i]; i++)
    {
      g_string_append (body, i ? "," : "");
      tw_doc_print_text (rights[i], body);
    }
  g_string_append (body, "]}");
  if (!find_role (server, server->argv[0], &id))
    return TW_CTL_FAILED;
  path = g_strdup_printf ("/api/admin/roles/%s/rights", id);
  return tw_ctl_server_do (server, "PUT", path, body->str, g_strdup_printf (_("Changed the rights of “%s”."), server->argv[0]));
}

/* --- sessions and keys --- */

static int
list_of_user (TwCtlServer *server, const char *path, const char *const *keys, const char *const *titles)
{
  g_autofree char *id = NULL, *narrow = NULL;
  if (server->user && !tw_ctl_server_find_user (server, server->user, &id))
    return TW_CTL_FAILED;
  narrow = id ? g_strdup_printf ("%s?user=%s", path, id) : g_strdup (path);
  return tw_ctl_server_list (server, narrow, keys, titles);
}

static int
list_sessions (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "user_name", "device", "created", "used", "revoked", NULL };
  const char *const titles[] = { _("Id"), _("User"), _("Device"), _("Begun"), _("Used"), _("Revoked"), NULL };
  return list_of_user (server, "/api/admin/sessions", keys, titles);
}

static int
list_keys (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "user_name", "name", "scopes", "created", "expires", "used", "rate", "revoked", NULL };
  const char *const titles[] = { _("Id"), _("User"), _("Name"), _("Scopes"), _("Made"), _("Ends"), _("Used"), _("Requests a minute"), _("Revoked"), NULL };
  return list_of_user (server, "/api/admin/keys", keys, titles);
}

typedef struct
{
  const char *id;
  char       *user;
} Owner;

static gboolean
find_owner (const TwDocNode *item, gpointer data, GError **error)
{
  Owner *owner = data;
  if (!owner->user && g_strcmp0 (tw_ctl_text (item, "id"), owner->id) == 0)
    owner->user = g_strdup (tw_ctl_text (item, "user"));
  return TRUE;
}

/* what: "sessions" or "keys". body NULL: it ends, else it is changed. */
static int
change_access (TwCtlServer *server, const char *what, const char *body, char *sentence)
{
  g_autofree char *list = g_strdup_printf ("/api/admin/%s", what), *path = NULL, *told = sentence;
  g_autoptr(GError) error = NULL;
  Owner owner = { server->argv[0], NULL };
  if (!tw_ctl_link_each (server->link, list, find_owner, &owner, &error))
    return tw_ctl_fail (error);
  if (!owner.user)
    {
      tw_ctl_tell (_("There is nothing of the id “%s”."), server->argv[0]);
      return TW_CTL_FAILED;
    }
  path = g_strdup_printf ("/api/admin/users/%s/%s/%s", owner.user, what, server->argv[0]);
  g_free (owner.user);
  return tw_ctl_server_do (server, body ? "PATCH" : "DELETE", path, body, g_steal_pointer (&told));
}

static int
revoke_session (TwCtlServer *server)
{
  return change_access (server, "sessions", NULL, g_strdup (_("The session is ended.")));
}

static int
revoke_key (TwCtlServer *server)
{
  return change_access (server, "keys", NULL, g_strdup (_("The key is revoked.")));
}

/* RATE: a number, or "none": as many as any key. */
static int
limit_key (TwCtlServer *server)
{
  gboolean none = strcmp (server->argv[1], "none") == 0;
  guint64 rate = 0;
  if (!none && !g_ascii_string_to_unsigned (server->argv[1], 10, 1, 1000000, &rate, NULL))
    return tw_ctl_usage (server->ctl, "%s", _("Give a number of requests a minute from 1 to 1000000, or none."));
  g_autofree char *body = none ? g_strdup ("{\"rate\":null}") : g_strdup_printf ("{\"rate\":%u}", (guint) rate);
  return change_access (server, "keys", body, none ? g_strdup (_("The key has no limit of its own any more."))
                                                   : g_strdup_printf (_("%s requests a minute may come with the key."), server->argv[1]));
}

static int
create_key (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "key", NULL };
  const char *const titles[] = { _("Id"), _("Key"), NULL };
  g_autoptr(GString) body = g_string_new ("{\"name\":");
  g_autoptr(GError) error = NULL;
  tw_doc_print_text (server->argv[0], body);
  g_string_append (body, ",\"scopes\":");
  tw_doc_print_text (server->argv[1], body);
  if (server->rate)
    g_string_append_printf (body, ",\"rate\":%d", server->rate);
  g_string_append_c (body, '}');
  g_autoptr(TwDoc) doc = tw_ctl_link_ask (server->link, "POST", "/api/auth/keys", body->str, &error);
  if (!doc)
    return tw_ctl_fail (error);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (server->ctl, keys, titles);
  tw_ctl_server_add_cell (table, tw_doc_member (tw_doc_get_root (doc), "id"));
  tw_ctl_server_add_cell (table, tw_doc_member (tw_doc_get_root (doc), "key"));
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

/* --- records --- */

static int
erase_record (TwCtlServer *server)
{
  g_autoptr(GString) body = g_string_new ("{\"records\":[{\"entity\":");
  tw_doc_print_text (server->argv[0], body);
  g_string_append (body, ",\"id\":");
  tw_doc_print_text (server->argv[1], body);
  g_string_append (body, "}]}");
  return tw_ctl_server_do (server, "POST", "/api/admin/erase", body->str,
                           g_strdup (_("Erased. Devices erase it when they connect; backups that were made before still have it.")));
}

static int
list_unerased (TwCtlServer *server)
{
  static const char *const keys[] = { "id", "user_name", "device", "seen", NULL };
  const char *const titles[] = { _("Id"), _("User"), _("Device"), _("Seen"), NULL };
  return tw_ctl_server_list (server, "/api/admin/erase/devices", keys, titles);
}

/* --- routes --- */

static int
list_routes (TwCtlServer *server)
{
  static const char *const keys[] = { "method", "path", "description", "enabled", "rate_limit", "calls", "last_call", NULL };
  const char *const titles[] = { _("Method"), _("Address"), _("What it does"), _("Switched on"), _("Requests a minute"), _("Calls"), _("Last call"), NULL };
  return tw_ctl_server_list (server, "/api/admin/routes", keys, titles);
}

static int
change_route (TwCtlServer *server, const char *change, const char *sentence)
{
  g_autoptr(GString) body = g_string_new ("{\"method\":");
  g_autofree char *method = g_ascii_strup (server->argv[0], -1);
  tw_doc_print_text (method, body);
  g_string_append (body, ",\"path\":");
  tw_doc_print_text (server->argv[1], body);
  g_string_append_printf (body, ",%s}", change);
  return tw_ctl_server_do (server, "PATCH", "/api/admin/routes", body->str, g_strdup (sentence));
}

static int
disable_route (TwCtlServer *server)
{
  return change_route (server, "\"enabled\":false", _("Nobody may use the address any more."));
}

static int
enable_route (TwCtlServer *server)
{
  return change_route (server, "\"enabled\":true", _("The address may be used."));
}

/* RATE: a number, or "none": as many as to any address. */
static int
limit_route (TwCtlServer *server)
{
  gboolean none = strcmp (server->argv[2], "none") == 0;
  guint64 rate = 0;
  if (!none && !g_ascii_string_to_unsigned (server->argv[2], 10, 1, 1000000, &rate, NULL))
    return tw_ctl_usage (server->ctl, "%s", _("Give a number of requests a minute from 1 to 1000000, or none."));
  g_autofree char *change = none ? g_strdup ("\"rate_limit\":null") : g_strdup_printf ("\"rate_limit\":%u", (guint) rate);
  return change_route (server, change, none ? _("The address has no limit of its own any more.") : _("The address has a limit of its own."));
}

/* --- status --- */

static int
show_status (TwCtlServer *server)
{
  static const char *const keys[] = { "version", "schema", "trouble", "commits", "size", "users", "active_users", "audit_entries", "audit_signed",
                                      "audit_signed_at", NULL };
  const char *const titles[] = { _("Version"), _("Schema"), _("Trouble"), _("Commits"), _("Size in bytes"), _("Users"), _("Active users"),
                                 _("Audit entries"), _("Signed up to"), _("Signed at"), NULL };
  return tw_ctl_server_show (server, "/api/admin/status", keys, titles);
}

const TwCtlAction tw_ctl_people_actions[] = {
  { "status", "", 0, 0, show_status },
  { "users", "list", 0, 0, list_users },
  { "users", "invite", 1, 1, invite_user },
  { "users", "disable", 1, 1, disable_user },
  { "users", "enable", 1, 1, enable_user },
  { "users", "reset-factor", 1, 1, reset_factor },
  { "roles", "list", 0, 0, list_roles },
  { "roles", "show", 1, 1, show_role },
  { "roles", "set", 3, 3, set_right },
  { "records", "erase", 2, 2, erase_record },
  { "records", "unerased", 0, 0, list_unerased },
  { "routes", "list", 0, 0, list_routes },
  { "routes", "disable", 2, 2, disable_route },
  { "routes", "enable", 2, 2, enable_route },
  { "routes", "limit", 3, 3, limit_route },
  { "sessions", "list", 0, 0, list_sessions },
  { "sessions", "revoke", 1, 1, revoke_session },
  { "keys", "list", 0, 0, list_keys },
  { "keys", "create", 2, 2, create_key },
  { "keys", "limit", 2, 2, limit_key },
  { "keys", "revoke", 1, 1, revoke_key },
  { NULL }
};
