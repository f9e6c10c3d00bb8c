/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of people, rights, settings and the site's fields enter the audit log in the transaction that makes them, whichever way
 * they come in: REST, sync, an import, or the command line at a server's folder. */
#include "config.h"

#include <string.h>

#include "tw-audit-private.h"
#include "tw-doc.h"
#include "tw-settings-private.h"

#define MAX_DETAIL 65536                               /* of one entry: definitions of a site may be long, and are in the log anyway */

static const char *const followed[] = { "user", "team", "role", "territory", NULL };

static void
append_value (GString *json, const TwField *field, const TwValue *value)
{
  g_autofree char *text = NULL;

  if (tw_value_is_null (value))
    text = g_strdup ("null");
  /* That it changed is worth knowing, what to is not for the log. */
  else if (field != NULL && field->sensitive)
    text = g_strdup ("\"…\"");
  else
    text = tw_value_to_json (value);
  g_string_append (json, text);
}

static void
append_change (GString *json, const char *key, const TwField *field, const TwFieldChange *change)
{
  g_string_append_c (json, json->str[json->len - 1] == '{' ? ' ' : ',');
  tw_doc_print_text (key, json);
  g_string_append (json, ":[");
  append_value (json, field, &change->before);
  g_string_append_c (json, ',');
  append_value (json, field, &change->after);
  g_string_append_c (json, ']');
}

static char *
print_record (const TwEntity *entity, GArray *fields)
{
  GString *json = g_string_new ("{\"changes\":{");

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      if (field != NULL && field->number >= TW_FIELD_FIRST_OWN)
        append_change (json, field->key, field, change);
    }
  g_string_append (json, "}}");
  return g_string_free (json, FALSE);
}

/* A setting: its key, and what it was and is. */
static char *
print_setting (GArray *fields)
{
  GString *json = g_string_new ("{\"changes\":{");
  const char *key = "";

  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);

      if (change->field == TW_SETTING_KEY && change->after.type == TW_TYPE_TEXT)
        key = change->after.text;
      else if (change->field == TW_SETTING_VALUE)
        append_change (json, key, NULL, change);
    }
  g_string_append (json, "}}");
  return g_string_free (json, FALSE);
}

static const char *
choose_action (const TwEntity *entity, TwOp op)
{
  static const char *const actions[][5] = {
    { "user-added", "user-changed", "user-deleted", "user-restored", "user-purged" },
    { "team-added", "team-changed", "team-deleted", "team-restored", "team-purged" },
    { "role-added", "role-changed", "role-deleted", "role-restored", "role-purged" },
    { "territory-added", "territory-changed", "territory-deleted", "territory-restored", "territory-purged" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (followed[i], entity->key) == 0)
      return actions[i][op];
  return NULL;
}

static gboolean
is_bookkeeping (const TwEntity *entity, TwOp op, GArray *fields)
{
  const TwField *field = tw_entity_get_field (entity, "last_sign_in_at");

  return op == TW_OP_SET && field != NULL && fields != NULL && fields->len == 1
         && g_array_index (fields, TwFieldChange, 0).field == field->number;
}

gboolean
tw_audit_follow (TwTx *tx, guint number, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  const TwEntity *entity = number != 0 ? tw_schema_get_entity_by_number (tx->schema, number) : NULL;
  const gboolean is_definition = number == 0 && tw_id_equal (record, &tw_definitions_record);
  g_autofree char *detail = NULL;
  TwAuditEvent event = { .at = tx->head->at, .user = &tx->head->user, .record = record };

  if (number == 0)
    event.action = is_definition ? "fields-changed" : "setting-changed";
  else if (entity != NULL)
    event.action = choose_action (entity, op);
  if (event.action == NULL || !tw_audit_is_kept (tx->store) || (entity != NULL && is_bookkeeping (entity, op, fields)))
    return TRUE;
  if (entity != NULL)
    {
      event.entity = entity->key;
      detail = print_record (entity, fields);
    }
  else if (!is_definition && fields != NULL)
    detail = print_setting (fields);
  if (detail != NULL && strlen (detail) <= MAX_DETAIL)
    event.detail = detail;
  return tw_audit_append (tx->store, tx->db, &event, error);
}
