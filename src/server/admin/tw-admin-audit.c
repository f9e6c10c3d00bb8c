/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log as administrators read it and as it is verified, and the head that devices keep. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-admin-private.h"
#include "tw-audit.h"

static void
print_hex (GString *json, const char *key, const guint8 *bytes, gsize n)
{
  g_autofree char *hex = tw_audit_hex (bytes, n);

  g_string_append_printf (json, ",\"%s\":\"%s\"", key, hex);
}

static void
print_next (GString *json, gint64 n)
{
  if (n != 0)
    g_string_append_printf (json, "],\"next\":\"%" PRId64 "\"}", n);
  else
    g_string_append (json, "],\"next\":null}");
}

/* --- For people --- */

static void
print_entry (TwAdmin *admin, TwSchema *schema, const TwAuditEntry *entry, GString *json)
{
  g_autoptr (TwDoc) detail = entry->detail != NULL ? tw_doc_parse ("detail", entry->detail, -1, NULL) : NULL;
  g_autofree char *name = tw_store_dup_title (admin->store, tw_schema_get_entity (schema, "user")->number, &entry->user);

  g_string_append_printf (json, "{\"n\":%" PRId64, entry->n);
  tw_admin_print_instant (json, "at", entry->at);
  tw_admin_print_id (json, "user", &entry->user);
  tw_admin_print_text (json, "user_name", tw_id_is_nil (&entry->user) ? NULL : name);
  tw_admin_print_text (json, "action", entry->action);
  tw_admin_print_text (json, "entity", *entry->entity ? entry->entity : NULL);
  tw_admin_print_id (json, "record", &entry->record);
  /* What is no JSON is words. */
  if (detail != NULL)
    {
      g_string_append (json, ",\"detail\":");
      tw_doc_print (tw_doc_get_root (detail), json);
    }
  else
    tw_admin_print_text (json, "detail", entry->detail);
  g_string_append_printf (json, ",\"erased\":%s}", tw_audit_entry_is_erased (entry) ? "true" : "false");
}

void
tw_admin_list_audit (TwRequest *request, TwResponse *response, gpointer data)
{
  static const char *const names[] = { "action", "entity", "user", "record", "from", "until", "limit", "after", NULL };
  TwAdmin *admin = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (admin->store);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  TwAuditFilter filter = { tw_request_get_query (request, "action"), tw_request_get_query (request, "entity") };
  gboolean by_user, by_record;
  TwId user, record;
  gint64 before = 0;
  GString *json;
  guint limit;

  if (!tw_admin_begin (request, response, names) || !tw_admin_read_limit (request, response, &limit)
      || !tw_admin_read_id (request, response, "user", &user, &by_user) || !tw_admin_read_id (request, response, "record", &record, &by_record)
      || !tw_admin_read_instant (request, response, "from", &filter.from) || !tw_admin_read_instant (request, response, "until", &filter.until)
      || !tw_admin_read_number (request, response, "after", &before))
    return;
  filter.user = by_user ? &user : NULL;
  filter.record = by_record ? &record : NULL;
  entries = tw_audit_list (admin->store, &filter, before, limit, &error);
  if (entries == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < entries->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      print_entry (admin, schema, g_ptr_array_index (entries, i), json);
    }
  print_next (json, entries->len < limit ? 0 : ((TwAuditEntry *) g_ptr_array_index (entries, entries->len - 1))->n);
  tw_response_take_json (response, json);
}

/* --- For who verifies --- */

static void
print_link (const TwAuditEntry *entry, GString *json)
{
  g_string_append_printf (json, "{\"n\":%" PRId64 ",\"at\":%" PRId64, entry->n, entry->at);
  tw_admin_print_id (json, "user", &entry->user);
  tw_admin_print_text (json, "action", entry->action);
  tw_admin_print_text (json, "entity", entry->entity);
  tw_admin_print_id (json, "record", &entry->record);
  tw_admin_print_text (json, "detail", entry->detail);
  if (entry->detail != NULL)
    print_hex (json, "salt", entry->salt, sizeof entry->salt);
  else
    tw_admin_print_text (json, "salt", NULL);
  print_hex (json, "commitment", entry->commitment, sizeof entry->commitment);
  print_hex (json, "hash", entry->hash, sizeof entry->hash);
  g_string_append_c (json, '}');
}

static void
print_head (const TwAuditHead *head, GString *json)
{
  g_string_append_printf (json, "{\"n\":%" PRId64 ",\"at\":%" PRId64, head->n, head->at);
  print_hex (json, "hash", head->hash, sizeof head->hash);
  print_hex (json, "key", head->key, sizeof head->key);
  print_hex (json, "signature", head->signature, sizeof head->signature);
  g_string_append_c (json, '}');
}

/* Reads the query of a list that goes upward. */
static gboolean
begin_upward (TwRequest *request, TwResponse *response, gint64 *after, guint *limit)
{
  static const char *const names[] = { "limit", "after", NULL };

  *after = 0;
  return tw_admin_begin (request, response, names) && tw_admin_read_limit (request, response, limit)
         && tw_admin_read_number (request, response, "after", after);
}

void
tw_admin_read_chain (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  GString *json;
  gint64 after;
  guint limit;

  if (!begin_upward (request, response, &after, &limit))
    return;
  entries = tw_audit_read_chain (admin->store, after, limit, &error);
  if (entries == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < entries->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      print_link (g_ptr_array_index (entries, i), json);
    }
  print_next (json, entries->len < limit ? 0 : ((TwAuditEntry *) g_ptr_array_index (entries, entries->len - 1))->n);
  tw_response_take_json (response, json);
}

void
tw_admin_list_heads (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (GError) error = NULL;
  GString *json;
  gint64 after;
  guint limit;

  if (!begin_upward (request, response, &after, &limit))
    return;
  heads = tw_audit_list_heads (admin->store, after, limit, &error);
  if (heads == NULL)
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < heads->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      print_head (g_ptr_array_index (heads, i), json);
    }
  print_next (json, heads->len < limit ? 0 : ((TwAuditHead *) g_ptr_array_index (heads, heads->len - 1))->n);
  tw_response_take_json (response, json);
}

/* --- For devices --- */

/* The newest signed head, which a device keeps, and what the chain has today at the head that it kept before. Hashes tell nothing of
 * what is in the log, so everybody who syncs is a witness. */
void
tw_admin_give_witness (TwRequest *request, TwResponse *response, gpointer data)
{
  TwAdmin *admin = data;
  g_autoptr (GError) error = NULL;
  TwAuditHead head;
  guint8 hash[TW_AUDIT_HASH];
  gint64 kept = 0;
  gboolean found;
  GString *json;

  if (!tw_admin_read_number (request, response, "kept", &kept))
    return;
  found = tw_audit_get_hash (admin->store, kept, hash, &error);
  if (error != NULL || !tw_audit_get_head (admin->store, &head, &error))
    {
      tw_response_problem_error (response, error);
      return;
    }
  json = g_string_new ("{\"head\":");
  if (head.n != 0)
    print_head (&head, json);
  else
    g_string_append (json, "null");
  if (found)
    print_hex (json, "kept", hash, sizeof hash);
  else
    tw_admin_print_text (json, "kept", NULL);
  g_string_append_c (json, '}');
  tw_response_take_json (response, json);
}
