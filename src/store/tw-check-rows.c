/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables against the schema, and what must hold of their rows. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-blobs-private.h"
#include "tw-check-private.h"
#include "tw-peers.h"
#include "tw-replica-files.h"
#include "tw-unindexed.h"

/* --- Tables, columns, indexes --- */

static void
collect_name (TwCheckup *checkup, TwStmt *stmt, gpointer names)
{
  g_hash_table_add (names, g_strdup (tw_stmt_get_text (stmt, 0, NULL)));
}

static GHashTable *
read_names (TwCheckup *checkup, const char *sql)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  tw_checkup_query (checkup, sql, collect_name, names);
  return names;
}

static gboolean
check_columns (TwCheckup *checkup, const TwEntity *entity, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  g_autoptr (GHashTable) columns = read_names (checkup, sql);
  gboolean all = TRUE;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *column = NULL;
      g_autofree char *second = NULL;

      if (!tw_field_is_stored (field))
        continue;
      column = tw_field_dup_column (field);
      second = tw_field_has_second_column (field) ? g_strconcat (column, field->type == TW_TYPE_MONEY ? "_cur" : "_ent", NULL)
                                                  : g_strdup (column);
      if (g_hash_table_contains (columns, column) && g_hash_table_contains (columns, second))
        continue;
      tw_checkup_report (checkup, _("The table of “%s” has no column for “%s”."), tw_entity_get_label (entity, TRUE),
                         tw_field_get_label (field));
      all = FALSE;
    }
  return all;
}

void
tw_check_schema (TwCheckup *checkup)
{
  g_autoptr (GHashTable) names = read_names (checkup, "SELECT name FROM sqlite_schema");

  for (guint i = 0; i < tw_schema_get_n_entities (checkup->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (checkup->schema, i);
      g_autofree char *table = tw_entity_dup_table (entity);
      g_autoptr (GPtrArray) indexes = tw_entity_dup_indexes (entity);
      gboolean unindexed = FALSE;

      if (!g_hash_table_contains (names, table))
        {
          tw_checkup_report (checkup, _("The table of “%s” is missing."), tw_entity_get_label (entity, TRUE));
          continue;
        }
      check_columns (checkup, entity, table);
      /* A first load is under way, or was cut off. */
      tw_unindexed_has (checkup->db, entity, &unindexed, NULL);
      for (guint j = 0; j < indexes->len && !unindexed; j += 2)
        if (!g_hash_table_contains (names, g_ptr_array_index (indexes, j)))
          tw_checkup_report (checkup, _("The index %s is missing."), (char *) g_ptr_array_index (indexes, j));
    }
}

/* --- Rows --- */

typedef struct
{
  const TwEntity *entity;
  const TwField  *field;                               /* (nullable) */
  const char     *format;                              /* with %s for the field's label and for the id */
} Report;

static void
report_row (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  const Report *report = data;
  g_autofree char *id = tw_checkup_dup_id (stmt, 0);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  tw_checkup_report (checkup, report->format, report->field != NULL ? tw_field_get_label (report->field)
                                                                     : tw_entity_get_label (report->entity, FALSE), id);
#pragma GCC diagnostic pop
}

static void
check_sql (TwCheckup *checkup, const TwEntity *entity, const TwField *field, const char *format, char *sql)
{
  Report report = { entity, field, format };

  tw_checkup_query (checkup, sql, report_row, &report);
  g_free (sql);
}

static const char *
get_storage_class (const TwField *field)
{
  switch (field->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_LIST:
    case TW_TYPE_JSON:
      return "text";
    case TW_TYPE_LINK:
      return "blob";
    default:
      return "integer";
    }
}

static char *
dup_choice_list (const TwField *field)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    g_string_append_printf (list, "%s'%s'", i > 0 ? ", " : "", field->choices[i]->key);
  return g_strdup (list->str);
}

/* Two devices may each have given the value, and a conflict says so. */
static char *
dup_flagged (TwSchema *schema, const TwField *field)
{
  if (tw_schema_get_entity (schema, "sync_conflict") == NULL)
    return g_strdup ("");
  return g_strdup_printf (" AND sum (CASE WHEN EXISTS (SELECT 1 FROM \"sync_conflict\" WHERE \"record\" = r.id AND \"kind\" = 'duplicate' "
                          "AND \"field\" = '%s') THEN 1 ELSE 0 END) = 0", field->key);
}

static void
check_values (TwCheckup *checkup, const TwField *field, const char *table)
{
  g_autofree char *column = tw_field_dup_column (field);

  check_sql (checkup, field->entity, field, _("“%s” of record %s holds something else than its kind of value."),
             g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" IS NOT NULL AND typeof (\"%s\") <> '%s'", table, column, column,
                              get_storage_class (field)));
  if (field->type == TW_TYPE_MONEY)
    check_sql (checkup, field->entity, field, _("“%s” of record %s has no valid currency."),
               g_strdup_printf ("SELECT id FROM \"%s\" WHERE (\"%s\" IS NULL) <> (\"%s_cur\" IS NULL) OR \"%s_cur\" < 0 "
                                "OR \"%s_cur\" > %d", table, column, column, column, column, 0xffffff));
  if (field->kind == TW_KIND_ENUM)
    {
      g_autofree char *choices = dup_choice_list (field);

      check_sql (checkup, field->entity, field, _("“%s” of record %s is none of its choices."),
                 g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" NOT IN (%s)", table, column, choices));
    }
  if (field->type == TW_TYPE_BOOLEAN)
    check_sql (checkup, field->entity, field, _("“%s” of record %s holds something else than its kind of value."),
               g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" NOT IN (0, 1)", table, column));
  if (field->type == TW_TYPE_DATE)
    check_sql (checkup, field->entity, field, _("“%s” of record %s is no day of the calendar."),
               g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" < %d OR \"%s\" > %d", table, column, TW_DATE_MIN, column,
                                TW_DATE_MAX));
  if (field->type == TW_TYPE_LIST || field->type == TW_TYPE_JSON)
    check_sql (checkup, field->entity, field, _("“%s” of record %s cannot be read."),
               g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" IS NOT NULL AND NOT json_valid (\"%s\")", table, column, column));
  /* A replica shows what its server has, and new records beside it: the server is where two of them meet. */
  if (field->unique && !tw_store_is_replica (checkup->store))
    {
      g_autofree char *flagged = dup_flagged (checkup->schema, field);

      check_sql (checkup, field->entity, field, _("“%s” of record %s is not unique."),
                 g_strdup_printf ("SELECT min (id) FROM \"%s\" AS r WHERE deleted IS NULL AND \"%s\" IS NOT NULL GROUP BY \"%s\" "
                                  "HAVING count (*) > 1%s", table, column, column, flagged));
    }
}

/* Live records may point to deleted ones when their link is of that kind, but never to nothing. */
static void
check_link (TwCheckup *checkup, const TwField *field, const char *table)
{
  g_autofree char *column = tw_field_dup_column (field);
  const TwEntity *target = tw_field_get_target (field);

  for (guint i = 0; i < tw_schema_get_n_entities (checkup->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (checkup->schema, i);
      g_autofree char *other = tw_entity_dup_table (entity);
      g_autofree char *kind = target == NULL ? g_strdup_printf (" AND t0.\"%s_ent\" = %u", column, entity->number) : g_strdup ("");

      if (target != NULL ? target->number != entity->number : !tw_field_can_target (field, entity))
        continue;
      /* In a replica the target may be one that this person may not see. */
      if (tw_store_is_replica (checkup->store))
        continue;
      check_sql (checkup, field->entity, field, _("“%s” of record %s points to a record that does not exist."),
                 g_strdup_printf ("SELECT t0.id FROM \"%s\" AS t0 WHERE t0.\"%s\" IS NOT NULL%s AND t0.deleted IS NULL AND NOT EXISTS "
                                  "(SELECT 1 FROM \"%s\" AS o WHERE o.id = t0.\"%s\")", table, column, kind, other, column));
    }
  if (target == NULL)
    check_sql (checkup, field->entity, field, _("“%s” of record %s points to an unknown kind of record."),
               g_strdup_printf ("SELECT id FROM \"%s\" WHERE (\"%s\" IS NULL) <> (\"%s_ent\" IS NULL)", table, column, column));
}

static void
check_list_table (TwCheckup *checkup, const TwField *field, const char *table)
{
  g_autofree char *links = tw_field_dup_link_table (field);
  const TwEntity *target = tw_field_get_target (field);

  check_sql (checkup, field->entity, field, _("“%s” has a link from record %s, which does not exist."),
             g_strdup_printf ("SELECT a FROM \"%s\" AS l WHERE NOT EXISTS (SELECT 1 FROM \"%s\" AS t0 WHERE t0.id = l.a)", links, table));
  for (guint i = 0; i < tw_schema_get_n_entities (checkup->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (checkup->schema, i);
      g_autofree char *other = tw_entity_dup_table (entity);
      g_autofree char *kind = target == NULL ? g_strdup_printf (" AND l.b_ent = %u", entity->number) : g_strdup ("");

      if (tw_store_is_replica (checkup->store)
          || (target != NULL ? target->number != entity->number : !tw_field_can_target (field, entity)))
        continue;
      check_sql (checkup, field->entity, field, _("“%s” has a link to record %s, which does not exist."),
                 g_strdup_printf ("SELECT l.b FROM \"%s\" AS l JOIN \"%s\" AS t0 ON t0.id = l.a WHERE t0.deleted IS NULL%s "
                                  "AND NOT EXISTS (SELECT 1 FROM \"%s\" AS o WHERE o.id = l.b)", links, table, kind, other));
    }
}

static void
check_bookkeeping (TwCheckup *checkup, const TwEntity *entity, const char *table)
{
  check_sql (checkup, entity, NULL, _("A record (%s) has no valid id: %s."),
             g_strdup_printf ("SELECT id FROM \"%s\" WHERE typeof (id) <> 'blob' OR length (id) <> 16", table));
  check_sql (checkup, entity, NULL, _("A record (%s) is in its table but not in the history: %s."),
             g_strdup_printf ("SELECT id FROM \"%s\" AS t0 WHERE NOT EXISTS (SELECT 1 FROM log_change c WHERE c.record = t0.id "
                              "AND c.entity = %u)", table, entity->number));
  check_sql (checkup, entity, NULL, _("A record (%s) was removed for good but is still in its table: %s."),
             g_strdup_printf ("SELECT id FROM \"%s\" WHERE id IN (SELECT id FROM tw_tombstone)", table));
  check_sql (checkup, entity, NULL, _("A record (%s) was changed by a commit that does not exist: %s."),
             g_strdup_printf ("SELECT id FROM \"%s\" WHERE row_seq NOT IN (SELECT seq FROM log_commit)", table));
  if (tw_entity_get_field_by_number (entity, TW_FIELD_UPDATED_AT) != NULL)
    check_sql (checkup, entity, NULL, _("A record (%s) has another time of its last change than its commit: %s."),
               g_strdup_printf ("SELECT t0.id FROM \"%s\" AS t0 JOIN log_commit m ON m.seq = t0.row_seq WHERE t0.updated_at IS NOT m.at "
                                "AND m.origin <> %d", table, TW_ORIGIN_SYNC));
}

/* --- Series --- */

typedef struct
{
  const TwField *field;
  char          *before, *after;
  gint64         last;
} Series;

static void
compare_number (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  Series *series = data;
  const char *text = tw_stmt_get_text (stmt, 0, NULL);
  char *end;
  gint64 number;

  if (text == NULL || !g_str_has_prefix (text, series->before) || !g_ascii_isdigit (text[strlen (series->before)]))
    return;
  number = g_ascii_strtoll (text + strlen (series->before), &end, 10);
  if (strcmp (end, series->after) == 0 && number > series->last && number < G_MAXINT64 / 2)
    tw_checkup_report (checkup, _("The number %s of “%s” is ahead of its series, which would give it again."), text,
                       tw_field_get_label (series->field));
}

/* The name of a series is "<entity>.<field>:<before>{}<after>". */
static void
check_series (TwCheckup *checkup, TwStmt *stmt, gpointer data)
{
  const TwField *field = data;
  g_autofree char *prefix = g_strdup_printf ("%u.%u:", field->entity->number, field->number);
  const char *name = tw_stmt_get_text (stmt, 0, NULL);
  const char *hole = name != NULL ? strstr (name, "{}") : NULL;
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *sql = g_strdup_printf ("SELECT \"%s\" FROM \"%s\"", column, table);
  Series series = { .field = field, .last = tw_stmt_get_int (stmt, 1) };

  if (name == NULL || hole == NULL || !g_str_has_prefix (name, prefix))
    return;
  series.before = g_strndup (name + strlen (prefix), hole - name - strlen (prefix));
  series.after = g_strdup (hole + 2);
  tw_checkup_query (checkup, sql, compare_number, &series);
  g_free (series.before);
  g_free (series.after);
}

void
tw_check_rows (TwCheckup *checkup, const TwEntity *entity)
{
  g_autofree char *table = tw_entity_dup_table (entity);

  check_bookkeeping (checkup, entity, table);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->kind == TW_KIND_LINKS && field->formula == NULL)
        check_list_table (checkup, field, table);
      if (!tw_field_is_stored (field))
        continue;
      check_values (checkup, field, table);
      if (field->kind == TW_KIND_LINK && field->number >= TW_FIELD_FIRST_OWN)
        check_link (checkup, field, table);
      if (field->series != NULL)
        tw_checkup_query (checkup, "SELECT name, last FROM tw_series", check_series, (gpointer) field);
    }
}

/* --- Attached files --- */

static void
check_stray_files (TwCheckup *checkup, const char *dir)
{
  g_autofree char *blobs = g_build_filename (dir, "blobs", NULL);
  g_autoptr (GDir) top = g_dir_open (blobs, 0, NULL);
  const char *first, *rest;

  while (top != NULL && (first = g_dir_read_name (top)) != NULL)
    {
      g_autofree char *folder = g_build_filename (blobs, first, NULL);
      g_autoptr (GDir) inner = strlen (first) == 2 ? g_dir_open (folder, 0, NULL) : NULL;

      while (inner != NULL && (rest = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *hash = g_strconcat (first, rest, NULL);
          g_autofree char *path = g_build_filename (folder, rest, NULL);
          g_autoptr (GError) error = NULL;

          if (!tw_blob_is_hash (hash))
            tw_checkup_report (checkup, _("A file among the attached files does not belong there: %s/%s."), first, rest);
          else if (!tw_blob_verify (path, hash, checkup->cancellable, &error) && !g_cancellable_is_cancelled (checkup->cancellable))
            tw_checkup_report (checkup, "%s", error->message);
        }
    }
}

/* Where several processes are one server, PostgreSQL has the files, and a folder those that were asked for there. */
static gboolean
is_shared (TwCheckup *checkup)
{
  gint64 there = 0;

  return tw_db_pragma_int (checkup->db, "SELECT count(*) FROM sqlite_schema WHERE name = 'tw_shared'", &there, NULL) && there != 0;
}

void
tw_check_blobs (TwCheckup *checkup)
{
  const char *dir = tw_store_get_dir (checkup->store);
  g_autoptr (GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer hash;

  check_stray_files (checkup, dir);
  if (!tw_blob_collect_from_records (checkup->store, hashes, &error))
    {
      tw_checkup_report (checkup, _("A part of the database cannot be read: %s"), error->message);
      return;
    }
  if (is_shared (checkup))
    return;
  g_hash_table_iter_init (&iter, hashes);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      g_autofree char *path = tw_blob_dup_path (dir, hash);

      /* Beside a server a record may name a file that is still on its way. */
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) && !tw_replica_awaits_file (checkup->store, hash)
          && !tw_peers_awaits_file (checkup->store, hash))
        tw_checkup_report (checkup, _("The attached file %.12s… is missing. Restore it from a backup."), (char *) hash);
    }
}
