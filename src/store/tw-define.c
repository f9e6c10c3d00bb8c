/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Custom fields and objects, made while the program runs. All definitions of the site are one JSON text; each change of it is
 * a version in tw_schema and a commit like any other: in the log a change of entity 0 with
 *   1 definitions   (JSON, null before the first)
 * Tables and columns are added in the same transaction. Nothing is taken away: a definition that goes is retired, because
 * data may lie in it, and so is what an undo takes back. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tw-definitions.h"
#include "tw-settings-private.h"
#include "tw-store-hold.h"
#include "tw-store-hold.h"
#include "tw-undo-private.h"

#define FIELD_DEFINITIONS TW_SETTING_DEFINITIONS

const TwId tw_definitions_record = { "tw-definitions!" };

typedef struct
{
  const char *added;
  TwCommit   *commit;
} DefineJob;

static gboolean
read_present (TwDb *db, char **definitions, gint64 *version, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT version, definitions FROM tw_schema ORDER BY version DESC LIMIT 1", error);
  g_autoptr (GError) local = NULL;

  *definitions = NULL;
  *version = 0;
  if (stmt == NULL)
    return FALSE;
  if (tw_stmt_step (stmt, &local))
    {
      *version = tw_stmt_get_int (stmt, 0);
      *definitions = g_strdup (tw_stmt_get_text (stmt, 1, NULL));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_version (TwDb *db, gint64 version, const char *definitions, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO tw_schema (version, definitions) VALUES (?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, version);
  tw_stmt_bind_text (stmt, 2, definitions, -1);
  return tw_stmt_run (stmt, error);
}

/* A wrong expression is refused when it is made, not when the first record is saved. */
static gboolean
check_expressions (TwSchema *schema, GError **error)
{
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);
      gboolean own = entity->custom;
      TwRules *rules;

      for (guint i = 0; i < entity->n_fields && !own; i++)
        own = entity->fields[i]->custom;
      if (!own)
        continue;
      rules = tw_rules_new (entity, error);
      if (rules == NULL)
        return FALSE;
      tw_rules_free (rules);
    }
  return TRUE;
}

static gboolean
log_definitions (TwTx *tx, const char *before, const char *after, GError **error)
{
  g_autoptr (GArray) fields = tw_field_changes_new ();
  g_auto (TwValue) was = before != NULL ? tw_value_json (before) : (TwValue) TW_VALUE_INIT;
  g_auto (TwValue) is = tw_value_json (after);

  tw_field_changes_add (fields, FIELD_DEFINITIONS, &was, &is);
  return tw_tx_log_raw (tx, 0, &tw_definitions_record, TW_OP_SET, fields, error);
}

/* Puts definitions in force. */
static TwCommit *
put_definitions (TwStore *store, TwDb *db, TwOrigin origin, const char *title, gint64 undoes, const char *before, gint64 version,
                 const char *after, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwSchema) schema = tw_schema_extend (store->shipped, after, &local);
  TwCommit *commit;
  TwTx *tx;

  if (schema == NULL)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "%s", local->message);
      return NULL;
    }
  if (!check_expressions (schema, error))
    return NULL;
  tx = tw_store_hold_flush (store, error) ? tw_tx_begin (store, db, origin, title, undoes, error) : NULL;
  if (tx == NULL)
    return NULL;
  if (!tw_store_shape_tables (db, schema, error) || !write_version (db, version + 1, after, error)
      || !log_definitions (tx, before, after, error))
    {
      tw_tx_rollback (tx);
      return NULL;
    }
  commit = tw_tx_commit (tx, error);
  if (commit != NULL)
    tw_store_announce_schema (store, schema);
  return commit;
}

static gboolean
define (TwStore *store, TwDb *db, DefineJob *job, GError **error)
{
  g_autofree char *present = NULL, *merged = NULL;
  g_autoptr (GError) local = NULL;
  gint64 version;

  if (!read_present (db, &present, &version, error))
    return FALSE;
  merged = tw_schema_merge_definitions (present, job->added, &local);
  if (merged == NULL)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "%s", local->message);
      return FALSE;
    }
  job->commit = put_definitions (store, db, TW_ORIGIN_PERSON, _("Change fields and objects"), 0, present, version, merged, error);
  return job->commit != NULL;
}

/* What is in force is read inside the transaction, in which no other process can change it. */
static gboolean
run_define (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  DefineJob *job = data;
  gboolean good;

  if (!tw_store_hold_enter (store, db, error))
    return FALSE;
  good = define (store, db, job, error);
  if (!tw_store_hold_leave (store, db, good, error))
    {
      g_clear_pointer (&job->commit, tw_commit_unref);
      return FALSE;
    }
  return good;
}

gboolean
tw_definitions_put (TwStore *store, TwDb *db, const char *definitions, gboolean with_own, GError **error)
{
  g_autofree char *present = NULL, *merged = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (TwCommit) commit = NULL;
  gint64 version;

  if (!read_present (db, &present, &version, error))
    return FALSE;
  merged = with_own && present != NULL ? tw_schema_merge_definitions (definitions, present, &local) : g_strdup (definitions);
  if (merged == NULL)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "%s", local->message);
      return FALSE;
    }
  if (g_strcmp0 (present, merged) == 0)
    return TRUE;
  commit = put_definitions (store, db, TW_ORIGIN_SYNC, _("Changes from the server"), 0, present, version, merged, error);
  return commit != NULL;
}

/* --- Undo --- */

static JsonObject *
get_definition (JsonArray *list, guint i, const char *what)
{
  JsonObject *item = json_array_get_object_element (list, i);

  return json_object_has_member (item, what) && JSON_NODE_HOLDS_OBJECT (json_object_get_member (item, what))
         ? json_object_get_object_member (item, what) : NULL;
}

static gboolean
same_member (JsonObject *a, JsonObject *b, const char *member)
{
  return g_strcmp0 (json_object_get_string_member_with_default (a, member, NULL),
                    json_object_get_string_member_with_default (b, member, NULL)) == 0;
}

static JsonObject *
find_like (JsonArray *list, const char *what, JsonObject *like)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *object = get_definition (list, i, what);

      if (object != NULL && same_member (object, like, "entity") && same_member (object, like, "key"))
        return object;
    }
  return NULL;
}

static JsonNode *
copy_retired (JsonObject *object)
{
  g_autoptr (JsonNode) original = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (original, FALSE);
  JsonNode *node = json_from_string (text, NULL);

  json_object_set_boolean_member (json_node_get_object (node), "retired", TRUE);
  return node;
}

/* Parts (choices, fields of an object) that are in later and not in former are added to former as retired ones. */
static void
keep_parts (JsonObject *former, JsonObject *later, const char *member, const char *part_member)
{
  JsonArray *parts, *kept;

  if (!json_object_has_member (later, member))
    return;
  if (!json_object_has_member (former, member))
    json_object_set_array_member (former, member, json_array_new ());
  parts = json_object_get_array_member (later, member);
  kept = json_object_get_array_member (former, member);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = json_array_get_object_element (parts, i);
      JsonObject *same = NULL;

      for (guint k = 0; k < json_array_get_length (kept) && same == NULL; k++)
        if (same_member (json_array_get_object_element (kept, k), part, "key"))
          same = json_array_get_object_element (kept, k);
      if (same == NULL)
        json_array_add_element (kept, copy_retired (part));
      else if (part_member != NULL)
        keep_parts (same, part, part_member, NULL);
    }
}

static void
keep_definition (JsonArray *former, const char *what, JsonObject *later)
{
  JsonObject *same = find_like (former, what, later);
  JsonObject *item;

  if (same != NULL)
    {
      keep_parts (same, later, "choices", NULL);
      keep_parts (same, later, "fields", "choices");
      return;
    }
  item = json_object_new ();
  json_object_set_member (item, what, copy_retired (later));
  json_array_add_object_element (former, item);
}

/* An own choice that goes is retired; a shipped one is again what it came as. */
static void
keep_choices (TwSchema *shipped, JsonArray *former, JsonObject *later)
{
  const TwEntity *entity = tw_schema_get_entity (shipped, json_object_get_string_member_with_default (later, "entity", NULL));
  const TwField *field = entity != NULL
                         ? tw_entity_get_field (entity, json_object_get_string_member_with_default (later, "key", NULL)) : NULL;
  JsonArray *all = json_object_get_array_member (later, "choices"), *own = json_array_new ();
  JsonObject *same = find_like (former, "choices", later), *parts = json_object_new (), *item;

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *choice = json_array_get_object_element (all, i);

      if (field == NULL || tw_field_get_choice (field, json_object_get_string_member_with_default (choice, "key", NULL)) == NULL)
        json_array_add_object_element (own, json_object_ref (choice));
    }
  json_object_set_array_member (parts, "choices", own);
  if (same != NULL)
    keep_parts (same, parts, "choices", NULL);
  else if (json_array_get_length (own) > 0)
    {
      same = json_object_new ();
      json_object_set_member (same, "entity", json_node_copy (json_object_get_member (later, "entity")));
      json_object_set_member (same, "key", json_node_copy (json_object_get_member (later, "key")));
      keep_parts (same, parts, "choices", NULL);
      item = json_object_new ();
      json_object_set_object_member (item, "choices", same);
      json_array_add_object_element (former, item);
    }
  json_object_unref (parts);
}

static void
set_revision (JsonArray *list, gint64 revision)
{
  JsonObject *item;

  for (guint i = json_array_get_length (list); i-- > 0;)
    if (json_object_has_member (json_array_get_object_element (list, i), "revision"))
      json_array_remove_element (list, i);
  item = json_object_new ();
  json_object_set_int_member (item, "revision", revision);
  json_array_add_object_element (list, item);
}

/* The definitions before, and what was added since as retired. Both texts were checked when they were put in force. */
static char *
dup_reverted (TwSchema *shipped, const char *before, const char *after, gint64 version)
{
  g_autoptr (JsonNode) former = json_from_string (before != NULL ? before : "[]", NULL);
  g_autoptr (JsonNode) later = json_from_string (after, NULL);
  JsonArray *list = json_node_get_array (former), *all = json_node_get_array (later);

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *entity = get_definition (all, i, "entity"), *field = get_definition (all, i, "field");
      JsonObject *choices = get_definition (all, i, "choices");

      if (entity != NULL)
        keep_definition (list, "entity", entity);
      if (field != NULL)
        keep_definition (list, "field", field);
      if (choices != NULL)
        keep_choices (shipped, list, choices);
    }
  set_revision (list, version + 1);
  return json_to_string (former, FALSE);
}

static TwChange *
read_first_change (TwDb *db, TwCommitHead *head)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.seq = ?", NULL);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, head->first_change);
  return tw_stmt_step (stmt, NULL) ? tw_log_read_change (stmt, head, NULL, NULL) : NULL;
}

gboolean
tw_undo_is_definition (TwDb *db, TwCommitHead *head)
{
  g_autoptr (TwChange) change = head->n_changes == 1 ? read_first_change (db, head) : NULL;

  return change != NULL && tw_change_get_entity (change) == 0 && tw_id_equal (tw_change_get_record (change), &tw_definitions_record)
         && tw_change_find_field (change, FIELD_DEFINITIONS) != NULL;
}

/* The newest commit before another that changed definitions; 0: there is none. */
static gint64
find_definition_before (TwDb *db, gint64 before)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT commit_seq FROM log_change WHERE record = ? AND entity = 0 AND commit_seq < ? "
                                           "ORDER BY seq DESC LIMIT 1", NULL);

  if (stmt == NULL)
    return 0;
  tw_stmt_bind_id (stmt, 1, &tw_definitions_record);
  tw_stmt_bind_int (stmt, 2, before);
  return tw_stmt_step (stmt, NULL) ? tw_stmt_get_int (stmt, 0) : 0;
}

/* Whether all that changed definitions after a commit was taken back. The text is not that of the commit then: what came is retired, not gone. */
static gboolean
is_in_force (TwDb *db, TwCommitHead *head)
{
  gint64 seq = find_definition_before (db, G_MAXINT64);

  while (seq > head->seq)
    {
      g_autoptr (TwCommitHead) later = tw_log_read_head (db, seq, NULL);

      if (later == NULL || later->origin != TW_ORIGIN_UNDO || later->undoes <= 0)
        return FALSE;
      seq = find_definition_before (db, later->undoes);
    }
  return seq == head->seq;
}

TwCommit *
tw_undo_definition (TwStore *store, TwDb *db, TwCommitHead *head, const char *title, GError **error)
{
  g_autoptr (TwChange) change = read_first_change (db, head);
  const TwFieldChange *values = change != NULL ? tw_change_find_field (change, FIELD_DEFINITIONS) : NULL;
  g_autofree char *present = NULL, *reverted = NULL;
  gint64 version;

  if (!read_present (db, &present, &version, error))
    return NULL;
  if (values == NULL || values->after.type != TW_TYPE_JSON || (g_strcmp0 (present, values->after.text) != 0 && !is_in_force (db, head)))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                   _("“%s” cannot be undone: fields or objects were changed later. Undo that first."), head->title);
      return NULL;
    }
  reverted = dup_reverted (store->shipped, values->before.type == TW_TYPE_JSON ? values->before.text : NULL, present, version);
  return put_definitions (store, db, TW_ORIGIN_UNDO, title, head->seq, present, version, reverted, error);
}

/**
 * tw_store_define:
 * @store: a store
 * @definitions_json: a JSON list of definitions, as for tw_schema_extend()
 *
 * Makes or changes the site's own fields and objects: the definitions are merged by key into those in force. Tables follow at
 * once, and "schema-changed" is emitted on the store's context.
 *
 * Returns: (transfer full) (nullable): the commit, which can be undone; %NULL with %TW_STORE_ERROR_INVALID and what is wrong
 */
TwCommit *
tw_store_define (TwStore *store, const char *definitions_json, GError **error)
{
  DefineJob job = { .added = definitions_json };

  return tw_store_run_writer (store, run_define, &job, error) ? job.commit : NULL;
}
