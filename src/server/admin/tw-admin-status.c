/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server is and holds, in numbers. */
#include "config.h"

#include <inttypes.h>
#include <glib/gstdio.h>

#include "tw-admin-private.h"
#include "tw-audit.h"
#include "tw-peers.h"

static gint64
count (TwAdmin *admin, TwSchema *schema, const char *key, const char *where)
{
  const TwEntity *entity = tw_schema_get_entity (schema, key);
  g_autoptr (TwQuery) query = tw_query_new (schema, entity, where, NULL, NULL);

  return query != NULL ? MAX (tw_store_count (admin->store, query, NULL), 0) : 0;
}

void
tw_admin_give_status (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const names[] = { NULL };
  TwAdmin *admin = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autofree char *file = g_build_filename (tw_server_get_data (admin->server), "store.db", NULL);
  g_autofree char *trouble = tw_server_dup_trouble (admin->server);
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GError) error = NULL;
  TwAuditHead head;
  GStatBuf about = { 0 };
  GString *json;

  if (!tw_admin_begin (request, response, names))
    return;
  if (trouble == NULL)
    trouble = tw_server_dup_upkeep_trouble (admin->server);
  newest = tw_audit_list (admin->store, NULL, 0, 1, &error);
  if (newest == NULL || !tw_audit_get_head (admin->store, &head, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  g_stat (file, &about);
  json = g_string_new ("{\"version\":\"" TW_VERSION "\"");
  tw_admin_print_text (json, "schema", tw_schema_get_version (schema));
  tw_admin_print_text (json, "trouble", trouble);
  g_string_append_printf (json, ",\"commits\":%" PRId64 ",\"size\":%" PRId64, tw_peers_get_seq (admin->store), (gint64) about.st_size);
  g_string_append_printf (json, ",\"users\":%" PRId64 ",\"active_users\":%" PRId64, count (admin, schema, "user", NULL),
                          count (admin, schema, "user", "active"));
  g_string_append_printf (json, ",\"audit_entries\":%" PRId64 ",\"audit_signed\":%" PRId64,
                          newest->len > 0 ? ((TwAuditEntry *) g_ptr_array_index (newest, 0))->n : 0, head.n);
  tw_admin_print_instant (json, "audit_signed_at", head.at);
  g_string_append_c (json, '}');
  tw_response_take_json (response, json);
}
