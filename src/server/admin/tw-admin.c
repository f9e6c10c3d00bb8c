/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room of administrators takes part in the server. It is opened before all that write to the audit log, and so closed after them:
 * the last thing that it does is to sign the log's end. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-admin-private.h"
#include "tw-audit.h"
#include "tw-log.h"

gboolean
tw_admin_begin (TwRequest *request, TwResponse *response, const char *const *names)
{
  TwAccess *access = tw_caller_get_access (request);

  if (access == NULL || !tw_access_is_administrator (access))
    {
      tw_response_problem (response, 403, "denied", NULL, _("Only administrators may do this. Ask one of them."));
      return FALSE;
    }
  for (guint i = 0; i < tw_request_get_n_query (request); i++)
    {
      const char *value, *name = tw_request_get_query_at (request, i, &value);

      if (g_strv_contains (names, name))
        continue;
      tw_response_problem (response, 400, "unknown-parameter", NULL, _("There is no such parameter here. Leave it out."));
      tw_response_problem_field (response, name, "unknown_field", _("There is no such parameter here. Leave it out."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (TwResponse *response, const char *name, const char *sentence)
{
  tw_response_problem (response, 400, "invalid", NULL, sentence);
  tw_response_problem_field (response, name, "type", sentence);
  return FALSE;
}

gboolean
tw_admin_read_number (TwRequest *request, TwResponse *response, const char *name, gint64 *number)
{
  const char *text = tw_request_get_query (request, name);

  return text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, number, NULL)
         || refuse (response, name, _("A whole number is needed here."));
}

gboolean
tw_admin_read_limit (TwRequest *request, TwResponse *response, guint *limit)
{
  gint64 number = TW_ADMIN_LIMIT;

  if (!tw_admin_read_number (request, response, "limit", &number))
    return FALSE;
  *limit = (guint) number;
  return (number >= 1 && number <= TW_ADMIN_MAX_LIMIT) || refuse (response, "limit", _("Give a number from 1 to 1000."));
}

gboolean
tw_admin_read_id (TwRequest *request, TwResponse *response, const char *name, TwId *id, gboolean *given)
{
  const char *text = tw_request_get_query (request, name);

  *given = text != NULL;
  return text == NULL || tw_id_parse (text, id) || refuse (response, name, _("An id is needed here."));
}

gboolean
tw_admin_read_instant (TwRequest *request, TwResponse *response, const char *name, TwInstant *instant)
{
  const char *text = tw_request_get_query (request, name);

  return text == NULL || tw_instant_parse (text, NULL, instant) || refuse (response, name, _("A time such as 2026-03-31T09:00:00Z is needed here."));
}

void
tw_admin_print_id (GString *json, const char *key, const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  if (tw_id_is_nil (id))
    g_string_append_printf (json, ",\"%s\":null", key);
  else
    g_string_append_printf (json, ",\"%s\":\"%s\"", key, tw_id_print (id, text));
}

void
tw_admin_print_text (GString *json, const char *key, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", key);
  if (text != NULL)
    tw_doc_print_text (text, json);
  else
    g_string_append (json, "null");
}

void
tw_admin_print_instant (GString *json, const char *key, TwInstant at)
{
  g_autofree char *text = at != 0 ? tw_instant_print (at) : NULL;

  tw_admin_print_text (json, key, text);
}

/* What was done is done: that it could not be entered is for the log. */
void
tw_admin_write_audit (TwAdmin *admin, TwRequest *request, const char *action, const char *entity, const TwId *record, const char *detail)
{
  const TwAuditEvent event = { .user = tw_server_get_caller (request), .action = action, .entity = entity, .record = record, .detail = detail };
  g_autoptr (GError) error = NULL;

  if (!tw_audit_write (admin->store, &event, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("error", "audit-not-written");

      tw_log_line_text (line, "reason", error->message);
    }
}

static const TwRoute routes[] = {
  { "GET", "/api/audit", 0, TW_ROUTE_DEFAULT, tw_admin_list_audit },
  { "GET", "/api/audit/chain", 0, TW_ROUTE_DEFAULT, tw_admin_read_chain },
  { "GET", "/api/audit/heads", 0, TW_ROUTE_DEFAULT, tw_admin_list_heads },
  { "GET", "/api/admin/status", 0, TW_ROUTE_DEFAULT, tw_admin_give_status },
  { "GET", "/api/admin/sessions", 0, TW_ROUTE_DEFAULT, tw_admin_list_sessions },
  { "GET", "/api/admin/keys", 0, TW_ROUTE_DEFAULT, tw_admin_list_keys },
  { "DELETE", "/api/admin/users/{id}/sessions", 0, TW_ROUTE_DEFAULT, tw_admin_end_sessions },
  { "DELETE", "/api/admin/users/{id}/sessions/{session}", 0, TW_ROUTE_DEFAULT, tw_admin_end_sessions },
  { "PATCH", "/api/admin/users/{id}/keys/{key}", 16384, TW_ROUTE_DEFAULT, tw_admin_change_key },
  { "DELETE", "/api/admin/users/{id}/keys/{key}", 0, TW_ROUTE_DEFAULT, tw_admin_revoke_key },
  { "PUT", "/api/admin/roles/{id}/rights", 16384, TW_ROUTE_DEFAULT, tw_admin_set_right },
  { "POST", "/api/admin/definitions", 1 << 20, TW_ROUTE_DEFAULT, tw_admin_define },
  { "GET", "/api/admin/routes", 0, TW_ROUTE_DEFAULT, tw_admin_list_routes },
  { "PATCH", "/api/admin/routes", 16384, TW_ROUTE_DEFAULT, tw_admin_set_route },
  { "POST", "/api/admin/erase", 16384, TW_ROUTE_DEFAULT, tw_admin_erase },
  { "GET", "/api/admin/erase/devices", 0, TW_ROUTE_DEFAULT, tw_admin_list_unerased },
  { "GET", "/sync/v1/audit", 0, TW_ROUTE_DEFAULT, tw_admin_give_witness },
  { NULL },
};

static gpointer
open_admin (TwServer *server, GError **error)
{
  TwAdmin *admin;

  if (!tw_audit_enable (tw_server_get_store (server), error))
    return NULL;
  admin = g_new0 (TwAdmin, 1);
  admin->server = server;
  admin->store = tw_server_get_store (server);
  tw_http_add_routes (tw_server_get_http (server), routes, admin);
  admin->routes = tw_admin_routes_new (admin, error);
  if (admin->routes != NULL)
    return admin;
  g_free (admin);
  return NULL;
}

static void
close_admin (gpointer state)
{
  TwAdmin *admin = state;
  g_autoptr (GError) error = NULL;
  TwAuditHead head;

  tw_admin_routes_free (admin->routes);
  if (!tw_audit_sign (admin->store, &head, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("error", "audit-not-signed");

      tw_log_line_text (line, "reason", error->message);
    }
  g_free (admin);
}

const TwServerModule tw_server_admin_module = { "admin", open_admin, close_admin };
